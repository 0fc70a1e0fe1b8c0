using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Core.Orders;
using LowLatencyHedger.Core.Portfolio;
using LowLatencyHedger.Core.Recovery;
using LowLatencyHedger.Core.Risk;
using LowLatencyHedger.Core.Snapshots;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core;

/// <summary>
/// The decision maker: a deterministic function of its configuration and its input events. The same events give the same outputs,
/// byte for byte.
/// </summary>
/// <remarks>
/// Thread: one, whichever it is. Allocates only when it is built. Bad input is refused, counted and reported, never thrown; an
/// exception means that the program contradicts itself, and the caller must stop trading.
/// </remarks>
[HotPath]
public sealed class HedgeCore
{
    private readonly CoreContext _context = new();
    private readonly InstrumentTable _instruments;
    private readonly HedgedUnderlyings _underlyings;
    private readonly OrderTracker _tracker;
    private readonly AccountKeeper _account;
    private readonly AccountRestore _restore;
    private readonly RiskGate _gate;
    private readonly HedgeTrader _trader;
    private readonly MarketRouter _market;
    private readonly HaltControl _control;
    private readonly SettingChanges _changes;
    private readonly SettingValues _settings;
    private readonly RiskInputs _inputs;
    private readonly LossGuard _losses;
    private readonly EngineHealth _health;
    private readonly GreekGuard _greeks;
    private readonly AccountNews _news;
    private readonly DeltaWatch _deltas;
    private HedgedUnderlying? _touched;
    private long _inputCount;
    private long _lastSequence;

    /// <exception cref="ArgumentException">The configuration is not valid.</exception>
    public HedgeCore(CoreConfig config)
    {
        var problems = config.Validate();
        if (problems.Count > 0)
        {
            Throw.Argument(nameof(config), $"a valid configuration: {string.Join("; ", problems)}");
        }

        Epoch = config.Epoch;
        _settings = new SettingValues(config);
        _changes = new SettingChanges(config, _settings);
        _instruments = new InstrumentTable(config.Capacities.Instruments);
        _underlyings = new HedgedUnderlyings(config, _settings);
        var ledger = new PositionLedger(config.Capacities.Instruments);
        _tracker = new OrderTracker(_context, config, _settings, _underlyings.Desks, ledger);
        _account = new AccountKeeper(_context, config, _instruments, _underlyings, _tracker, ledger);
        _losses = new LossGuard(_settings);
        _restore = new AccountRestore(_context, _instruments, _underlyings, _tracker, _account, _losses);
        _gate = new RiskGate(_settings);
        _health = new EngineHealth(_context, _settings);
        _inputs = new RiskInputs(
            _context, config.Risk.AllowedOrderTypes, _settings, _instruments, _underlyings, _account, _tracker, _health, _losses);
        _control = new HaltControl(_context, config.PositionBreak, _gate, _losses, _tracker, _account, _underlyings, _health);
        _trader = new HedgeTrader(_context, _settings, _instruments, _account, _tracker, _gate, _inputs, _control, _underlyings, config.Risk.AllowedOrderTypes);
        _greeks = new GreekGuard(_context, config, _settings, _instruments, _underlyings, _account.Ledger);
        _market = new MarketRouter(_context, config, _instruments, _underlyings);
        _news = new AccountNews(_context, _instruments, _underlyings, _tracker, _account, _market);
        _deltas = new DeltaWatch(_context, _underlyings, _account);
        View = new CoreView(_context, _settings, _instruments, _underlyings, _account, _tracker, _inputs, _control, _losses);
    }

    /// <summary>More of the state, for telemetry.</summary>
    public CoreView View { get; }

    /// <summary>Takes one event and adds what follows from it to <paramref name="outputs"/>.</summary>
    /// <param name="e">The event.</param>
    /// <param name="sequence">Its number, counted from the start of the run.</param>
    /// <param name="outputs">Emptied by the caller.</param>
    public void OnEvent(in InputEvent e, long sequence, OutputBuffer outputs)
    {
        Decide(e, sequence, outputs);
        Complete(e);
    }

    /// <summary>
    /// The first part of <see cref="OnEvent"/>: every decision, and with it every order. <see cref="Complete"/> has to follow before the
    /// next event, so that an order need not wait for it.
    /// </summary>
    public void Decide(in InputEvent e, long sequence, OutputBuffer outputs)
    {
        _context.Begin(e, sequence, outputs);
        _inputCount++;
        _lastSequence = sequence;
        _touched = Dispatch(e);
        _control.HaltOnBreak();
        if (_touched is not null)
        {
            _trader.Consider(_touched, isUpdate: true);
        }
        else if (e.Kind is InputKind.Clock or InputKind.Session or InputKind.Control or InputKind.Position or InputKind.PlatformState
            or InputKind.SettingChange or InputKind.EngineHealth)
        {
            foreach (var underlying in _underlyings.All)
            {
                _trader.Consider(underlying, isUpdate: e.Kind == InputKind.Position);
            }
        }

        _control.CancelWhileHalted();
    }

    /// <summary>
    /// The second part: what no decision on this event needs. It may add alerts to the same outputs, behind those that are there.
    /// </summary>
    public void Complete(in InputEvent e)
    {
        foreach (var underlying in _underlyings.All)
        {
            _trader.Follow(underlying);
        }

        if (_touched is not null)
        {
            _greeks.OnEvent(e, _touched);
        }

        if (e.Kind == InputKind.Clock)
        {
            foreach (var underlying in _underlyings.All)
            {
                underlying.Volatility?.Step(underlying, _context, _instruments);
                underlying.Figures.Step(underlying, _context, _instruments, _account.Ledger);
            }
        }
    }

    /// <summary>
    /// Reads what the next order will need, so that it is near then, and changes nothing: no output is other for it. Of what depends on the
    /// event, instruments and options, a part.
    /// </summary>
    /// <param name="turn">Counts up: each turn another part.</param>
    public void Touch(long turn)
    {
        _instruments.Touch(turn);
        _tracker.Orders.TouchNext();
        _gate.TouchNext();
        foreach (var underlying in _underlyings.All)
        {
            underlying.Greeks.Touch(turn);
        }
    }

    internal uint Epoch { get; }

    internal InstrumentTable Instruments => _instruments;

    internal OrderTracker Tracker => _tracker;

    internal AccountKeeper Account => _account;

    internal LossFigures Losses => _losses.Told;

    /// <summary>How often a wanted order was held back for a reason, counted once a second while the reason stays.</summary>
    public long RefusalCount(ReasonCode reason) => _gate.RefusalCount(reason);

    /// <summary>The account's position in an instrument as the core has it; zero for one that is not known.</summary>
    public Quantity Position(InstrumentId instrument) =>
        _instruments.Contains(instrument) ? _account.Ledger[instrument] : Quantity.Zero;

    /// <summary>The state of one underlying, by its place in the configuration, and the counts of the whole core.</summary>
    public void WriteSnapshot(int place, ref CoreSnapshot snapshot)
    {
        var underlying = _underlyings.All[place];
        snapshot.InputCount = _inputCount;
        snapshot.LastSequence = _lastSequence;
        snapshot.NowNanos = _context.NowNanos;
        snapshot.VenueUtcNanos = _context.VenueUtcNanos;
        snapshot.IsReconciled = _account.IsReconciled ? (byte)1 : (byte)0;
        snapshot.IsTradingReady = _context.IsTradingReady ? (byte)1 : (byte)0;
        snapshot.IsMarketDataReady = _context.IsMarketDataReady ? (byte)1 : (byte)0;
        snapshot.Latch = _gate.Latch;
        snapshot.IsShutDown = _control.IsShutDown ? (byte)1 : (byte)0;
        snapshot.DuplicateFills = _account.DuplicateFillCount;
        snapshot.Rejects = _tracker.RejectCount;
        snapshot.UnknownOrdersTotal = _tracker.UnknownCount;
        snapshot.PositionBreaks = _account.BreakCount;
        snapshot.PositionMismatches = _account.Ledger.MismatchCount;
        snapshot.Alerts = _context.AlertCount;
        snapshot.Instruments = _instruments.DefinedCount;
        snapshot.HedgePosition = underlying.Hedge.HasValue ? _account.Ledger[underlying.Hedge].ToDouble() : 0;
        underlying.WriteSnapshot(ref snapshot, _context.NowNanos);
    }

    /// <summary>Returns the one underlying that the event concerns, if it concerns one.</summary>
    private HedgedUnderlying? Dispatch(in InputEvent e)
    {
        switch (e.Kind)
        {
            case InputKind.Clock:
                OnClock(e.Clock);
                return null;
            case InputKind.BookChunk or InputKind.BookInvalidated or InputKind.Quote:
                return _market.OnBook(e);
            case InputKind.Ticker:
                return _market.OnTicker(e);
            case InputKind.MarkVol:
                return _market.OnMarkVol(e);
            case InputKind.Index:
                return _market.OnIndex(e);
            case InputKind.Fill:
                OnFill(e);
                return Of(e.Instrument);
            case InputKind.OrderUpdate:
                _tracker.OnUpdate(e.Order, e.Instrument, (e.Flags & InputFlags.FromQuery) != 0);
                _news.OnOrder(e);
                return Of(e.Instrument);
            case InputKind.OrderReject:
                _tracker.OnReject(e.OrderReject);
                return OfOrder(e.OrderReject.Ref);
            case InputKind.OrderNotFound:
                _tracker.OnNotFound(e.OrderNotFound);
                return OfOrder(e.OrderNotFound.Ref);
            case InputKind.OrderNotSent:
                return OnNotSent(e.OrderNotSent);
            case InputKind.Position:
                _account.OnPosition(e);
                return null;
            case InputKind.Portfolio:
                return OnPortfolio(e.Portfolio);
            default:
                return OnRare(e);
        }
    }

    private HedgedUnderlying? OnRare(in InputEvent e)
    {
        switch (e.Kind)
        {
            case InputKind.InstrumentDefined:
                Refuse(e, _market.OnInstrument(e, out var difference));
                _news.OnInstrument(e, difference);
                return Of(e.Instrument);
            case InputKind.UnderlyingDefined:
                Refuse(e, _underlyings.Bind(e.UnderlyingDefined.Underlying, e.UnderlyingDefined.IndexName));
                return null;
            case InputKind.InstrumentState when _instruments.Contains(e.Instrument):
                _instruments[e.Instrument].Status = e.InstrumentState.Status;
                return Of(e.Instrument);
            case InputKind.PlatformState:
                _market.OnPlatformState(e.PlatformState);
                return null;
            case InputKind.Session:
                OnSession(e.Session);
                return null;
            case InputKind.Control:
                _control.OnControl(e.Control);
                return null;
            case InputKind.EngineHealth:
                OnEngineHealth(e.EngineHealth);
                return null;
            case InputKind.SettingChange:
                OnSettingChange(e.SettingChange);
                return null;
            case InputKind.Trade or InputKind.InstrumentState:
                return null;
            case InputKind.Settlement:
                _account.OnSettlement(e);
                return Of(e.Instrument);
            case InputKind.Notice:
                Refuse(e, _news.OnNotice(e.Notice));
                return _underlyings.Of(e.Notice.Underlying);
            case InputKind.TradesRead:
                _account.OnTradesRead(e.TradesRead);
                return null;
            default:
                Refuse(e, _restore.OnInput(e));
                return null;
        }
    }

    private void OnFill(in InputEvent e)
    {
        if (_account.OnFill(e))
        {
            _news.OnBooked(e);
            if (e.Fill.IsLiquidation)
            {
                _control.Halt(ReasonCode.AccountLiquidated, e.Fill.Amount.Raw);
            }
        }
    }

    private void Refuse(in InputEvent e, bool isAccepted)
    {
        if (!isAccepted)
        {
            _context.Alert(ReasonCode.InputRefused, AlertSeverity.Warning, e.Instrument, UnderlyingId.None, OrderRef.None, (long)e.Kind);
        }
    }

    private HedgedUnderlying? Of(InstrumentId id) => _instruments.Contains(id) ? _underlyings.Of(_instruments[id]) : null;

    private HedgedUnderlying? OfOrder(OrderRef orderRef) =>
        _tracker.Orders.Contains(orderRef) ? _underlyings.All[_tracker.Orders[orderRef].Desk] : null;

    private void OnClock(in ClockBody clock)
    {
        _health.OnClock(clock);
        _gate.OnTime(_context.NowNanos, _context.VenueUtcNanos);
        _tracker.OnTime();
        _account.OnTime();
        double profitUsd = 0;
        foreach (var underlying in _underlyings.All)
        {
            _market.ResyncWhenInvalid(underlying);
            profitUsd += underlying.ProfitUsd;
        }

        // A restored position has no price to be carried at before the venue's first reading.
        var loss = _losses.Observe(_account.Ledger.UncarriedCount == 0 ? profitUsd : double.NaN, _context.VenueUtcNanos);
        if (loss != ReasonCode.None)
        {
            _control.Halt(loss, (long)_losses.ProfitUsd);
        }

        _losses.Tell(_context);
        _deltas.OnClock();
    }

    private HedgedUnderlying? OnNotSent(in OrderNotSentBody notSent)
    {
        var underlying = OfOrder(notSent.Ref);
        if (_tracker.OnNotSent(notSent) && underlying is not null)
        {
            underlying.Statistics.OnNotSent();
            underlying.Shadows.OnNotSent(notSent.Ref);
        }

        return underlying;
    }

    private HedgedUnderlying? OnPortfolio(in PortfolioBody portfolio)
    {
        HedgedUnderlying? touched = null;
        foreach (var underlying in _underlyings.All)
        {
            if (underlying.Currency == portfolio.Currency && double.IsFinite(portfolio.Equity))
            {
                underlying.EquityCoins = portfolio.Equity;
                underlying.Risk.AvailableFunds = portfolio.AvailableFunds;
                underlying.Risk.AvailableFundsPct = 100 * portfolio.AvailableFunds / portfolio.Equity;
                underlying.Risk.MarginRatio = portfolio.MaintenanceMargin / portfolio.Equity;
                touched = underlying;
            }
        }

        return touched;
    }

    private void OnEngineHealth(in EngineHealthBody report)
    {
        var halt = _health.OnReport(report);
        if (halt != ReasonCode.None)
        {
            _control.Halt(halt, report.DiskFreeMebibytes);
        }

        foreach (var underlying in _underlyings.All)
        {
            _market.ResyncWhenOverrun(underlying, report.RingUsePct > _settings[SettingKey.MaxRingPct]);
        }
    }

    private void OnSettingChange(in SettingChangeBody part)
    {
        if (part.Index == 0 && _changes.IsOpen)
        {
            Answer(_changes.ChangeId, ReasonCode.SettingChangeIncomplete);
        }

        if (!_changes.Stage(part, out var reason))
        {
            return;
        }

        foreach (var underlying in _underlyings.All)
        {
            var lotProblem = underlying.Hedge.HasValue ? _inputs.LotProblem(_changes.Staged, underlying) : ReasonCode.None;
            reason = reason == ReasonCode.None ? lotProblem : reason;
        }

        if (reason == ReasonCode.None)
        {
            _changes.Apply();
        }

        Answer(part.ChangeId, reason);
    }

    private void Answer(int changeId, ReasonCode reason)
    {
        ref var answer = ref _context.Add(OutputKind.SettingsChanged, InstrumentId.None, UnderlyingId.None);
        answer.Detail = changeId;
        answer.Reason = reason;
    }

    private void OnSession(in SessionBody session)
    {
        if (session.Role == SessionRole.MarketData)
        {
            _market.OnSession(session.State);
            return;
        }

        _context.IsTradingReady = session.State == SessionState.Ready;
        if (session.State == SessionState.Down)
        {
            _tracker.OnSessionDown();
            _account.OnSessionDown();
        }
    }
}
