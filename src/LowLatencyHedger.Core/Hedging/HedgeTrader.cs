using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Core.Orders;
using LowLatencyHedger.Core.Portfolio;
using LowLatencyHedger.Core.Risk;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging;

/// <summary>
/// Looks at one underlying after every event that touched it: state, policy, size, gate, order. The only place that adds an order
/// to the outputs. Thread: the core's only.
/// </summary>
[HotPath]
internal sealed class HedgeTrader
{
    private readonly CoreContext _context;
    private readonly InstrumentTable _instruments;
    private readonly HedgedUnderlyings _underlyings;
    private readonly AccountKeeper _account;
    private readonly OrderTracker _tracker;
    private readonly RiskGate _gate;
    private readonly HedgePlanner<DeltaBandPolicy>[] _planners;
    private readonly long _validNanos;
    private readonly int _maxHedgesOutsideBand;

    public HedgeTrader(
        CoreContext context, CoreConfig config, InstrumentTable instruments, HedgedUnderlyings underlyings, AccountKeeper account,
        OrderTracker tracker, RiskGate gate)
    {
        _context = context;
        _instruments = instruments;
        _underlyings = underlyings;
        _account = account;
        _tracker = tracker;
        _gate = gate;
        _validNanos = Nanos.FromMillis(config.Orders.ValidMillis);
        _maxHedgesOutsideBand = config.Risk.MaxHedgesOutsideBand;
        _planners = new HedgePlanner<DeltaBandPolicy>[config.Underlyings.Length];
        for (var i = 0; i < _planners.Length; i++)
        {
            var underlying = config.Underlyings[i];
            _planners[i] = new HedgePlanner<DeltaBandPolicy>(new DeltaBandPolicy(underlying), new OrderSizer(underlying, config.Risk));
        }
    }

    public bool IsShutDown { get; set; }

    public void Consider(HedgedUnderlying underlying)
    {
        if (!underlying.Hedge.HasValue)
        {
            return;
        }

        underlying.Refresh(_context, _instruments, _account.Ledger, _tracker.Orders);
        Conditions(underlying, out var conditions);
        Decide(underlying);
        Observe(underlying, conditions);
        var state = _gate.State(conditions, IsShutDown, out var reason);
        if (state != underlying.State || reason != underlying.StateReason)
        {
            Announce(underlying, state, reason);
        }

        if (underlying.Target.Trade == 0)
        {
            underlying.LastRefusal = ReasonCode.None;
        }
        else if (state <= TradingState.Pause)
        {
            Refuse(underlying, reason);
        }
        else if (!IsWaiting(underlying))
        {
            Attempt(underlying, conditions);
        }

        underlying.Revalue(_context);
    }

    private void Decide(HedgedUnderlying underlying)
    {
        var book = underlying.Book;
        var mid = book.IsValid ? book.Mid : double.NaN;
        ref readonly var hedge = ref _instruments[underlying.Hedge];
        var halfSpread = 0.5 * (book.BestAsk.ToDouble() - book.BestBid.ToDouble()) / mid;
        var view = new HedgeView(
            underlying.Delta, underlying.Sums.Gamma, mid, halfSpread + hedge.Definition.TakerCommission, _context.NowNanos);
        underlying.Target = _planners[underlying.Index].Decide(view);
    }

    private void Observe(HedgedUnderlying underlying, in RiskConditions conditions)
    {
        if (!_account.WasEverReconciled)
        {
            return;
        }

        var inputAgeNanos = conditions.IsReconciled ? Math.Max(conditions.BookAgeNanos, conditions.IndexAgeNanos) : 0;
        underlying.Statistics.Observe(
            underlying.Delta,
            underlying.Target,
            underlying.Desk.UnresolvedCount,
            inputAgeNanos == long.MaxValue ? 0 : inputAgeNanos,
            _context.NowNanos);
    }

    /// <summary>An order of before has not ended or has just failed: nothing to report, only to wait for.</summary>
    private bool IsWaiting(HedgedUnderlying underlying)
    {
        var intervalNanos = Nanos.FromMillis(underlying.Config.MinHedgeIntervalMillis);
        return underlying.Desk.UnresolvedCount > 0
            || _context.NowNanos < underlying.Desk.BackoffUntilNanos
            || _context.NowNanos - underlying.Desk.LastSentNanos < intervalNanos;
    }

    private void Attempt(HedgedUnderlying underlying, in RiskConditions conditions)
    {
        ref readonly var hedge = ref _instruments[underlying.Hedge];
        var reason = _planners[underlying.Index].Size(hedge, underlying.Book, underlying.Target, out var intent);
        if (reason == ReasonCode.None)
        {
            Exposure(underlying, hedge, out var exposure);
            reason = _gate.Check(intent, conditions, exposure, IsShutDown, _context.NowNanos);
        }

        if (reason != ReasonCode.None)
        {
            Refuse(underlying, reason);
            return;
        }

        underlying.LastRefusal = ReasonCode.None;
        Place(underlying, intent);
        CountRepeats(underlying);
    }

    private void Place(HedgedUnderlying underlying, in OrderIntent intent)
    {
        ref var entry = ref _tracker.Send(underlying.Index);
        entry.Side = intent.Side;
        entry.Price = intent.Price;
        entry.Amount = intent.Amount;
        entry.MidAtDecision = intent.Mid;
        entry.ValidUntilUtcNanos = _context.VenueUtcNanos + _validNanos;
        _gate.OnSent(_context.NowNanos);

        var desk = underlying.Desk;
        desk.LastSentNanos = _context.NowNanos;
        desk.LastSide = intent.Side;
        desk.LastPrice = intent.Price;
        desk.LastAmount = intent.Amount;
        underlying.Statistics.HedgesSent++;

        ref var order = ref _context.Add(OutputKind.PlaceOrder, underlying.Hedge, underlying.Id);
        order.Side = intent.Side;
        order.TimeInForce = TimeInForce.ImmediateOrCancel;
        order.Ref = entry.Ref;
        order.Price = intent.Price;
        order.Amount = intent.Amount;
        order.ValidUntilUtcNanos = entry.ValidUntilUtcNanos;
        order.Reason = intent.Reason;
        order.TradingState = underlying.State;
        order.DeltaBefore = underlying.Delta;
        order.DeltaAfter = underlying.Delta + intent.Coins;
        order.BandLower = underlying.Target.Lower;
        order.BandUpper = underlying.Target.Upper;
        order.ReferencePrice = intent.Touch.ToDouble();
        order.ExpectedCostUsd = intent.ExpectedCostUsd;
        order.BookChangeId = underlying.Book.ChangeId;
    }

    /// <summary>Orders that do not bring the delta back are a sign that something is wrong with the picture, not with the market.</summary>
    private void CountRepeats(HedgedUnderlying underlying)
    {
        var statistics = underlying.Statistics;
        var now = _context.NowNanos;
        if (statistics.HedgesOutsideBand == 0 || now - statistics.FirstOutsideBandNanos > 60 * Nanos.PerSecond)
        {
            statistics.HedgesOutsideBand = 0;
            statistics.FirstOutsideBandNanos = now;
        }

        statistics.HedgesOutsideBand++;
        if (statistics.HedgesOutsideBand > _maxHedgesOutsideBand)
        {
            _gate.Halt(ReasonCode.RepeatedHedges);
            _context.Alert(
                ReasonCode.RepeatedHedges,
                AlertSeverity.Critical,
                underlying.Hedge,
                underlying.Id,
                OrderRef.None,
                statistics.HedgesOutsideBand);
        }
    }

    private void Refuse(HedgedUnderlying underlying, ReasonCode reason)
    {
        if (reason == underlying.LastRefusal && _context.NowNanos - underlying.LastRefusalNanos < Nanos.PerSecond)
        {
            return;
        }

        underlying.LastRefusal = reason;
        underlying.LastRefusalNanos = _context.NowNanos;
        underlying.Statistics.Refusals++;
        _gate.CountRefusal(reason);
        _context.Alert(reason, AlertSeverity.Warning, underlying.Hedge, underlying.Id);
    }

    private void Announce(HedgedUnderlying underlying, TradingState state, ReasonCode reason)
    {
        underlying.State = state;
        underlying.StateReason = reason;
        ref var output = ref _context.Add(OutputKind.TradingState, underlying.Hedge, underlying.Id);
        output.TradingState = state;
        output.Reason = reason == ReasonCode.None ? ReasonCode.Reconciled : reason;
        output.DeltaBefore = underlying.Delta;
        output.BandLower = underlying.Target.Lower;
        output.BandUpper = underlying.Target.Upper;
    }

    private void Conditions(HedgedUnderlying underlying, out RiskConditions conditions)
    {
        ref readonly var hedge = ref _instruments[underlying.Hedge];
        var now = _context.NowNanos;
        conditions = default;
        conditions.IsTradingReady = _context.IsTradingReady;
        conditions.IsReconciled = _account.IsReconciled;
        conditions.IsMarketDataReady = _context.IsMarketDataReady;
        conditions.IsClockKnown = _context.IsClockKnown;
        conditions.ClockOffsetNanos = _context.ExchangeOffsetNanos;
        conditions.IsPlatformLocked = underlying.IsLocked;
        conditions.InstrumentStatus = hedge.Status;
        conditions.IsBookValid = underlying.Book.IsValid && underlying.Book.HasBothSides;
        conditions.BookAgeNanos = Age(underlying.Book.ReceivedNanos, underlying.Book.ExchangeTimeUtcNanos);
        conditions.IndexAgeNanos = Age(underlying.IndexReceivedNanos, underlying.IndexExchangeTimeUtcNanos);
        conditions.MarkAgeNanos = Age(hedge.MarkReceivedNanos, hedge.MarkExchangeTimeUtcNanos);
        conditions.HasUnmodelledPosition = underlying.UnmodelledCount != 0;
        conditions.IsForwardMissing = underlying.Sums.IsForwardMissing;
        conditions.ForwardAgeNanos = now - Math.Min(now, underlying.Sums.OldestForwardNanos);
        conditions.VolAgeNanos = now - Math.Min(now, underlying.Sums.OldestVolNanos);
        conditions.UnvaluedOptions = underlying.Greeks.UnvaluedCount;
        conditions.IsFarMove = underlying.Sums.IsFarMove;
        conditions.IsEquityUnknown = underlying.IsEquityUnknown;
        conditions.IsExpiryBlackout = underlying.Sums.IsExpiryBlackout;
        conditions.InstrumentHalt = underlying.Desk.HaltReason;
        conditions.WorstCaseDelta = underlying.WorstCaseDelta;
        conditions.MaxNetDelta = underlying.Config.MaxNetDeltaCoins;
    }

    /// <summary>The older of the two clocks' verdicts; the largest number for what never arrived.</summary>
    private long Age(long receivedNanos, long exchangeTimeUtcNanos)
    {
        if (receivedNanos == 0)
        {
            return long.MaxValue;
        }

        var byVenue = exchangeTimeUtcNanos == 0 ? 0 : _context.VenueUtcNanos - exchangeTimeUtcNanos;
        return Math.Max(_context.NowNanos - receivedNanos, byVenue);
    }

    private void Exposure(HedgedUnderlying underlying, in Instrument hedge, out OrderExposure exposure)
    {
        var desk = underlying.Desk;
        var book = underlying.Book;
        var mid = book.Mid;
        exposure = default;
        exposure.IsInstrumentAllowed = underlying.IsHedgeAllowed;
        exposure.IsDated = hedge.Definition.Kind == InstrumentKind.Future;
        exposure.UnresolvedOrders = desk.UnresolvedCount;
        exposure.UnknownOrders = desk.UnknownCount;
        exposure.HasRoomForOrder = _tracker.Orders.HasRoom;
        exposure.BackoffUntilNanos = desk.BackoffUntilNanos;
        exposure.MaxOrderAmount = underlying.Config.MaxOrderAmount;
        exposure.MaxNetDelta = underlying.Config.MaxNetDeltaCoins;
        exposure.Delta = underlying.Delta;
        exposure.DeltaLow = underlying.DeltaLow;
        exposure.DeltaHigh = underlying.DeltaHigh;
        exposure.BandLower = underlying.Target.Lower;
        exposure.BandUpper = underlying.Target.Upper;
        exposure.IndexPrice = underlying.IndexPrice;
        exposure.MarkPrice = hedge.MarkPrice;
        exposure.SpreadBps = 1e4 * (book.BestAsk.ToDouble() - book.BestBid.ToDouble()) / mid;
        exposure.MinPrice = hedge.MinPrice;
        exposure.MaxPrice = hedge.MaxPrice;
        exposure.AmountStep = hedge.AmountStep;
        exposure.LastSentNanos = desk.LastSentNanos;
        exposure.LastSide = desk.LastSide;
        exposure.LastPrice = desk.LastPrice;
        exposure.LastAmount = desk.LastAmount;
        exposure.PositionUsd = _account.Ledger[underlying.Hedge].ToDouble() * (hedge.IsInverse ? 1 : mid);
        exposure.PositionLowUsd = exposure.PositionUsd;
        exposure.PositionHighUsd = exposure.PositionUsd;
        AddUnresolved(underlying, ref exposure);
    }

    private void AddUnresolved(HedgedUnderlying underlying, ref OrderExposure exposure)
    {
        for (var i = 0; i < _tracker.Orders.ActiveCount; i++)
        {
            ref readonly var order = ref _tracker.Orders.Active(i);
            ref readonly var instrument = ref _instruments[order.Instrument];
            var usd = order.WorstCaseRemaining.ToDouble() * (instrument.IsInverse ? 1 : order.Price.ToDouble());
            exposure.OpenNotionalUsd += usd;
            if (order.Desk == underlying.Index)
            {
                exposure.PositionLowUsd -= order.Side == Side.Sell ? usd : 0;
                exposure.PositionHighUsd += order.Side == Side.Buy ? usd : 0;
            }
        }
    }
}
