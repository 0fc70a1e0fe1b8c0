using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Core.Orders;
using LowLatencyHedger.Core.Portfolio;
using LowLatencyHedger.Core.Risk;
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
    private readonly RiskGate _gate;
    private readonly HedgeTrader _trader;
    private readonly InlineText32[] _allowedInstruments;
    private readonly PositionBreakAction _breakAction;
    private readonly double _maxLossUsd;
    private bool _isCancelDone;
    private long _nextCancelNanos;
    private long _breakCount;
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

        _instruments = new InstrumentTable(config.Capacities.Instruments);
        _underlyings = new HedgedUnderlyings(config);
        _tracker = new OrderTracker(_context, config, _underlyings.Desks);
        _account = new AccountKeeper(_context, config, _instruments, _underlyings, _tracker);
        _gate = new RiskGate(config.Risk);
        _trader = new HedgeTrader(_context, config, _instruments, _underlyings, _account, _tracker, _gate);
        _allowedInstruments = Array.ConvertAll(config.Risk.AllowedInstruments, InlineText32.From);
        _breakAction = config.PositionBreak;
        _maxLossUsd = config.Risk.MaxLossUsd;
    }

    /// <summary>Takes one event and adds what follows from it to <paramref name="outputs"/>.</summary>
    /// <param name="e">The event.</param>
    /// <param name="sequence">Its number, counted from the start of the run.</param>
    /// <param name="outputs">Emptied by the caller.</param>
    public void OnEvent(in InputEvent e, long sequence, OutputBuffer outputs)
    {
        _context.Begin(e, sequence, outputs);
        _inputCount++;
        _lastSequence = sequence;
        var touched = Dispatch(e);
        HaltOnBreak();
        if (touched is not null)
        {
            _trader.Consider(touched);
        }
        else if (e.Kind is InputKind.Clock or InputKind.Session or InputKind.Control or InputKind.Position or InputKind.PlatformState)
        {
            foreach (var underlying in _underlyings.All)
            {
                _trader.Consider(underlying);
            }
        }

        CancelWhileHalted();
    }

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
        snapshot.Latch = _gate.Latch;
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
                OnClock();
                return null;
            case InputKind.BookChunk or InputKind.BookInvalidated or InputKind.Quote:
                return OnBook(e);
            case InputKind.Ticker:
                return OnTicker(e);
            case InputKind.MarkVol:
                return OnMarkVol(e);
            case InputKind.Index:
                return OnIndex(e);
            case InputKind.Fill:
                _account.OnFill(e);
                return Of(e.Instrument);
            case InputKind.OrderUpdate:
                _tracker.OnUpdate(e.Order, e.Instrument);
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
                OnInstrument(e);
                return Of(e.Instrument);
            case InputKind.UnderlyingDefined:
                Refuse(e, _underlyings.Bind(e.UnderlyingDefined.Underlying, e.UnderlyingDefined.IndexName));
                return null;
            case InputKind.InstrumentState when _instruments.Contains(e.Instrument):
                _instruments[e.Instrument].Status = e.InstrumentState.Status;
                return Of(e.Instrument);
            case InputKind.PlatformState:
                OnPlatformState(e.PlatformState);
                return null;
            case InputKind.Session:
                OnSession(e.Session);
                return null;
            case InputKind.Control:
                OnControl(e.Control);
                return null;
            case InputKind.Trade or InputKind.InstrumentState:
                return null;
            default:
                Refuse(e, false);
                return null;
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

    private void OnClock()
    {
        _gate.OnTime(_context.NowNanos);
        _tracker.OnTime();
        _account.OnTime();
        double profitUsd = 0;
        foreach (var underlying in _underlyings.All)
        {
            ResyncWhenInvalid(underlying);
            profitUsd += underlying.ProfitUsd;
        }

        if (_maxLossUsd > 0 && profitUsd < -_maxLossUsd)
        {
            Halt(ReasonCode.LossAboveLimit, (long)profitUsd);
        }
    }

    private HedgedUnderlying? OnBook(in InputEvent e)
    {
        var underlying = Of(e.Instrument);
        if (underlying is null || underlying.Hedge != e.Instrument)
        {
            return null;
        }

        switch (e.Kind)
        {
            case InputKind.BookInvalidated:
                underlying.Book.Invalidate(BookFault.Invalidated);
                break;
            case InputKind.Quote:
                underlying.Book.Confirm(e.Quote.BestBid, e.Quote.BestAsk, e.ReceivedNanos, e.ExchangeTimeUtcNanos);
                break;
            default:
                var wasSound = underlying.Book.Fault == BookFault.None;
                underlying.Book.Apply(e);
                if (wasSound && underlying.Book.Fault != BookFault.None)
                {
                    Resync(underlying);
                }

                break;
        }

        // Between two parts of one message the book is half old and half new: nothing is decided on it.
        var isWhole = e.Kind != InputKind.BookChunk || (e.Flags & InputFlags.Last) != 0 || underlying.Book.Fault != BookFault.None;
        return isWhole ? underlying : null;
    }

    private HedgedUnderlying? OnTicker(in InputEvent e)
    {
        var underlying = Of(e.Instrument);
        if (underlying is null)
        {
            return null;
        }

        ref var instrument = ref _instruments[e.Instrument];
        ref readonly var ticker = ref e.Ticker;
        if (e.ExchangeTimeUtcNanos < instrument.MarkExchangeTimeUtcNanos)
        {
            return null;
        }

        instrument.SetTicker(ticker, e.ReceivedNanos, e.ExchangeTimeUtcNanos);
        if (instrument.IsOption)
        {
            underlying.SetForward(ref instrument, ticker.UnderlyingPrice, e, _context.NowNanos);
            SetVol(underlying, ref instrument, ticker.MarkIv, e);
        }
        else if (instrument.Definition.Kind == InstrumentKind.Future)
        {
            underlying.SetForward(ref instrument, ticker.MarkPrice, e, _context.NowNanos);
        }

        if (underlying.Hedge == e.Instrument)
        {
            underlying.Book.Confirm(ticker.BestBid, ticker.BestAsk, e.ReceivedNanos, e.ExchangeTimeUtcNanos);
            underlying.SetIndex(ticker.IndexPrice, e.ReceivedNanos, e.ExchangeTimeUtcNanos, _context.VenueUtcNanos);
        }

        return underlying;
    }

    private HedgedUnderlying? OnMarkVol(in InputEvent e)
    {
        var underlying = Of(e.Instrument);
        if (underlying is not null && _instruments[e.Instrument].IsOption)
        {
            SetVol(underlying, ref _instruments[e.Instrument], e.MarkVol.MarkIv, e);
        }

        return underlying;
    }

    private void SetVol(HedgedUnderlying underlying, ref Instrument instrument, double vol, in InputEvent e)
    {
        if (instrument.SetVol(vol, e.ReceivedNanos, e.ExchangeTimeUtcNanos))
        {
            underlying.Greeks.SetVolatility(
                instrument, new ValuationTime(_context.NowNanos, _context.VenueUtcNanos), underlying.References(_context.NowNanos));
        }
    }

    private HedgedUnderlying? OnIndex(in InputEvent e)
    {
        var underlying = _underlyings.Of(e.Index.Underlying);
        underlying?.SetIndex(e.Index.Price, e.ReceivedNanos, e.ExchangeTimeUtcNanos, _context.VenueUtcNanos);
        return underlying;
    }

    private HedgedUnderlying? OnNotSent(in OrderNotSentBody notSent)
    {
        var underlying = OfOrder(notSent.Ref);
        if (_tracker.OnNotSent(notSent) && underlying is not null)
        {
            underlying.Statistics.HedgesSent--;
        }

        return underlying;
    }

    private HedgedUnderlying? OnPortfolio(in PortfolioBody portfolio)
    {
        foreach (var underlying in _underlyings.All)
        {
            if (underlying.Currency == portfolio.Currency && double.IsFinite(portfolio.Equity))
            {
                underlying.EquityCoins = portfolio.Equity;
                return underlying;
            }
        }

        return null;
    }

    private void OnInstrument(in InputEvent e)
    {
        if (!_instruments.Define(e.Instrument, e.InstrumentDefined))
        {
            Refuse(e, false);
            return;
        }

        var underlying = _underlyings.Of(e.InstrumentDefined.Underlying);
        if (underlying is null || underlying.HedgeName != e.InstrumentDefined.Name || !_instruments[e.Instrument].IsFuture)
        {
            return;
        }

        underlying.Hedge = e.Instrument;
        underlying.Desk.Instrument = e.Instrument;
        underlying.IsHedgeAllowed = _allowedInstruments.AsSpan().Contains(underlying.HedgeName);
    }

    private void OnPlatformState(in PlatformStateBody body)
    {
        foreach (var underlying in _underlyings.All)
        {
            if (!body.Underlying.HasValue || body.Underlying == underlying.Id)
            {
                underlying.IsLocked = body.Locked || body.Maintenance;
            }
        }
    }

    private void OnSession(in SessionBody session)
    {
        var isReady = session.State == SessionState.Ready;
        if (session.Role == SessionRole.MarketData)
        {
            _context.IsMarketDataReady = isReady;
            foreach (var underlying in _underlyings.All)
            {
                if (session.State == SessionState.Down)
                {
                    underlying.Book.Invalidate(BookFault.Invalidated);
                }

                // The first snapshot is on its way; asking again would only throw it away.
                underlying.NextResyncNanos = _context.NowNanos + (2 * Nanos.PerSecond);
            }

            return;
        }

        _context.IsTradingReady = isReady;
        if (session.State == SessionState.Down)
        {
            _tracker.OnSessionDown();
            _account.OnSessionDown();
        }
    }

    private void OnControl(in ControlBody control)
    {
        switch (control.Verb)
        {
            case ControlVerb.Halt:
                Halt(ReasonCode.OperatorHalt, control.ReasonCode);
                break;
            case ControlVerb.Resume:
                _gate.Resume();
                _tracker.Resume();
                _account.Resume();
                _context.Alert(ReasonCode.OperatorResume, AlertSeverity.Info, control.ReasonCode);
                break;
            case ControlVerb.CancelAll:
                CancelAll(ReasonCode.OperatorCancelAll);
                break;
            case ControlVerb.Shutdown:
                _trader.IsShutDown = true;
                break;
            default:
                _context.Alert(ReasonCode.InputRefused, AlertSeverity.Warning, (long)InputKind.Control);
                break;
        }
    }

    private void Halt(ReasonCode reason, long detail)
    {
        if (_gate.Latch == ReasonCode.None)
        {
            _gate.Halt(reason);
            _context.Alert(reason, AlertSeverity.Critical, detail);
        }
    }

    private void HaltOnBreak()
    {
        if (_account.BreakCount != _breakCount)
        {
            _breakCount = _account.BreakCount;
            if (_breakAction == PositionBreakAction.Halt)
            {
                Halt(ReasonCode.PositionBreak, _breakCount);
            }
        }
    }

    /// <summary>A halt is not done when it is ordered but when no own order is left.</summary>
    private void CancelWhileHalted()
    {
        if (_gate.Latch == ReasonCode.None && !_trader.IsShutDown)
        {
            _isCancelDone = false;
            return;
        }

        var isRepeatDue = _tracker.Orders.ActiveCount > 0 && _context.NowNanos >= _nextCancelNanos;
        if (!_isCancelDone || isRepeatDue)
        {
            _isCancelDone = true;
            _nextCancelNanos = _context.NowNanos + Nanos.PerSecond;
            CancelAll(_gate.Latch != ReasonCode.None ? _gate.Latch : ReasonCode.Shutdown);
        }
    }

    private void CancelAll(ReasonCode reason) =>
        _context.Add(OutputKind.CancelAll, InstrumentId.None, UnderlyingId.None).Reason = reason;

    private void ResyncWhenInvalid(HedgedUnderlying underlying)
    {
        if (_context.IsMarketDataReady
            && underlying.Hedge.HasValue
            && underlying.Book.Fault != BookFault.None
            && _context.NowNanos >= underlying.NextResyncNanos)
        {
            Resync(underlying);
        }
    }

    private void Resync(HedgedUnderlying underlying)
    {
        underlying.NextResyncNanos = _context.NowNanos + (2 * Nanos.PerSecond);
        ref var resync = ref _context.Add(OutputKind.ResyncBook, underlying.Hedge, underlying.Id);
        resync.Reason = ReasonCode.BookStale;
        resync.Detail = (long)underlying.Book.Fault;
    }
}
