using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging;
using LowLatencyHedger.Core.Risk;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Tests.Risk;

/// <summary>The table of all controls: one line just inside and one just outside of each.</summary>
internal static class ControlCases
{
    private const long Milli = Nanos.PerMilli;
    private const long Now = GateWorld.NowNanos;

    private delegate void Set<T>(ref T value);

    private delegate void SetUsd(ref RiskConditions conditions, double usd);

    public static IEnumerable<ControlCase> OfConditions =>
    [
        Halt(RiskControl.Shutdown, ReasonCode.Shutdown, (ref RiskConditions c) => c.IsShutDown = true),
        Halt(RiskControl.UnderlyingHalt, ReasonCode.BandBelowLot, (ref RiskConditions c) => c.UnderlyingHalt = ReasonCode.BandBelowLot),
        Halt(RiskControl.InstrumentHalt, ReasonCode.RejectRun, (ref RiskConditions c) => c.InstrumentHalt = ReasonCode.RejectRun),
        Halt(RiskControl.TradingSession, ReasonCode.TradingSessionDown, (ref RiskConditions c) => c.IsTradingReady = false),
        Halt(RiskControl.Reconciled, ReasonCode.NotReconciled, (ref RiskConditions c) => c.IsReconciled = false),
        Pause(RiskControl.EngineHealth, ReasonCode.EngineHealthUnknown, (ref RiskConditions c) => c.IsEngineHealthKnown = false),
        Pause(RiskControl.JournalLag, ReasonCode.JournalLagAboveLimit, (ref RiskConditions c) => c.JournalLagNanos = (1_000 * Milli) + 1, (ref RiskConditions c) => c.JournalLagNanos = 1_000 * Milli),
        Pause(RiskControl.RingUse, ReasonCode.RingUseAboveLimit, (ref RiskConditions c) => c.RingUsePct = 90.01, (ref RiskConditions c) => c.RingUsePct = 90),
        Pause(RiskControl.LoopLag, ReasonCode.LoopLagAboveLimit, (ref RiskConditions c) => c.LoopLagNanos = (250 * Milli) + 1, (ref RiskConditions c) => c.LoopLagNanos = 250 * Milli),
        Pause(RiskControl.ClockOffset, ReasonCode.ClockOffsetTooLarge, (ref RiskConditions c) => c.ClockOffsetNanos = -(500 * Milli) - 1, (ref RiskConditions c) => c.ClockOffsetNanos = -500 * Milli),
        Pause(RiskControl.ClockOffset, ReasonCode.ClockOffsetTooLarge, (ref RiskConditions c) => c.IsClockKnown = false, what: "unknown"),
        new(RiskControl.OrdersPerMinute, "", TradingState.Pause, ReasonCode.OrdersPerMinuteAboveLimit, w => Sent(w, 59), w => Sent(w, 60)),
        Pause(RiskControl.UnknownOrdersTotal, ReasonCode.UnknownOrdersAboveLimit, (ref RiskConditions c) => c.UnknownOrdersTotal = 2, (ref RiskConditions c) => c.UnknownOrdersTotal = 1),
        new(RiskControl.Profit, "", TradingState.Pause, ReasonCode.ProfitUnknown, w => w.Conditions.ProfitUsd = double.NaN, w =>
        {
            w.Use(new RiskLimits { MaxDrawdownUsd = 1 });
            w.Conditions.ProfitUsd = double.NaN;
        }),
        Pause(RiskControl.MarketDataSession, ReasonCode.MarketDataDown, (ref RiskConditions c) => c.IsMarketDataReady = false),
        Pause(RiskControl.Platform, ReasonCode.PlatformLocked, (ref RiskConditions c) => c.IsPlatformLocked = true),
        Pause(RiskControl.InstrumentStatus, ReasonCode.InstrumentNotOpen, (ref RiskConditions c) => c.InstrumentStatus = TradingStatus.Settlement),
        Pause(RiskControl.InstrumentStatus, ReasonCode.InstrumentNotOpen, (ref RiskConditions c) => c.InstrumentStatus = TradingStatus.Unknown, what: "unknown"),
        Pause(RiskControl.BookAge, ReasonCode.BookStale, (ref RiskConditions c) => c.BookAgeNanos = (1_000 * Milli) + 1, (ref RiskConditions c) => c.BookAgeNanos = 1_000 * Milli),
        Pause(RiskControl.BookAge, ReasonCode.BookStale, (ref RiskConditions c) => c.IsBookValid = false, what: "invalid"),
        Pause(RiskControl.IndexAge, ReasonCode.IndexStale, (ref RiskConditions c) => c.IndexAgeNanos = (3_000 * Milli) + 1, (ref RiskConditions c) => c.IndexAgeNanos = 3_000 * Milli),
        Pause(RiskControl.MarkAge, ReasonCode.IndexStale, (ref RiskConditions c) => c.MarkAgeNanos = (3_000 * Milli) + 1, (ref RiskConditions c) => c.MarkAgeNanos = 3_000 * Milli),
        Pause(RiskControl.Spread, ReasonCode.SpreadTooWide, (ref RiskConditions c) => c.SpreadBps = 20.001, (ref RiskConditions c) => c.SpreadBps = 20),
        Pause(RiskControl.PositionModel, ReasonCode.PositionUnmodelled, (ref RiskConditions c) => c.HasUnmodelledPosition = true),
        Pause(RiskControl.Forward, ReasonCode.ForwardMissing, (ref RiskConditions c) => c.IsForwardMissing = true),
        Pause(RiskControl.ForwardAge, ReasonCode.GreeksStale, (ref RiskConditions c) => c.ForwardAgeNanos = (15_000 * Milli) + 1, (ref RiskConditions c) => c.ForwardAgeNanos = 15_000 * Milli),
        Pause(RiskControl.VolatilityAge, ReasonCode.GreeksStale, (ref RiskConditions c) => c.VolAgeNanos = (15_000 * Milli) + 1, (ref RiskConditions c) => c.VolAgeNanos = 15_000 * Milli),
        Pause(RiskControl.Valuation, ReasonCode.GreeksStale, (ref RiskConditions c) => c.UnvaluedOptions = 1),
        Pause(RiskControl.Valuation, ReasonCode.GreeksStale, (ref RiskConditions c) => c.IsFarMove = true, what: "far move"),
        Pause(RiskControl.Valuation, ReasonCode.GreeksStale, (ref RiskConditions c) => c.WorstCaseDelta = double.NaN, what: "no number"),
        Reduce(RiskControl.GreekGuard, ReasonCode.NetDeltaDiffersFromVenue, (ref RiskConditions c) => c.GreekGuard = ReasonCode.NetDeltaDiffersFromVenue, (ref RiskConditions c) => c.GreekGuard = ReasonCode.None),
        Pause(RiskControl.Equity, ReasonCode.EquityUnknown, (ref RiskConditions c) => c.IsEquityUnknown = true),
        Pause(RiskControl.ExpiryBlackout, ReasonCode.ExpiryBlackout, (ref RiskConditions c) => c.IsExpiryBlackout = true),
        Pause(RiskControl.DeltaStep, ReasonCode.DeltaStepUnconfirmed, (ref RiskConditions c) => c.IsDeltaStepOpen = true),
        Pause(RiskControl.UnknownOrders, ReasonCode.UnknownOrdersAboveLimit, (ref RiskConditions c) => c.UnknownOrders = 1),
        Pause(RiskControl.CollarPause, ReasonCode.CollarPause, (ref RiskConditions c) => c.CollarPauseUntilNanos = Now + 1, (ref RiskConditions c) => c.CollarPauseUntilNanos = Now),
        Reduce(RiskControl.OperatorReduce, ReasonCode.OperatorReduce, (ref RiskConditions c) => c.IsReduceOrdered = true, (ref RiskConditions c) => c.IsReduceOrdered = false),
        Reduce(RiskControl.NetDelta, ReasonCode.NetDeltaAboveLimit, (ref RiskConditions c) => c.WorstCaseDelta = 5.001, (ref RiskConditions c) => c.WorstCaseDelta = 5),
        Reduce(RiskControl.Position, ReasonCode.PositionAboveLimit, (ref RiskConditions c) => c.WorstCasePositionUsd = 500_001, (ref RiskConditions c) => c.WorstCasePositionUsd = 500_000),
        Reduce(RiskControl.GrossNotional, ReasonCode.GrossNotionalAboveLimit, (ref RiskConditions c) => c.GrossNotionalUsd = 1_000_001, (ref RiskConditions c) => c.GrossNotionalUsd = 1_000_000),
        Reduce(RiskControl.AvailableFunds, ReasonCode.AvailableFundsBelowLimit, (ref RiskConditions c) => c.AvailableFundsPct = 19.99, (ref RiskConditions c) => c.AvailableFundsPct = 20),
        Reduce(RiskControl.MarginRatio, ReasonCode.MarginRatioAboveLimit, (ref RiskConditions c) => c.MarginRatio = 0.5001, (ref RiskConditions c) => c.MarginRatio = 0.5),
        Reduce(RiskControl.Turnover, ReasonCode.TurnoverAboveLimit, (ref RiskConditions c) => c.HedgedCoins = 30.01, (ref RiskConditions c) => c.HedgedCoins = 30),
        Reduce(RiskControl.UnfilledRun, ReasonCode.UnfilledRunAboveLimit, (ref RiskConditions c) => c.UnfilledRun = 12, (ref RiskConditions c) => c.UnfilledRun = 11),
        Reduce(RiskControl.Gamma, ReasonCode.GammaAboveLimit, (ref RiskConditions c) => c.DollarGammaUsd = 1_001, (ref RiskConditions c) => c.DollarGammaUsd = 1_000),
        Reduce(RiskControl.Vega, ReasonCode.VegaAboveLimit, (ref RiskConditions c) => c.VegaUsd = 1_001, (ref RiskConditions c) => c.VegaUsd = 1_000),
        Reduce(RiskControl.Theta, ReasonCode.ThetaAboveLimit, (ref RiskConditions c) => c.ThetaUsd = 1_001, (ref RiskConditions c) => c.ThetaUsd = 1_000),
        Reduce(RiskControl.ExpiryDelta, ReasonCode.ExpiryDeltaAboveLimit, (ref RiskConditions c) => c.ExpiryDeltaCoins = 10.01, (ref RiskConditions c) => c.ExpiryDeltaCoins = 10),
        Reduce(RiskControl.ExpiryGamma, ReasonCode.ExpiryGammaAboveLimit, (ref RiskConditions c) => c.ExpiryDollarGammaUsd = 1_001, (ref RiskConditions c) => c.ExpiryDollarGammaUsd = 1_000),
        Reduce(RiskControl.ExpiryVega, ReasonCode.ExpiryVegaAboveLimit, (ref RiskConditions c) => c.ExpiryVegaUsd = 1_001, (ref RiskConditions c) => c.ExpiryVegaUsd = 1_000),
        Reduce(RiskControl.ExpiryTheta, ReasonCode.ExpiryThetaAboveLimit, (ref RiskConditions c) => c.ExpiryThetaUsd = 1_001, (ref RiskConditions c) => c.ExpiryThetaUsd = 1_000),
    ];

    /// <summary>Limits that are off unless they are set.</summary>
    public static IEnumerable<ControlCase> OfFigures =>
    [
        Figure(RiskControl.ScenarioLoss, ReasonCode.ScenarioLossAboveLimit, "", 1_000, (ref RiskConditions c, double usd) => c.ScenarioLossUsd = usd),
        Figure(RiskControl.ScenarioLoss, ReasonCode.ScenarioLossAboveLimit, "off or unknown", double.NaN, (ref RiskConditions c, double usd) => c.ScenarioLossUsd = usd),
        Figure(RiskControl.ValueAtRisk, ReasonCode.ValueAtRiskAboveLimit, "", 1_000, (ref RiskConditions c, double usd) => c.ValueAtRiskUsd = usd),
        Figure(RiskControl.ValueAtRisk, ReasonCode.ValueAtRiskAboveLimit, "off or unknown", double.NaN, (ref RiskConditions c, double usd) => c.ValueAtRiskUsd = usd),
    ];

    public static IEnumerable<ControlCase> OfOrders =>
    [
        Deny(RiskControl.InstrumentAllowed, ReasonCode.InstrumentNotAllowed, w => w.Exposure.IsInstrumentAllowed = true, w => w.Exposure.IsInstrumentAllowed = false),
        Deny(RiskControl.OrderType, ReasonCode.OrderTypeNotAllowed, w => w.Exposure.AllowedTypes = OrderTypes.Any, w => w.Exposure.AllowedTypes = OrderTypes.PostOnly),
        Deny(RiskControl.OrderType, ReasonCode.OrderTypeNotAllowed, w => w.Exposure.AllowedTypes = OrderTypes.Any, w => w.Intent.Type = OrderTypes.None, "none"),
        Deny(RiskControl.Validity, ReasonCode.ValidityOutsideRange, w => w.Intent.ValidUntilUtcNanos = GateWorld.VenueUtcNanos + (5_000 * Milli), w => w.Intent.ValidUntilUtcNanos = GateWorld.VenueUtcNanos + (5_000 * Milli) + 1),
        Deny(RiskControl.Validity, ReasonCode.ValidityOutsideRange, w => w.Intent.ValidUntilUtcNanos = GateWorld.VenueUtcNanos + (500 * Milli), w => w.Intent.ValidUntilUtcNanos = GateWorld.VenueUtcNanos + (500 * Milli) - 1, "short"),
        Deny(RiskControl.Validity, ReasonCode.ValidityOutsideRange, _ => { }, w => w.Exposure.VenueUtcNanos = 0, "no clock"),
        Deny(RiskControl.Room, ReasonCode.NoRoomForOrder, _ => { }, w => w.Exposure.HasRoomForOrder = false),
        Deny(RiskControl.InFlight, ReasonCode.OrderInFlight, _ => { }, w => w.Exposure.UnresolvedOrders = 1),
        Deny(RiskControl.Unknown, ReasonCode.OrderUnknown, _ => { }, w => w.Exposure.UnknownOrders = 1),
        Deny(RiskControl.Backoff, ReasonCode.Backoff, w => w.Exposure.BackoffUntilNanos = Now, w => w.Exposure.BackoffUntilNanos = Now + 1),
        Deny(RiskControl.Duplicate, ReasonCode.DuplicateOrder, w => Repeat(w, 250 * Milli), w => Repeat(w, (250 * Milli) - 1)),
        Deny(RiskControl.Price, ReasonCode.PriceNotFinite, _ => { }, w => w.Exposure.IndexPrice = double.NaN, "index"),
        Deny(RiskControl.Price, ReasonCode.PriceNotFinite, _ => { }, w => w.Exposure.MarkPrice = double.NaN, "mark"),
        Deny(RiskControl.Price, ReasonCode.PriceNotFinite, _ => { }, w => w.Intent.Price = Price.None, "order"),
        Deny(RiskControl.Price, ReasonCode.PriceNotFinite, _ => { }, w => w.Intent.Side = Side.None, "side"),
        Deny(RiskControl.PriceCollar, ReasonCode.PriceOutsideCollar, w => w.Exposure.IndexPrice = 60_000 / 1.00999, w => w.Exposure.IndexPrice = 60_000 / 1.01001, "index"),
        Deny(RiskControl.PriceCollar, ReasonCode.PriceOutsideCollar, w => w.Exposure.MarkPrice = 60_000 / 0.99001, w => w.Exposure.MarkPrice = 60_000 / 0.98999, "mark"),
        Deny(RiskControl.PriceCollar, ReasonCode.PriceOutsideCollar, w => Dated(w, 1.0199), w => Dated(w, 1.0201), "dated"),
        Deny(RiskControl.FillCollar, ReasonCode.PriceOutsideFillCollar, w => w.Exposure.FillPrice = 60_000 / 1.01499, w => w.Exposure.FillPrice = 60_000 / 1.01501),
        Deny(RiskControl.VenueBand, ReasonCode.PriceOutsideVenueBand, w => w.Exposure.MinPrice = Price.FromDouble(60_000), w => w.Exposure.MinPrice = Price.FromDouble(60_000.5), "low"),
        Deny(RiskControl.VenueBand, ReasonCode.PriceOutsideVenueBand, w => w.Exposure.MaxPrice = Price.FromDouble(60_000), w => w.Exposure.MaxPrice = Price.FromDouble(59_999.5), "high"),
        Deny(RiskControl.VenueBand, ReasonCode.PriceOutsideVenueBand, _ => { }, w => w.Exposure.MinPrice = Price.None, "unknown"),
        Deny(RiskControl.Tick, ReasonCode.PriceOffTick, w => w.Intent.Price = Price.FromDouble(60_000.5), w => w.Intent.Price = Price.FromDouble(60_000.25)),
        Deny(RiskControl.Tick, ReasonCode.PriceOffTick, _ => { }, w => w.Exposure.Tick = Price.None, "unknown"),
        Deny(RiskControl.Touch, ReasonCode.PriceThroughTouch, w => w.Intent.Price = Price.FromDouble(59_940), w => w.Intent.Price = Price.FromDouble(59_939.5)),
        Deny(RiskControl.Lot, ReasonCode.AmountBelowMinimum, w => w.Intent.Amount = Quantity.FromDouble(10), w => w.Intent.Amount = Quantity.Zero, "zero"),
        Deny(RiskControl.Lot, ReasonCode.AmountBelowMinimum, w => w.Intent.Amount = Quantity.FromDouble(20), w => w.Intent.Amount = Quantity.FromDouble(15), "part"),
        Deny(RiskControl.Lot, ReasonCode.AmountBelowMinimum, _ => { }, w => w.Intent.Amount = Quantity.None, "none"),
        Deny(RiskControl.OrderAmount, ReasonCode.OrderAmountAboveLimit, w => w.Intent.Amount = Quantity.FromDouble(40_000), w => w.Intent.Amount = Quantity.FromDouble(40_010)),
        Deny(RiskControl.OrderNotional, ReasonCode.OrderNotionalAboveLimit, w => w.Intent.NotionalUsd = 50_000, w => w.Intent.NotionalUsd = 50_000.01),
        Deny(RiskControl.OrderNotional, ReasonCode.OrderNotionalAboveLimit, _ => { }, w => w.Intent.NotionalUsd = double.NaN, "no number"),
        Deny(RiskControl.OrderNotional, ReasonCode.OrderNotionalAboveLimit, _ => { }, w => w.Intent.NotionalUsd = -1, "negative"),
        Deny(RiskControl.OpenNotional, ReasonCode.OpenNotionalAboveLimit, w => w.Exposure.OpenNotionalUsd = 70_000, w => w.Exposure.OpenNotionalUsd = 70_001),
        Deny(RiskControl.OrderPosition, ReasonCode.PositionAboveLimit, w => w.Exposure.PositionLowUsd = w.Exposure.PositionUsd = -470_000, w => w.Exposure.PositionLowUsd = w.Exposure.PositionUsd = -470_001),
        Deny(RiskControl.OrderPosition, ReasonCode.PositionAboveLimit, _ => { }, w => w.Exposure.PositionLowUsd = -470_001, "worst case"),
        Deny(RiskControl.OrderGrossNotional, ReasonCode.GrossNotionalAboveLimit, w => w.Exposure.GrossNotionalUsd = 970_000, w => w.Exposure.GrossNotionalUsd = 970_001),
        Deny(RiskControl.OrderNetDelta, ReasonCode.NetDeltaAboveLimit, _ => { }, w => w.Exposure.DeltaLow = -4.6, "worst case"),
        Deny(RiskControl.OrderNetDelta, ReasonCode.NetDeltaAboveLimit, _ => { }, w => w.Intent.Coins = double.NaN, "no number"),
        Deny(RiskControl.MustReduceDelta, ReasonCode.DoesNotReduceDelta, w => w.Intent.Coins = -1.5, w => w.Intent.Coins = -1.51, "overshoot"),
        Deny(RiskControl.MustReduceDelta, ReasonCode.DoesNotReduceDelta, w => w.Exposure.BandUpper = 0.999, w => w.Exposure.BandUpper = 1, "inside the band"),
        Deny(RiskControl.MustReduceDelta, ReasonCode.DoesNotReduceDelta, w => w.Exposure.DeltaLow = 0, w => w.Exposure.DeltaLow = -0.01, "worst case"),
        Deny(RiskControl.MustReduceDelta, ReasonCode.DoesNotReduceDelta, _ => { }, w => w.Intent.Side = Side.Buy, "wrong side"),
        new(RiskControl.ReduceOnly, "", TradingState.Reduce, ReasonCode.ReduceOnly, w => w.Intent.Coins = -1, w =>
        {
            w.Conditions.IsReduceOrdered = true;
            w.Intent.Coins = -1.01;
        }),
        Deny(RiskControl.OrdersPerSecond, ReasonCode.OrderRateAboveLimit, w => Sent(w, 9, 0), w => Sent(w, 10, 0)),
        Deny(RiskControl.OrdersPerDay, ReasonCode.OrdersPerDayAboveLimit, w => OfDay(w, 69), w => OfDay(w, 70)),
        Deny(RiskControl.HedgesOutsideBand, ReasonCode.RepeatedHedges, w => w.Exposure.HedgesOutsideBand = 9, w => w.Exposure.HedgesOutsideBand = 10),
        Flatten("overshoot", w => w.Exposure.Position = w.Exposure.PositionLow = w.Intent.Amount, w => w.Exposure.Position = w.Exposure.PositionLow = Quantity.FromDouble(29_999)),
        Flatten("worst case", w => w.Exposure.PositionLow = w.Intent.Amount, w => w.Exposure.PositionLow = Quantity.FromDouble(29_999)),
        Flatten("wrong side", _ => { }, w => w.Exposure.Position = w.Exposure.PositionLow = w.Exposure.PositionHigh = Quantity.FromDouble(-50_000)),
        Flatten("buy", w => Short(w, 30_000), w => Short(w, 29_999)),
        Flatten("no position", _ => { }, w => w.Exposure.Position = w.Exposure.PositionLow = w.Exposure.PositionHigh = Quantity.Zero),
        Flatten("position not known", _ => { }, w => w.Exposure.Position = Quantity.None),
        Flatten("worst case not known", _ => { }, w => w.Exposure.PositionLow = Quantity.None),
        Deny(RiskControl.OrderMargin, ReasonCode.MarginAboveFunds, w => w.Exposure.AvailableFundsUsd = 600.76, w => w.Exposure.AvailableFundsUsd = 600.74),
        Deny(RiskControl.OrderMargin, ReasonCode.MarginAboveFunds, w => Beside(w, -60_000, 603.76), w => Beside(w, -60_000, 603.74), "more a coin"),
        Deny(RiskControl.OrderMargin, ReasonCode.MarginAboveFunds, w => Beside(w, 15_000, 0), w => Beside(w, 14_999, 0), "beyond zero"),
        Deny(RiskControl.OrderMargin, ReasonCode.MarginAboveFunds, w => w.Use(new RiskLimits { MinAvailableFundsPct = 0 }), w => w.Exposure.AvailableFundsUsd = double.NaN, "off or unknown"),
        Option("call out of the money, above the floor", Side.Sell, strike: 62_400, isCall: true, mark: 0.02, funds: 60_000 * (0.15 - 0.04 + 0.02)),
        Option("call far out of the money", Side.Sell, strike: 90_000, isCall: true, mark: 0.02, funds: 60_000 * 0.12),
        Option("put in the money", Side.Sell, strike: 66_000, isCall: false, mark: 0.11, funds: 60_000 * 0.26),
        Option("put deep in the money", Side.Sell, strike: 180_000, isCall: false, mark: 3, funds: 60_000 * (0.225 + 3)),
        Option("partly out of a long", Side.Sell, strike: 90_000, isCall: true, mark: 0.02, funds: 0.5 * 60_000 * 0.12, position: 0.5),
        Option("more of a short", Side.Sell, strike: 90_000, isCall: true, mark: 0.02, funds: 60_000 * 0.12, position: -4),
        Option("premium", Side.Buy, strike: 60_000, isCall: true, mark: 0.02, funds: 60_000 * 0.021),
        Option("linear", Side.Sell, strike: 90_000, isCall: true, mark: 0.02, funds: 60_000 * 0.12, unit: 60_000),
        new(RiskControl.KillLatch, "", TradingState.Halt, ReasonCode.Halted, _ => { }, w => w.Gate.Halt(ReasonCode.Halted)),
    ];

    /// <summary>An order that flattens a position of 50,000, and makes the delta worse.</summary>
    private static ControlCase Flatten(string what, Action<GateWorld> inside, Action<GateWorld> outside) =>
        Deny(RiskControl.MustReducePosition, ReasonCode.DoesNotReducePosition, w => inside(Flattening(w)), w => outside(Flattening(w)), what);

    private static GateWorld Flattening(GateWorld world)
    {
        world.Intent.Purpose = OrderPurpose.ReducePosition;
        world.Exposure.Position = world.Exposure.PositionLow = world.Exposure.PositionHigh = Quantity.FromDouble(50_000);
        world.Exposure.Delta = world.Exposure.DeltaLow = world.Exposure.DeltaHigh = -4.9;
        world.Exposure.HedgesOutsideBand = 1_000;
        return world;
    }

    private static void Short(GateWorld world, double amount)
    {
        world.TurnToBuy();
        world.Exposure.Position = world.Exposure.PositionLow = world.Exposure.PositionHigh = Quantity.FromDouble(-amount);
    }

    private static ControlCase Halt(RiskControl control, ReasonCode reason, Set<RiskConditions> outside) =>
        Condition(control, TradingState.Halt, reason, outside, null, "");

    private static ControlCase Pause(
        RiskControl control, ReasonCode reason, Set<RiskConditions> outside, Set<RiskConditions>? inside = null, string what = "") =>
        Condition(control, TradingState.Pause, reason, outside, inside, what);

    private static ControlCase Reduce(RiskControl control, ReasonCode reason, Set<RiskConditions> outside, Set<RiskConditions> inside) =>
        Condition(control, TradingState.Reduce, reason, outside, inside, "");

    /// <summary>Inside at the limit, or with any value when it is off; outside just above it, or when the value is not known.</summary>
    private static ControlCase Figure(RiskControl control, ReasonCode reason, string what, double usd, SetUsd set)
    {
        var limits = new RiskLimits { MaxScenarioLossUsd = 1_000, MaxVarUsd = 1_000 };
        return new(control, what, TradingState.Reduce, reason, w => Apply(w, double.IsNaN(usd) ? new RiskLimits() : limits, usd), w => Apply(w, limits, usd + 0.01));

        void Apply(GateWorld world, RiskLimits used, double value)
        {
            world.Use(used);
            set(ref world.Conditions, value);
        }
    }

    private static ControlCase Condition(
        RiskControl control, TradingState state, ReasonCode reason, Set<RiskConditions> outside, Set<RiskConditions>? inside, string what) =>
        new(control, what, state, reason, w => Apply(w, inside), w => Apply(w, outside));

    private static ControlCase Deny(
        RiskControl control, ReasonCode reason, Action<GateWorld> inside, Action<GateWorld> outside, string what = "") =>
        new(control, what, TradingState.Active, reason, inside, outside);

    private static void Apply(GateWorld world, Set<RiskConditions>? change)
    {
        world.Use(new RiskLimits());
        change?.Invoke(ref world.Conditions);
    }

    /// <summary>Orders of the last minute, the last of them a while ago.</summary>
    private static void Sent(GateWorld world, int count, long agoNanos = 30 * Nanos.PerSecond)
    {
        for (var i = 0; i < count; i++)
        {
            world.Gate.OnSent(Now - agoNanos);
        }

        world.Gate.OnTime(Now, GateWorld.VenueUtcNanos);
        if (agoNanos > 0)
        {
            world.Use(new RiskLimits { MaxOrdersPerSecond = 30, OrderBurst = 100 });
            for (var i = 0; i < count; i++)
            {
                world.Gate.OnSent(Now - agoNanos);
            }

            world.Gate.OnTime(Now, GateWorld.VenueUtcNanos);
        }
    }

    private static void OfDay(GateWorld world, int count)
    {
        world.Use(new RiskLimits { MaxOrdersPerSecond = 30, OrderBurst = 100, MaxOrdersPerMinute = 70, MaxOrdersPerDay = 70 });
        for (var i = 0; i < count; i++)
        {
            world.Gate.OnSent(Now - (61 * Nanos.PerSecond));
        }

        world.Gate.OnTime(Now, GateWorld.VenueUtcNanos);
    }

    /// <summary>A position that the order comes on top of, and what is left for margin.</summary>
    private static void Beside(GateWorld world, double positionUsd, double fundsUsd)
    {
        world.Exposure.PositionUsd = world.Exposure.PositionLowUsd = world.Exposure.PositionHighUsd = positionUsd;
        world.Exposure.GrossNotionalUsd = Math.Abs(positionUsd);
        world.Exposure.AvailableFundsUsd = fundsUsd;
    }

    /// <summary>An option of the program, with funds just above and just below what it locks or costs.</summary>
    private static ControlCase Option(
        string what, Side side, double strike, bool isCall, double mark, double funds, double position = 0, double unit = 1)
    {
        return Deny(RiskControl.OrderMargin, ReasonCode.MarginAboveFunds, w => Apply(w, funds + 0.01), w => Apply(w, funds - 0.01), "option: " + what);

        void Apply(GateWorld world, double fundsUsd)
        {
            var price = (side == Side.Buy ? mark + 0.001 : mark) * unit;
            world.Intent.Purpose = OrderPurpose.Program;
            world.Intent.Side = side;
            world.Intent.Coins = side == Side.Buy ? 1 : -1;
            world.Intent.Amount = Quantity.FromDouble(1);
            world.Intent.Price = world.Intent.Touch = Price.FromDouble(price);
            world.Exposure.OptionUnit = unit;
            world.Exposure.Strike = strike;
            world.Exposure.IsCall = isCall;
            world.Exposure.MarkPrice = mark * unit;
            world.Exposure.Tick = Price.FromDouble(1e-4);
            world.Exposure.AmountStep = Quantity.FromDouble(0.1);
            world.Exposure.MinPrice = Price.FromDouble(1e-4);
            world.Exposure.MaxPrice = Price.FromDouble(10 * unit);
            world.Exposure.Position = world.Exposure.PositionLow = world.Exposure.PositionHigh = Quantity.FromDouble(position);
            world.Exposure.AvailableFundsUsd = fundsUsd;
        }
    }

    private static void Repeat(GateWorld world, long agoNanos)
    {
        world.Exposure.LastSide = world.Intent.Side;
        world.Exposure.LastPrice = world.Intent.Price;
        world.Exposure.LastAmount = world.Intent.Amount;
        world.Exposure.LastSentNanos = Now - agoNanos;
    }

    private static void Dated(GateWorld world, double ratio)
    {
        world.Exposure.IsDated = true;
        world.Exposure.IndexPrice = 60_000 / ratio;
    }
}
