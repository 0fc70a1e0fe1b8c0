using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging;
using LowLatencyHedger.Core.Risk;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Tests.Risk;

/// <summary>For each control an order just inside that passes and one just outside that is refused with its code.</summary>
public sealed class RiskGateTests
{
    private const long NowNanos = 1_000 * Nanos.PerSecond;

    private readonly RiskGate _gate = new(s_limits);
    private OrderIntent _intent = new()
    {
        Side = Side.Sell,
        Price = Price.FromDouble(60_000),
        Amount = Quantity.FromDouble(30_000),
        NotionalUsd = 30_000,
        Coins = -0.5,
    };

    private RiskConditions _conditions = new()
    {
        IsTradingReady = true,
        IsReconciled = true,
        IsMarketDataReady = true,
        IsClockKnown = true,
        InstrumentStatus = TradingStatus.Open,
        IsBookValid = true,
    };

    private OrderExposure _exposure = new()
    {
        IsInstrumentAllowed = true,
        MaxOrderAmount = 40_000,
        MaxNetDelta = 5,
        HasRoomForOrder = true,
        Delta = 1,
        DeltaLow = 1,
        DeltaHigh = 1,
        BandLower = -0.5,
        BandUpper = 0.5,
        IndexPrice = 60_000,
        MarkPrice = 60_000,
        SpreadBps = 1,
        MinPrice = Price.FromDouble(59_000),
        MaxPrice = Price.FromDouble(61_000),
        AmountStep = Quantity.FromDouble(10),
        LastSentNanos = NowNanos - Nanos.PerSecond,
    };

    private static readonly RiskLimits s_limits = new() { MaxSpreadBps = 20 };

    public RiskGateTests()
    {
        _gate.OnTime(0);
        _gate.OnTime(NowNanos);
    }

    private ReasonCode Check(bool isShutDown = false) => _gate.Check(_intent, _conditions, _exposure, isShutDown, NowNanos);

    [Fact]
    public void Check_EverythingInside_Passes() => Assert.Equal(ReasonCode.None, Check());

    [Fact]
    public void Check_ClearedConditionsOrExposure_Refuses()
    {
        Assert.NotEqual(ReasonCode.None, _gate.Check(_intent, default, _exposure, false, NowNanos));
        Assert.NotEqual(ReasonCode.None, _gate.Check(_intent, _conditions, default, false, NowNanos));
        Assert.NotEqual(ReasonCode.None, _gate.Check(default, _conditions, _exposure, false, NowNanos));
    }

    [Fact]
    public void Check_ConditionMissing_RefusesWithItsCode()
    {
        Refused(ReasonCode.TradingSessionDown, (ref RiskConditions c) => c.IsTradingReady = false);
        Refused(ReasonCode.NotReconciled, (ref RiskConditions c) => c.IsReconciled = false);
        Refused(ReasonCode.MarketDataDown, (ref RiskConditions c) => c.IsMarketDataReady = false);
        Refused(ReasonCode.ClockOffsetTooLarge, (ref RiskConditions c) => c.IsClockKnown = false);
        Refused(ReasonCode.PlatformLocked, (ref RiskConditions c) => c.IsPlatformLocked = true);
        Refused(ReasonCode.InstrumentNotOpen, (ref RiskConditions c) => c.InstrumentStatus = TradingStatus.Unknown);
        Refused(ReasonCode.InstrumentNotOpen, (ref RiskConditions c) => c.InstrumentStatus = TradingStatus.Settlement);
        Refused(ReasonCode.BookStale, (ref RiskConditions c) => c.IsBookValid = false);
        Refused(ReasonCode.PositionUnmodelled, (ref RiskConditions c) => c.HasUnmodelledPosition = true);
        Refused(ReasonCode.ForwardMissing, (ref RiskConditions c) => c.IsForwardMissing = true);
        Refused(ReasonCode.GreeksStale, (ref RiskConditions c) => c.UnvaluedOptions = 1);
        Refused(ReasonCode.GreeksStale, (ref RiskConditions c) => c.IsFarMove = true);
        Refused(ReasonCode.GreeksStale, (ref RiskConditions c) => c.WorstCaseDelta = double.NaN);
        Refused(ReasonCode.EquityUnknown, (ref RiskConditions c) => c.IsEquityUnknown = true);
        Refused(ReasonCode.ExpiryBlackout, (ref RiskConditions c) => c.IsExpiryBlackout = true);
        Refused(ReasonCode.RejectRun, (ref RiskConditions c) => c.InstrumentHalt = ReasonCode.RejectRun);
    }

    [Fact]
    public void Check_Ages_RefuseJustAboveTheLimit()
    {
        Boundary(ReasonCode.BookStale, 1_000, (ref RiskConditions c, long nanos) => c.BookAgeNanos = nanos);
        Boundary(ReasonCode.IndexStale, 3_000, (ref RiskConditions c, long nanos) => c.IndexAgeNanos = nanos);
        Boundary(ReasonCode.IndexStale, 3_000, (ref RiskConditions c, long nanos) => c.MarkAgeNanos = nanos);
        Boundary(ReasonCode.GreeksStale, 15_000, (ref RiskConditions c, long nanos) => c.VolAgeNanos = nanos);
        Boundary(ReasonCode.GreeksStale, 15_000, (ref RiskConditions c, long nanos) => c.ForwardAgeNanos = nanos);
        Boundary(ReasonCode.ClockOffsetTooLarge, 500, (ref RiskConditions c, long nanos) => c.ClockOffsetNanos = nanos);
        Boundary(ReasonCode.ClockOffsetTooLarge, 500, (ref RiskConditions c, long nanos) => c.ClockOffsetNanos = -nanos);
    }

    [Fact]
    public void Check_ExposureOutside_RefusesWithItsCode()
    {
        Outside(ReasonCode.InstrumentNotAllowed, (ref OrderExposure x) => x.IsInstrumentAllowed = false);
        Outside(ReasonCode.OrderUnknown, (ref OrderExposure x) => x.UnknownOrders = 1);
        Outside(ReasonCode.OrderUnknown, (ref OrderExposure x) => x.HasRoomForOrder = false);
        Outside(ReasonCode.OrderInFlight, (ref OrderExposure x) => x.UnresolvedOrders = 1);
        Outside(ReasonCode.Backoff, (ref OrderExposure x) => x.BackoffUntilNanos = NowNanos + 1);
        Outside(ReasonCode.SpreadTooWide, (ref OrderExposure x) => x.SpreadBps = 20.001);
        Outside(ReasonCode.SpreadTooWide, (ref OrderExposure x) => x.SpreadBps = double.NaN);
        Outside(ReasonCode.PriceNotFinite, (ref OrderExposure x) => x.IndexPrice = double.NaN);
        Outside(ReasonCode.PriceNotFinite, (ref OrderExposure x) => x.MarkPrice = double.NaN);
        Outside(ReasonCode.PriceOutsideCollar, (ref OrderExposure x) => x.IndexPrice = 60_000 / 1.01001);
        Outside(ReasonCode.PriceOutsideCollar, (ref OrderExposure x) => x.MarkPrice = 60_000 / 0.98999);
        Outside(ReasonCode.PriceOutsideVenueBand, (ref OrderExposure x) => x.MinPrice = Price.FromDouble(60_000.5));
        Outside(ReasonCode.PriceOutsideVenueBand, (ref OrderExposure x) => x.MaxPrice = Price.FromDouble(59_999.5));
        Outside(ReasonCode.PriceOutsideVenueBand, (ref OrderExposure x) => x.MinPrice = Price.None);
        Outside(ReasonCode.OpenNotionalAboveLimit, (ref OrderExposure x) => x.OpenNotionalUsd = 70_001);
        Outside(ReasonCode.OpenNotionalAboveLimit, (ref OrderExposure x) => x.OpenNotionalUsd = double.NaN);
        Outside(ReasonCode.PositionAboveLimit, (ref OrderExposure x) => x.PositionLowUsd = x.PositionUsd = -470_001);
        Outside(ReasonCode.PositionAboveLimit, (ref OrderExposure x) => x.PositionLowUsd = double.NaN);
        Outside(ReasonCode.NetDeltaAboveLimit, (ref OrderExposure x) => x.DeltaLow = -4.6);
        Outside(ReasonCode.NetDeltaAboveLimit, (ref OrderExposure x) => x.DeltaLow = double.NaN);
        Outside(ReasonCode.DoesNotReduceDelta, (ref OrderExposure x) => x.Delta = 0.5);
        Outside(ReasonCode.DoesNotReduceDelta, (ref OrderExposure x) => x.BandLower = 0.501);
        Outside(ReasonCode.DoesNotReduceDelta, (ref OrderExposure x) => x.BandLower = double.NaN);
    }

    [Fact]
    public void Check_ExposureJustInside_Passes()
    {
        Inside((ref OrderExposure x) => x.BackoffUntilNanos = NowNanos);
        Inside((ref OrderExposure x) => x.SpreadBps = 20);
        Inside((ref OrderExposure x) => x.IndexPrice = 60_000 / 1.00999);
        Inside((ref OrderExposure x) => x.MarkPrice = 60_000 / 0.99001);
        Inside((ref OrderExposure x) => x.MinPrice = Price.FromDouble(60_000));
        Inside((ref OrderExposure x) => x.MaxPrice = Price.FromDouble(60_000));
        Inside((ref OrderExposure x) => x.OpenNotionalUsd = 70_000);
        Inside((ref OrderExposure x) => x.PositionLowUsd = x.PositionUsd = -470_000);
        Inside((ref OrderExposure x) => x.DeltaLow = -4.5);
        Inside((ref OrderExposure x) => x.BandLower = 0.5);
        Inside((ref OrderExposure x) =>
        {
            x.IsDated = true;
            x.IndexPrice = 60_000 / 1.0199;
        });

        // Far beyond its limits, but on the way back.
        Inside((ref OrderExposure x) => x.Delta = x.DeltaLow = x.DeltaHigh = 50);
        Inside((ref OrderExposure x) => x.PositionUsd = x.PositionLowUsd = x.PositionHighUsd = 900_000);
    }

    [Fact]
    public void Check_OrderItself_RefusesJustOutside()
    {
        Order(ReasonCode.None, (ref OrderIntent o) => o.Amount = Quantity.FromDouble(40_000));
        Order(ReasonCode.OrderAmountAboveLimit, (ref OrderIntent o) => o.Amount = Quantity.FromDouble(40_010));
        Order(ReasonCode.AmountBelowMinimum, (ref OrderIntent o) => o.Amount = Quantity.Zero);
        Order(ReasonCode.AmountBelowMinimum, (ref OrderIntent o) => o.Amount = Quantity.FromDouble(15));
        Order(ReasonCode.AmountBelowMinimum, (ref OrderIntent o) => o.Amount = Quantity.None);
        Order(ReasonCode.None, (ref OrderIntent o) => o.NotionalUsd = 50_000);
        Order(ReasonCode.OrderNotionalAboveLimit, (ref OrderIntent o) => o.NotionalUsd = 50_000.01);
        Order(ReasonCode.OrderNotionalAboveLimit, (ref OrderIntent o) => o.NotionalUsd = double.NaN);
        Order(ReasonCode.PriceNotFinite, (ref OrderIntent o) => o.Price = Price.None);
        Order(ReasonCode.PriceNotFinite, (ref OrderIntent o) => o.Side = Side.None);
        Order(ReasonCode.NetDeltaAboveLimit, (ref OrderIntent o) => o.Coins = double.NaN);
        Order(ReasonCode.DoesNotReduceDelta, (ref OrderIntent o) => o.Coins = -1.51);
        Order(ReasonCode.None, (ref OrderIntent o) => o.Coins = -1.5);
        Order(ReasonCode.DoesNotReduceDelta, (ref OrderIntent o) => o.Side = Side.Buy);
    }

    [Fact]
    public void Check_SameOrderWithinWindow_IsDuplicate()
    {
        _exposure.LastSide = _intent.Side;
        _exposure.LastPrice = _intent.Price;
        _exposure.LastAmount = _intent.Amount;
        _exposure.LastSentNanos = NowNanos - (249 * Nanos.PerMilli);
        Assert.Equal(ReasonCode.DuplicateOrder, Check());
        _exposure.LastSentNanos = NowNanos - (250 * Nanos.PerMilli);
        Assert.Equal(ReasonCode.None, Check());
    }

    [Fact]
    public void Check_LatchOrShutdown_RefusesWhateverElseHolds()
    {
        Assert.Equal(ReasonCode.Shutdown, Check(isShutDown: true));
        _gate.Halt(ReasonCode.OperatorHalt);
        _gate.Halt(ReasonCode.PositionBreak);
        Assert.Equal(ReasonCode.Halted, Check());
        Assert.Equal(ReasonCode.OperatorHalt, _gate.Latch);
        _gate.Resume();
        Assert.Equal(ReasonCode.None, Check());
    }

    [Fact]
    public void Check_MoreThanTheBurst_IsRefusedUntilRefilled()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(ReasonCode.None, Check());
            _gate.OnSent(NowNanos);
        }

        Assert.Equal(ReasonCode.OrderRateAboveLimit, Check());
        _gate.OnTime(NowNanos + (Nanos.PerSecond / 3));
        Assert.Equal(ReasonCode.None, _gate.Check(_intent, _conditions, _exposure, false, NowNanos + (Nanos.PerSecond / 3)));
    }

    [Fact]
    public void MaySend_MinuteIsFull_WaitsForTheOldestToLeave()
    {
        var rate = new OrderRateLimiter(1_000, 1_000, 3);
        rate.Refill(0);
        Assert.False(rate.MaySend(0));
        for (var i = 1; i <= 3; i++)
        {
            Assert.True(rate.MaySend(i * Nanos.PerSecond));
            rate.OnSent(i * Nanos.PerSecond);
        }

        Assert.False(rate.MaySend((61 * Nanos.PerSecond) - 1));
        Assert.True(rate.MaySend(61 * Nanos.PerSecond));
    }

    private delegate void Change<T>(ref T value);

    private delegate void ChangeAge(ref RiskConditions value, long nanos);

    private void Refused(ReasonCode expected, Change<RiskConditions> change)
    {
        var saved = _conditions;
        change(ref _conditions);
        Assert.Equal(expected, Check());
        _conditions = saved;
    }

    private void Boundary(ReasonCode expected, long limitMillis, ChangeAge change)
    {
        var saved = _conditions;
        change(ref _conditions, limitMillis * Nanos.PerMilli);
        Assert.Equal(ReasonCode.None, Check());
        change(ref _conditions, (limitMillis * Nanos.PerMilli) + 1);
        Assert.Equal(expected, Check());
        _conditions = saved;
    }

    private void Outside(ReasonCode expected, Change<OrderExposure> change)
    {
        var saved = _exposure;
        change(ref _exposure);
        Assert.Equal(expected, Check());
        _exposure = saved;
    }

    private void Inside(Change<OrderExposure> change) => Outside(ReasonCode.None, change);

    private void Order(ReasonCode expected, Change<OrderIntent> change)
    {
        var saved = _intent;
        change(ref _intent);
        Assert.Equal(expected, Check());
        _intent = saved;
    }
}
