using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.App.Security;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Recovery;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Reference;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.App.Engine;

/// <summary>The two connections to the venue with their sessions, as agents.</summary>
internal sealed class VenueLink
{
    private const byte MarketConnection = 1;
    private const byte TradingConnection = 2;
    private const int InstrumentCapacity = 4096;
    private const int UnderlyingCapacity = 16;

    /// <summary>The kernel dates a mapped file by its writing back, which it puts off for up to half a minute.</summary>
    private static readonly TimeSpan s_fileTimeLag = TimeSpan.FromMinutes(1);

    private readonly ConfigValues _values;

    public VenueLink(
        ConfigValues values,
        Credentials credentials,
        Producers producers,
        RingConsumer<OutputEvent>[] commands,
        EngineTelemetry telemetry,
        KillLatch kill,
        EngineSeams seams,
        AccountState? before)
    {
        _values = values;
        var table = new InstrumentTable(InstrumentCapacity, UnderlyingCapacity);
        Instruments = table;
        var nonces = new RandomNonces();
        UnderlyingSettings[] underlyings = [.. Enumerable.Range(0, values.UnderlyingCount).Select(i => Underlying(values, $"underlyings[{i}]."))];

        var marks = new EventHold(InstrumentCapacity, UnderlyingCapacity, telemetry.ConflatedPrices);
        var prices = new EventHold(InstrumentCapacity, UnderlyingCapacity, telemetry.ConflatedPrices);
        var marketPublisher = new RingPublisher(producers.Market, marks, prices);
        var marketConnection = new SessionConnection(VenueConnections.Create(values, seed: 1, seams), marketPublisher, kill);
        Market = new MarketDataSession(
            seams.MarketDataSettings(new MarketDataSettings
            {
                Session = seams.SessionSettings(Session(MarketConnection, "venue.marketSilenceMillis")),
                Underlyings = underlyings,
                HeldBefore = before?.Held ?? [],
            }),
            table,
            marketConnection,
            seams.Publisher(marketPublisher),
            credentials,
            nonces);
        marketConnection.Attach(Market);

        var positions = new EventHold(InstrumentCapacity, UnderlyingCapacity, telemetry.ConflatedPrices);
        var tradingPublisher = new RingPublisher(producers.Trading, positions);
        var tradingConnection = new SessionConnection(VenueConnections.Create(values, seed: 2, seams), tradingPublisher, kill);
        Trading = new TradingSession(
            seams.TradingSettings(new TradingSettings
            {
                Session = seams.SessionSettings(Session(TradingConnection, "venue.tradingSilenceMillis")) with
                {
                    RestedNanos = RestedNanos(values.Text("journal.directory")),
                },
                Underlyings = underlyings,
                StartedUtcNanos = HotClock.Now().UtcNanos,
                Before = before,
                RequireCancelOnDisconnect = values.Boolean("protections.requireCancelOnDisconnect"),
                RequireSelfTradeRejection = values.Boolean("protections.requireSelfTradeRejection"),
            }),
            table,
            seams.Output(tradingConnection),
            seams.Publisher(tradingPublisher),
            credentials,
            nonces);
        tradingConnection.Attach(Trading);

        DropTrading = tradingConnection.RequestDrop;

        // Fills and acknowledgements are looked at before market data.
        IAgent market = new ConnectionAgent("market", marketConnection);
        var isShared = HedgerConfiguration.Layout(values).Layout == ThreadLayout.Shared;
        Agents =
        [
            new AgentPlacement(new ConnectionAgent("trading", tradingConnection), "trading"),
            new AgentPlacement(isShared ? new PrecedenceAgent(market, () => tradingConnection.HasReceived) : market, "market"),
        ];
        var orders = seams.Session(Trading);
        CommandAgents =
        [
            new AgentPlacement(new CommandAgent(CommandRole.Gateway, commands[1], orders, tradingConnection, telemetry), "trading"),
            new AgentPlacement(new CommandAgent(CommandRole.Resync, commands[0], Market, marketConnection, telemetry), "market"),
        ];
        Rehearsing = scratch => new CommandAgent(CommandRole.Rehearsal, scratch, orders, tradingConnection, telemetry);
    }

    /// <summary>Written by the market connection's thread.</summary>
    public InstrumentTable Instruments { get; }

    public MarketDataSession Market { get; }

    public TradingSession Trading { get; }

    public IReadOnlyList<AgentPlacement> Agents { get; }

    public IReadOnlyList<AgentPlacement> CommandAgents { get; }

    /// <summary>What takes the orders of a scratch core as the gateway takes the engine's, on the same session and its thread.</summary>
    public Func<RingConsumer<OutputEvent>, CommandAgent> Rehearsing { get; }

    /// <summary>Any thread: ends the trading connection at once; the venue then cancels what was sent over it, and a new one follows.</summary>
    public Action DropTrading { get; }

    private static UnderlyingSettings Underlying(ConfigValues values, string at) => new()
    {
        IndexName = values.Text(at + "index"),
        Currency = values.Text(at + "currency"),
        HedgeInstruments = [values.Text(at + "hedgeInstrument")],
        OtherInstruments = [.. values.Items(at + "otherInstruments"), .. values.Items(at + "hedgeProgram.instruments")],
        OptionTickers = values.Text("venue.optionTickers") == "all",
    };

    /// <summary>
    /// How long ago the run before this one ended, for certain: the time of its files may be that much behind its last record. Two runs on one
    /// journal exclude each other, so nothing of ours has used the account since. 0 when there is no run before.
    /// </summary>
    private static long RestedNanos(string journal)
    {
        var previous = JournalDirectory.RunPath(journal, JournalDirectory.LastEpoch(journal) - 1);
        if (!Directory.Exists(previous))
        {
            return 0;
        }

        var end = JournalDirectory.Segments(previous).Select(File.GetLastWriteTimeUtc).DefaultIfEmpty(DateTime.UtcNow).Max() + s_fileTimeLag;
        return Math.Max(0, (DateTime.UtcNow - end).Ticks * TimeSpan.NanosecondsPerTick);
    }

    private SessionSettings Session(byte connectionId, string silenceKey) => new()
    {
        ConnectionId = connectionId,
        Login = _values.Choice<LoginMethod>("credentials.grant"),
        HeartbeatSeconds = _values.Integer("venue.heartbeatSeconds"),
        SilenceNanos = _values.Integer(silenceKey) * Nanos.PerMilli,
        AcceptAccountWriteScope = _values.Boolean("protections.acceptAccountWriteScope"),
        AcceptMainAccount = _values.Boolean("protections.acceptMainAccount"),
        CancelReserveShare = _values.Number("protections.cancelReservePct") / 100,
    };
}
