using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk;

/// <summary>
/// The one gate that an order passes. Every check is written so that a value which cannot be computed is a breach. Thread: the core's only.
/// </summary>
[HotPath]
internal sealed class RiskGate
{
    /// <summary>Above every reason code.</summary>
    private const int ReasonCodes = 512;

    private readonly OrderRateLimiter _rate;
    private readonly long[] _refusals = new long[ReasonCodes];
    private readonly double _maxOrderNotionalUsd;
    private readonly double _maxOpenNotionalUsd;
    private readonly double _maxPositionUsd;
    private readonly double _collar;
    private readonly double _collarDated;
    private readonly double _maxSpreadBps;
    private readonly long _bookMaxAgeNanos;
    private readonly long _indexMaxAgeNanos;
    private readonly long _optionMaxAgeNanos;
    private readonly long _maxClockOffsetNanos;
    private readonly long _duplicateWindowNanos;
    private readonly bool _mustReduceDelta;

    public RiskGate(RiskLimits limits)
    {
        _rate = new OrderRateLimiter(limits.MaxOrdersPerSecond, limits.OrderBurst, limits.MaxOrdersPerMinute);
        _maxOrderNotionalUsd = limits.MaxOrderNotionalUsd;
        _maxOpenNotionalUsd = limits.MaxOpenNotionalUsd;
        _maxPositionUsd = limits.MaxPositionUsd;
        _collar = limits.PriceCollarBps * 1e-4;
        _collarDated = limits.PriceCollarDatedBps * 1e-4;
        _maxSpreadBps = limits.MaxSpreadBps;
        _bookMaxAgeNanos = Nanos.FromMillis(limits.BookMaxAgeMillis);
        _indexMaxAgeNanos = Nanos.FromMillis(limits.IndexMaxAgeMillis);
        _optionMaxAgeNanos = Nanos.FromMillis(limits.OptionMaxAgeMillis);
        _maxClockOffsetNanos = Nanos.FromMillis(limits.MaxClockOffsetMillis);
        _duplicateWindowNanos = Nanos.FromMillis(limits.DuplicateWindowMillis);
        _mustReduceDelta = limits.MustReduceDelta;
    }

    /// <summary>Why everything is halted until an operator resumes; None when it is not.</summary>
    public ReasonCode Latch { get; private set; }

    /// <summary>The first cause stays.</summary>
    public void Halt(ReasonCode reason) => Latch = Latch == ReasonCode.None ? reason : Latch;

    public void Resume() => Latch = ReasonCode.None;

    /// <summary>A wanted order was held back: counted once a second while the reason stays.</summary>
    public void CountRefusal(ReasonCode reason) => _refusals[(int)reason & (ReasonCodes - 1)]++;

    public long RefusalCount(ReasonCode reason) => _refusals[(int)reason & (ReasonCodes - 1)];

    public void OnTime(long nowNanos) => _rate.Refill(nowNanos);

    public void OnSent(long nowNanos) => _rate.OnSent(nowNanos);

    /// <summary>The state that the conditions lead to, and why.</summary>
    public TradingState State(in RiskConditions conditions, bool isShutDown, out ReasonCode reason)
    {
        reason = Latch != ReasonCode.None ? Latch : isShutDown ? ReasonCode.Shutdown : CheckConditions(conditions);
        switch (reason)
        {
            case ReasonCode.None:
                reason = conditions.WorstCaseDelta <= conditions.MaxNetDelta ? ReasonCode.None : ReasonCode.NetDeltaAboveLimit;
                return reason == ReasonCode.None ? TradingState.Active : TradingState.Reduce;
            case ReasonCode.TradingSessionDown or ReasonCode.NotReconciled:
                return TradingState.Halt;
            default:
                var isHalt = Latch != ReasonCode.None || isShutDown || reason == conditions.InstrumentHalt;
                return isHalt ? TradingState.Halt : TradingState.Pause;
        }
    }

    /// <summary>
    /// Whether one order may be sent now. The only caller of an order's way out asks this, and the kill latch is read last.
    /// </summary>
    public ReasonCode Check(in OrderIntent intent, in RiskConditions conditions, in OrderExposure exposure, bool isShutDown, long nowNanos)
    {
        var reason = CheckConditions(conditions);
        if (reason != ReasonCode.None)
        {
            return reason;
        }

        reason = CheckOrders(intent, exposure, nowNanos);
        if (reason != ReasonCode.None)
        {
            return reason;
        }

        reason = CheckPrice(intent, exposure);
        if (reason != ReasonCode.None)
        {
            return reason;
        }

        reason = CheckSize(intent, exposure);
        if (reason != ReasonCode.None)
        {
            return reason;
        }

        if (!_rate.MaySend(nowNanos))
        {
            return ReasonCode.OrderRateAboveLimit;
        }

        return isShutDown ? ReasonCode.Shutdown : Latch != ReasonCode.None ? ReasonCode.Halted : ReasonCode.None;
    }

    private ReasonCode CheckConditions(in RiskConditions conditions)
    {
        if (!conditions.IsTradingReady)
        {
            return ReasonCode.TradingSessionDown;
        }

        if (!conditions.IsReconciled)
        {
            return ReasonCode.NotReconciled;
        }

        if (!conditions.IsClockKnown || !(Math.Abs((double)conditions.ClockOffsetNanos) <= _maxClockOffsetNanos))
        {
            return ReasonCode.ClockOffsetTooLarge;
        }

        if (!conditions.IsMarketDataReady)
        {
            return ReasonCode.MarketDataDown;
        }

        if (conditions.IsPlatformLocked)
        {
            return ReasonCode.PlatformLocked;
        }

        if (conditions.InstrumentStatus != TradingStatus.Open)
        {
            return ReasonCode.InstrumentNotOpen;
        }

        if (!conditions.IsBookValid || conditions.BookAgeNanos > _bookMaxAgeNanos)
        {
            return ReasonCode.BookStale;
        }

        return conditions.IndexAgeNanos > _indexMaxAgeNanos || conditions.MarkAgeNanos > _indexMaxAgeNanos
            ? ReasonCode.IndexStale
            : CheckModel(conditions);
    }

    private ReasonCode CheckModel(in RiskConditions conditions)
    {
        if (conditions.HasUnmodelledPosition)
        {
            return ReasonCode.PositionUnmodelled;
        }

        if (conditions.IsForwardMissing)
        {
            return ReasonCode.ForwardMissing;
        }

        if (conditions.UnvaluedOptions != 0
            || conditions.IsFarMove
            || conditions.ForwardAgeNanos > _optionMaxAgeNanos
            || conditions.VolAgeNanos > _optionMaxAgeNanos)
        {
            return ReasonCode.GreeksStale;
        }

        if (conditions.IsEquityUnknown)
        {
            return ReasonCode.EquityUnknown;
        }

        if (conditions.IsExpiryBlackout)
        {
            return ReasonCode.ExpiryBlackout;
        }

        return double.IsFinite(conditions.WorstCaseDelta) ? conditions.InstrumentHalt : ReasonCode.GreeksStale;
    }

    private ReasonCode CheckOrders(in OrderIntent intent, in OrderExposure exposure, long nowNanos)
    {
        if (!exposure.IsInstrumentAllowed)
        {
            return ReasonCode.InstrumentNotAllowed;
        }

        if (exposure.UnknownOrders != 0 || !exposure.HasRoomForOrder)
        {
            return ReasonCode.OrderUnknown;
        }

        if (exposure.UnresolvedOrders != 0)
        {
            return ReasonCode.OrderInFlight;
        }

        if (nowNanos < exposure.BackoffUntilNanos)
        {
            return ReasonCode.Backoff;
        }

        var isDuplicate = nowNanos - exposure.LastSentNanos < _duplicateWindowNanos
            && intent.Side == exposure.LastSide
            && intent.Price == exposure.LastPrice
            && intent.Amount == exposure.LastAmount;
        return isDuplicate ? ReasonCode.DuplicateOrder : ReasonCode.None;
    }

    private ReasonCode CheckPrice(in OrderIntent intent, in OrderExposure exposure)
    {
        var price = intent.Price.ToDouble();
        var isFinite = price > 0 && double.IsFinite(price + exposure.IndexPrice + exposure.MarkPrice);
        if (!isFinite || intent.Side is not (Side.Buy or Side.Sell))
        {
            return ReasonCode.PriceNotFinite;
        }

        if (!(exposure.SpreadBps <= _maxSpreadBps))
        {
            return ReasonCode.SpreadTooWide;
        }

        var collar = exposure.IsDated ? _collarDated : _collar;
        var isNearIndex = Math.Abs((price / exposure.IndexPrice) - 1) <= collar;
        var isNearMark = Math.Abs((price / exposure.MarkPrice) - 1) <= collar;
        if (!isNearIndex || !isNearMark)
        {
            return ReasonCode.PriceOutsideCollar;
        }

        var isInBand = exposure.MinPrice.HasValue && exposure.MaxPrice.HasValue
            && intent.Price >= exposure.MinPrice && intent.Price <= exposure.MaxPrice;
        return isInBand ? ReasonCode.None : ReasonCode.PriceOutsideVenueBand;
    }

    private ReasonCode CheckSize(in OrderIntent intent, in OrderExposure exposure)
    {
        var step = exposure.AmountStep.Raw;
        if (step <= 0 || intent.Amount.Raw < step || intent.Amount.Raw % step != 0)
        {
            return ReasonCode.AmountBelowMinimum;
        }

        if (!(intent.Amount.ToDouble() <= exposure.MaxOrderAmount))
        {
            return ReasonCode.OrderAmountAboveLimit;
        }

        if (!(intent.NotionalUsd > 0 && intent.NotionalUsd <= _maxOrderNotionalUsd))
        {
            return ReasonCode.OrderNotionalAboveLimit;
        }

        if (!(exposure.OpenNotionalUsd + intent.NotionalUsd <= _maxOpenNotionalUsd))
        {
            return ReasonCode.OpenNotionalAboveLimit;
        }

        var isBuy = intent.Side == Side.Buy;
        var position = isBuy ? exposure.PositionHighUsd + intent.NotionalUsd : exposure.PositionLowUsd - intent.NotionalUsd;
        if (!IsWithin(position, _maxPositionUsd, exposure.PositionUsd))
        {
            return ReasonCode.PositionAboveLimit;
        }

        var delta = (isBuy ? exposure.DeltaHigh : exposure.DeltaLow) + intent.Coins;
        if (!IsWithin(delta, exposure.MaxNetDelta, exposure.Delta))
        {
            return ReasonCode.NetDeltaAboveLimit;
        }

        return _mustReduceDelta && !Reduces(intent, exposure) ? ReasonCode.DoesNotReduceDelta : ReasonCode.None;
    }

    /// <summary>Within a limit, or at least nearer to zero than before.</summary>
    private static bool IsWithin(double after, double limit, double before) =>
        Math.Abs(after) <= limit || Math.Abs(after) < Math.Abs(before);

    /// <summary>From outside the band towards it, and not out on the other side.</summary>
    private static bool Reduces(in OrderIntent intent, in OrderExposure exposure)
    {
        var after = exposure.Delta + intent.Coins;
        return intent.Side == Side.Buy
            ? intent.Coins > 0 && exposure.Delta < exposure.BandLower && after <= exposure.BandUpper
            : intent.Coins < 0 && exposure.Delta > exposure.BandUpper && after >= exposure.BandLower;
    }
}
