using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Recovery;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Simulation.Rpc;
using LowLatencyHedger.Venues.Deribit.Reference;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.Simulation.Closed;

/// <summary>
/// The production sessions, codec and core against the exchange model, in virtual time and on one thread: real JSON bytes, no socket, no
/// clock. Equal options give equal runs. Faults are made by the caller, between steps or from an observer of events. A process that has
/// crashed can be started again.
/// </summary>
public sealed class VirtualEngine : IDisposable
{
    private const long ReopenNanos = 250 * Nanos.PerMilli;

    private readonly VirtualEngineOptions _options;
    private readonly RpcServer _server;
    private readonly VirtualLink _market;
    private readonly VirtualLink _trading;
    private readonly CountingNonces _nonces = new();
    private VirtualProcess _process;
    private AccountState? _before;
    private uint _epoch;
    private long _nextClockNanos;
    private long _unscheduledUntilNanos;
    private long _inputsToLive = long.MaxValue;
    private bool _requestsSurvive;
    private long _crashLingerNanos;

    public VirtualEngine(VirtualEngineOptions options)
    {
        _options = options;
        Model = new ExchangeModel(options.Exchange, options.StartUtcNanos);
        _server = new RpcServer(Model, options.Rpc);
        _market = new VirtualLink(_server, this, options.LatencyNanos);
        _trading = new VirtualLink(_server, this, options.LatencyNanos);
        _epoch = options.Core.Epoch;
        _process = Begin();
    }

    public ExchangeModel Model { get; }

    public HedgeCore Core => _process.Core;

    public MarketDataSession Market => _process.Market;

    public TradingSession Trading => _process.Trading;

    public InstrumentTable Instruments => _process.Instruments;

    /// <summary>Virtual time since the start; also the engine's monotonic clock.</summary>
    public long NowNanos { get; private set; }

    /// <summary>How far the engine's UTC clock is ahead of the venue's.</summary>
    public long UtcSkewNanos { get; set; }

    /// <summary>Since when the process has got its time from the host; in the future while it gets none.</summary>
    public long ScheduledSinceNanos => _unscheduledUntilNanos;

    /// <summary>The venue's time.</summary>
    public long VenueUtcNanos => _options.StartUtcNanos + NowNanos;

    /// <summary>The time on the engine's clocks.</summary>
    public Timestamp Now => new(NowNanos, VenueUtcNanos + UtcSkewNanos);

    /// <summary>False between a crash and the restart.</summary>
    public bool IsRunning { get; private set; } = true;

    /// <summary>Messages on their way, on both connections.</summary>
    public int TravellingCount => _market.TravellingCount + _trading.TravellingCount;

    /// <summary>Texts of requests of the trading connections, broken ones included, that may still reach the venue.</summary>
    public IEnumerable<byte[]> TravellingRequests => _trading.Travelling;

    /// <summary>Sees every input in order, before the core does.</summary>
    public InputObserver? OnInput { get; set; }

    /// <summary>Sees every output in order, before it is carried out.</summary>
    public OutputObserver? OnOutput { get; set; }

    /// <summary>Sees every input in order, after the core has handled it and before its outputs are carried out.</summary>
    public InputObserver? OnHandled { get; set; }

    /// <summary>Sees every message that the trading session hands to its connection.</summary>
    public Action<ReadOnlyMemory<byte>>? OnTradingBytes
    {
        get => _trading.OnSent;
        set => _trading.OnSent = value;
    }

    /// <summary>Asked about every message that the venue sends to the market-data session: true loses it, and the connection lives on.</summary>
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

    /// <summary>Decides what becomes of every message of the market-data connection.</summary>
    public ILinkFaults? MarketFaults
    {
        get => _market.Faults;
        set => _market.Faults = value;
    }

    /// <inheritdoc cref="MarketFaults"/>
    public ILinkFaults? TradingFaults
    {
        get => _trading.Faults;
        set => _trading.Faults = value;
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
    /// <param name="lingerNanos">How long the venue takes to learn of it, when requests arrive.</param>
    /// <param name="reopenNanos">How long it cannot be opened again.</param>
    public void CutTrading(bool requestsArrive, long lingerNanos = 0, long reopenNanos = ReopenNanos) =>
        Cut(_trading, requestsArrive, lingerNanos, reopenNanos);

    /// <inheritdoc cref="CutTrading"/>
    public void CutMarket(bool requestsArrive, long lingerNanos = 0, long reopenNanos = ReopenNanos) =>
        Cut(_market, requestsArrive, lingerNanos, reopenNanos);

    /// <summary>The whole process gets no time from the host for a while.</summary>
    public void Stall(long nanos) => _unscheduledUntilNanos = Math.Max(_unscheduledUntilNanos, NowNanos + nanos);

    /// <summary>What arrives over a connection is not read for a while, as when the ring behind it is full.</summary>
    public void HoldTrading(long nanos) => _trading.UnreadUntilNanos = NowNanos + nanos;

    /// <inheritdoc cref="HoldTrading"/>
    public void HoldMarket(long nanos) => _market.UnreadUntilNanos = NowNanos + nanos;

    /// <summary>Ends what holds the engine up: stalls, unread messages, connections that cannot be opened.</summary>
    public void Restore()
    {
        _unscheduledUntilNanos = NowNanos;
        foreach (var link in (ReadOnlySpan<VirtualLink>)[_trading, _market])
        {
            link.UnreadUntilNanos = NowNanos;
            link.ReopenNanos = Math.Min(link.ReopenNanos, NowNanos + ReopenNanos);
        }
    }

    /// <summary>
    /// The process dies with all that it knew once it has decided on so many more inputs, before any of the last decision is carried out.
    /// </summary>
    /// <param name="inputs">At least 1.</param>
    /// <param name="requestsArrive">Whether what was on its way to the venue still arrives there.</param>
    /// <param name="lingerNanos">How long the venue takes to learn of it, when requests arrive.</param>
    public void CrashAfter(int inputs, bool requestsArrive, long lingerNanos)
    {
        _inputsToLive = inputs;
        _requestsSurvive = requestsArrive;
        _crashLingerNanos = lingerNanos;
    }

    /// <summary>The label part of the process that runs, or ran last.</summary>
    public uint Epoch => _epoch;

    /// <summary>False while the venue leaves the orders of broken connections open.</summary>
    public bool CancelsOnDisconnect
    {
        get => _server.CancelsOnDisconnect;
        set => _server.CancelsOnDisconnect = value;
    }

    /// <summary>How long it takes until the disk has what is journaled. Nothing is lost of it but with <see cref="LosesTail"/>.</summary>
    public long SyncDelayNanos
    {
        get => _process.SyncDelayNanos;
        set => _process.SyncDelayNanos = value;
    }

    /// <summary>The next process does not find what was not on the disk when this one died.</summary>
    public bool LosesTail { get; set; }

    /// <summary>What the journal of the process tells of the account, as the next process would read it; null when it tells nothing.</summary>
    public AccountState? Journaled
    {
        get
        {
            _process.Sync(long.MaxValue);
            return _process.Journal.IsComplete ? _process.Journal.Capture() : _before;
        }
    }

    /// <summary>A new process takes over, with the next epoch and what the journal tells.</summary>
    /// <param name="epochAbove">The epoch is above this one, too.</param>
    /// <param name="before">What a journal tells that was kept elsewhere; null for this engine's own.</param>
    public void Restart(uint epochAbove = 0, AccountState? before = null)
    {
        _process.EndJournal(isTailLost: LosesTail);
        LosesTail = false;
        _before = before ?? Journaled;
        _epoch = Math.Max(_epoch, epochAbove) + 1;
        _process = Begin();
        _inputsToLive = long.MaxValue;
        _unscheduledUntilNanos = NowNanos;
        IsRunning = true;
    }

    /// <summary>A command of the operator.</summary>
    public void Command(ControlVerb verb)
    {
        if (!IsRunning)
        {
            return;
        }

        ref var input = ref _process.Inputs.Claim(InputKind.Control);
        input.Kind = InputKind.Control;
        input.ReceivedNanos = NowNanos;
        input.Control.Verb = verb;
        input.Control.ReasonCode = 1;
        input.Control.CommandId = 1;
        _process.Inputs.Publish();
        DrainAndBury();
    }

    /// <summary>The engine reports on itself; here nothing does unless it is called. A process that is dead or gets no time does not.</summary>
    public void ReportHealth(in EngineHealthBody health)
    {
        if (!IsRunning || NowNanos < _unscheduledUntilNanos)
        {
            return;
        }

        ref var input = ref _process.Inputs.Claim(InputKind.EngineHealth);
        input.Kind = InputKind.EngineHealth;
        input.ReceivedNanos = NowNanos;
        input.EngineHealth = health;
        _process.Inputs.Publish();
        DrainAndBury();
    }

    /// <summary>A change of settings, all of its parts.</summary>
    public void Change(ReadOnlySpan<SettingChangeBody> parts)
    {
        foreach (var part in parts)
        {
            ref var input = ref _process.Inputs.Claim(InputKind.SettingChange);
            input.Kind = InputKind.SettingChange;
            input.ReceivedNanos = NowNanos;
            input.SettingChange = part;
            _process.Inputs.Publish();
        }

        DrainAndBury();
    }

    public void Dispose() => _server.Dispose();

    /// <summary>Goes on to the next moment at which something happens.</summary>
    public void Step()
    {
        var toEngineNanos = Math.Min(_nextClockNanos, Math.Min(_trading.NextToEngineNanos, _market.NextToEngineNanos));
        var engineDueNanos = IsRunning ? Math.Max(toEngineNanos, _unscheduledUntilNanos) : long.MaxValue;
        var toVenueNanos = Math.Min(_trading.NextToVenueNanos, _market.NextToVenueNanos);
        var venueDueNanos = _server.NextEventUtcNanos - _options.StartUtcNanos;
        NowNanos = Math.Max(NowNanos, Math.Min(engineDueNanos, Math.Min(toVenueNanos, venueDueNanos)));
        _server.AdvanceTo(VenueUtcNanos);
        if (NowNanos < _unscheduledUntilNanos || !IsRunning)
        {
            _trading.DeliverToVenue();
            _market.DeliverToVenue();
            return;
        }

        Tick(_trading);
        Tick(_market);
        if (IsRunning && NowNanos >= _nextClockNanos)
        {
            _nextClockNanos = NowNanos + _options.ClockIntervalNanos;
            PublishClock();
        }

        DrainAndBury();
    }

    private void DrainAndBury()
    {
        Drain();
        if (!IsRunning)
        {
            Bury();
        }
    }

    /// <summary>What a dead process leaves: connections that the venue still believes in for a while.</summary>
    private void Bury()
    {
        foreach (var link in (ReadOnlySpan<VirtualLink>)[_trading, _market])
        {
            link.Session = null;
            Cut(link, _requestsSurvive, _crashLingerNanos, 0);
        }
    }

    private VirtualProcess Begin()
    {
        var config = _options.Core with { Epoch = _epoch };
        var process = new VirtualProcess(config, _options.Exchange, _nonces, _market, _trading, VenueUtcNanos + UtcSkewNanos, _before);
        _market.Session = process.Market;
        _market.Receiver = new DirectReceiver(process.Instruments, process.Market);
        _trading.Session = process.Trading;
        return process;
    }

    private void PublishClock()
    {
        ref var clock = ref _process.Inputs.Claim(InputKind.Clock);
        clock.Kind = InputKind.Clock;
        clock.ReceivedNanos = NowNanos;
        clock.Clock.MonotonicNanos = NowNanos;
        clock.Clock.UtcNanos = Now.UtcNanos;
        clock.Clock.ExchangeOffsetNanos = Trading.ExchangeOffsetNanos(Now);
        _process.Inputs.Publish();
    }

    private void Tick(VirtualLink link)
    {
        if (!IsRunning)
        {
            return;
        }

        var now = Now;
        var session = link.Session!;
        if (!link.IsOpen && NowNanos >= link.ReopenNanos && session.RefusalCause == 0)
        {
            link.Open(in now);
        }

        link.Deliver(in now);
        session.OnTick(in now);
        if (link.IsOpen && link.IsDropRequested)
        {
            Cut(link, requestsArrive: true, 0, ReopenNanos);
        }

        Drain();
    }

    private void Cut(VirtualLink link, bool requestsArrive, long lingerNanos, long reopenNanos)
    {
        link.ReopenNanos = Math.Max(link.ReopenNanos, NowNanos + reopenNanos);
        if (link.IsOpen)
        {
            link.Cut(requestsArrive, lingerNanos, Now);
        }
    }

    /// <summary>Everything that has arrived goes through the core, and what it decides to the sessions, until nothing is left.</summary>
    private void Drain()
    {
        var process = _process;
        while (IsRunning && process.Inputs.TryTake(out var input))
        {
            OnInput?.Invoke(in input, process.Sequence);
            process.Record(in input, NowNanos);
            process.Outputs.Clear();
            process.Core.OnEvent(in input, process.Sequence, process.Outputs);
            OnHandled?.Invoke(in input, process.Sequence);
            process.Sequence++;
            if (--_inputsToLive == 0)
            {
                IsRunning = false;
                return;
            }

            foreach (ref readonly var output in process.Outputs.Events)
            {
                OnOutput?.Invoke(in output);
                process.Record(in output, NowNanos);
                _ = process.Trading.Execute(in output, Now) || process.Market.Execute(in output, Now);
            }
        }
    }
}

/// <summary>Sees an input on its way into the core.</summary>
public delegate void InputObserver(in InputEvent input, long sequence);

/// <summary>Sees an output on its way out of the core.</summary>
public delegate void OutputObserver(in OutputEvent output);
