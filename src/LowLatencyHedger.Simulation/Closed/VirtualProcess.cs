using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Recovery;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Venues.Deribit.Reference;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.Simulation.Closed;

/// <summary>All that dies with the process: the core, the sessions, what they know and what they have not yet handled.</summary>
internal sealed class VirtualProcess
{
    private const int InstrumentCapacity = 4096;
    private const int UnderlyingCapacity = 16;
    private const long MarketSilenceNanos = 3 * Nanos.PerSecond;

    public VirtualProcess(
        CoreConfig config,
        ExchangeOptions exchange,
        CountingNonces nonces,
        VirtualLink market,
        VirtualLink trading,
        long startUtcNanos,
        AccountState? before)
    {
        Core = new HedgeCore(config);
        Journal = new AccountReplica(config);
        Instruments = new InstrumentTable(Math.Min(InstrumentCapacity, config.Capacities.Instruments), UnderlyingCapacity);
        var credentials = new ModelCredentials(exchange);
        UnderlyingSettings[] underlyings = [.. config.Underlyings.Select(Watch)];
        Market = new MarketDataSession(
            new MarketDataSettings
            {
                Session = new SessionSettings { ConnectionId = 1, SilenceNanos = MarketSilenceNanos }, Underlyings = underlyings,
            },
            Instruments,
            market,
            Inputs,
            credentials,
            nonces);
        Trading = new TradingSession(
            new TradingSettings
            {
                Session = new SessionSettings { ConnectionId = 2 },
                Underlyings = underlyings,
                StartedUtcNanos = startUtcNanos,
                Before = before,
            },
            Instruments,
            trading,
            Inputs,
            credentials,
            nonces);
    }

    public HedgeCore Core { get; }

    /// <summary>What its journal tells of the account: it outlives the process.</summary>
    public AccountReplica Journal { get; }

    public MarketDataSession Market { get; }

    public TradingSession Trading { get; }

    public InstrumentTable Instruments { get; }

    public EventQueue Inputs { get; } = new();

    public OutputBuffer Outputs { get; } = new();

    /// <summary>Number of the next input.</summary>
    public long Sequence { get; set; }

    private static UnderlyingSettings Watch(UnderlyingConfig config) => new()
    {
        IndexName = config.IndexName,
        Currency = config.SettlementCurrency,
        HedgeInstruments = [config.HedgeInstrument],
        OtherInstruments = [.. config.OtherInstruments, .. config.HedgeProgram.Instruments],
    };
}
