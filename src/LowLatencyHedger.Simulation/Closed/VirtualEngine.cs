using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Simulation.Rpc;
using LowLatencyHedger.Venues.Deribit.Reference;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.Simulation.Closed;

/// <summary>
/// The production sessions, codec and core against the exchange model, in virtual time and on one thread: real JSON bytes, no socket, no
/// clock. Equal options give equal runs. Faults are made by the caller, between steps or from an observer of events.
/// </summary>
public sealed class VirtualEngine : IDisposable
{
    private const int InstrumentCapacity = 4096;
    private const int UnderlyingCapacity = 16;
    private const long ClockIntervalNanos = Nanos.PerMilli;
    private const long MarketSilenceNanos = 3 * Nanos.PerSecond;
    private const long ReopenNanos = 250 * Nanos.PerMilli;

    private readonly RpcServer _server;
    private readonly VirtualLink _market;
    private readonly VirtualLink _trading;
    private readonly EventQueue _inputs = new();
    private readonly OutputBuffer _buffer = new();
    private readonly long _startUtcNanos;
    private long _sequence;

    public VirtualEngine(VirtualEngineOptions options)
    {
        _startUtcNanos = options.StartUtcNanos;
        Model = new ExchangeModel(options.Exchange, options.StartUtcNanos);
        _server = new RpcServer(Model, options.Rpc);
        Core = new HedgeCore(options.Core);
        _market = new VirtualLink(_server, options.LatencyNanos);
        _trading = new VirtualLink(_server, options.LatencyNanos);
        var table = new InstrumentTable(InstrumentCapacity, UnderlyingCapacity);
        var credentials = new ModelCredentials(options.Exchange);
        var nonces = new CountingNonces();
        UnderlyingSettings[] underlyings = [.. options.Core.Underlyings.Select(Watch)];
        Market = new MarketDataSession(
            new MarketDataSettings { Session = new SessionSettings { ConnectionId = 1, SilenceNanos = MarketSilenceNanos }, Underlyings = underlyings },
            table,
            _market,
            _inputs,
            credentials,
            nonces);
        Trading = new TradingSession(
            new TradingSettings
            {
                Session = new SessionSettings { ConnectionId = 2 },
                Underlyings = underlyings,
                TradesSinceUtcNanos = options.StartUtcNanos,
            },
            table,
            _trading,
            _inputs,
            credentials,
            nonces);
        _market.Session = Market;
        _trading.Session = Trading;
        Instruments = table;
    }

    public ExchangeModel Model { get; }

    public HedgeCore Core { get; }

    public MarketDataSession Market { get; }

    public TradingSession Trading { get; }

    public InstrumentTable Instruments { get; }

    /// <summary>Virtual time since the start; also the engine's monotonic clock.</summary>
    public long NowNanos { get; private set; }

    /// <summary>The time on both clocks. They agree here: the engine's UTC is the venue's.</summary>
    public Timestamp Now => new(NowNanos, _startUtcNanos + NowNanos);

    /// <summary>Sees every input in order, before the core does.</summary>
    public InputObserver? OnInput { get; set; }

    /// <summary>Sees every output in order, before it is carried out.</summary>
    public OutputObserver? OnOutput { get; set; }

    /// <summary>Sees every message that the trading session hands to its connection.</summary>
    public Action<ReadOnlyMemory<byte>>? OnTradingBytes
    {
        get => _trading.OnSent;
        set => _trading.OnSent = value;
    }

    /// <summary>Asked about every message that arrives for the market-data session: true loses it, and the connection lives on.</summary>
    public Predicate<ReadOnlyMemory<byte>>? LosesMarketMessage
    {
        get => _market.Loses;
        set => _market.Loses = value;
    }

    /// <inheritdoc cref="LosesMarketMessage"/>
    public Predicate<ReadOnlyMemory<byte>>? LosesTradingMessage
    {
        get => _trading.Loses;
        set => _trading.Loses = value;
    }

    public CoreSnapshot Snapshot(int underlying = 0)
    {
        CoreSnapshot snapshot = default;
        Core.WriteSnapshot(underlying, ref snapshot);
        return snapshot;
    }

    /// <summary>Runs on for a while.</summary>
    public void Run(long nanos)
    {
        var endNanos = NowNanos + nanos;
        while (NowNanos < endNanos)
        {
            Step();
        }
    }

    /// <summary>Runs until something holds; false when it did not within the time.</summary>
    public bool RunUntil(Func<bool> holds, long withinNanos)
    {
        var endNanos = NowNanos + withinNanos;
        while (!holds())
        {
            if (NowNanos >= endNanos)
            {
                return false;
            }

            Step();
        }

        return true;
    }

    /// <summary>Ends the trading connection now; it is opened again after a while.</summary>
    /// <param name="requestsArrive">Whether what was on its way to the venue still arrives there.</param>
    public void CutTrading(bool requestsArrive) => Cut(_trading, requestsArrive);

    /// <inheritdoc cref="CutTrading"/>
    public void CutMarket(bool requestsArrive) => Cut(_market, requestsArrive);

    /// <summary>A command of the operator.</summary>
    public void Command(ControlVerb verb)
    {
        ref var input = ref _inputs.Claim();
        input.Kind = InputKind.Control;
        input.ReceivedNanos = NowNanos;
        input.Control.Verb = verb;
        input.Control.ReasonCode = 1;
        _inputs.Publish();
        Drain();
    }

    /// <summary>A change of settings, all of its parts.</summary>
    public void Change(ReadOnlySpan<SettingChangeBody> parts)
    {
        foreach (var part in parts)
        {
            ref var input = ref _inputs.Claim();
            input.Kind = InputKind.SettingChange;
            input.ReceivedNanos = NowNanos;
            input.SettingChange = part;
            _inputs.Publish();
        }

        Drain();
    }

    public void Dispose() => _server.Dispose();

    private static UnderlyingSettings Watch(UnderlyingConfig config) => new()
    {
        IndexName = config.IndexName,
        Currency = config.SettlementCurrency,
        HedgeInstruments = [config.HedgeInstrument],
    };

    private void Step()
    {
        NowNanos += ClockIntervalNanos;
        _server.AdvanceTo(Now.UtcNanos);
        Tick(_trading);
        Tick(_market);
        ref var clock = ref _inputs.Claim();
        clock.Kind = InputKind.Clock;
        clock.ReceivedNanos = NowNanos;
        clock.Clock.MonotonicNanos = NowNanos;
        clock.Clock.UtcNanos = Now.UtcNanos;
        clock.Clock.ExchangeOffsetNanos = Trading.ExchangeOffsetNanos;
        _inputs.Publish();
        Drain();
    }

    private void Tick(VirtualLink link)
    {
        var now = Now;
        if (!link.IsOpen && NowNanos >= link.ReopenNanos && link.Session.RefusalCause == 0)
        {
            link.Open(in now);
        }

        link.Deliver(in now);
        link.Session.OnTick(in now);
        if (link.IsOpen && link.IsDropRequested)
        {
            Cut(link, requestsArrive: true);
        }

        Drain();
    }

    private void Cut(VirtualLink link, bool requestsArrive)
    {
        if (link.IsOpen)
        {
            link.Cut(requestsArrive, Now);
            link.ReopenNanos = NowNanos + ReopenNanos;
        }
    }

    /// <summary>Everything that has arrived goes through the core, and what it decides to the sessions, until nothing is left.</summary>
    private void Drain()
    {
        while (_inputs.TryTake(out var input))
        {
            OnInput?.Invoke(in input, _sequence);
            _buffer.Clear();
            Core.OnEvent(in input, _sequence++, _buffer);
            foreach (ref readonly var output in _buffer.Events)
            {
                OnOutput?.Invoke(in output);
                _ = Trading.Execute(in output, Now) || Market.Execute(in output, Now);
            }
        }
    }
}

/// <summary>Sees an input on its way into the core.</summary>
public delegate void InputObserver(in InputEvent input, long sequence);

/// <summary>Sees an output on its way out of the core.</summary>
public delegate void OutputObserver(in OutputEvent output);
