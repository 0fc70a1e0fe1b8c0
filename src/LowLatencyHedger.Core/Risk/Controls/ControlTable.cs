using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk.Controls;

/// <summary>What the controls lead to: the reason that is given, and for a condition the trading state and its scope.</summary>
internal static class ControlTable
{
    private static readonly ReasonCode[] s_reasons = new ReasonCode[128];
    private static readonly StateScope[] s_scopes = new StateScope[64];
    private static readonly ulong[] s_masks = new ulong[(int)TradingState.Active];

    static ControlTable()
    {
        Condition(RiskControl.Shutdown, ReasonCode.Shutdown, TradingState.Halt, StateScope.Global);
        Condition(RiskControl.UnderlyingHalt, ReasonCode.Halted, TradingState.Halt, StateScope.Underlying);
        Condition(RiskControl.InstrumentHalt, ReasonCode.Halted, TradingState.Halt, StateScope.Instrument);
        Condition(RiskControl.TradingSession, ReasonCode.TradingSessionDown, TradingState.Halt, StateScope.Global);
        Condition(RiskControl.Reconciled, ReasonCode.NotReconciled, TradingState.Halt, StateScope.Global);
        Condition(RiskControl.EngineHealth, ReasonCode.EngineHealthUnknown, TradingState.Pause, StateScope.Global);
        Condition(RiskControl.JournalLag, ReasonCode.JournalLagAboveLimit, TradingState.Pause, StateScope.Global);
        Condition(RiskControl.RingUse, ReasonCode.RingUseAboveLimit, TradingState.Pause, StateScope.Global);
        Condition(RiskControl.LoopLag, ReasonCode.LoopLagAboveLimit, TradingState.Pause, StateScope.Global);
        Condition(RiskControl.ClockOffset, ReasonCode.ClockOffsetTooLarge, TradingState.Pause, StateScope.Global);
        Condition(RiskControl.OrdersPerMinute, ReasonCode.OrdersPerMinuteAboveLimit, TradingState.Pause, StateScope.Global);
        Condition(RiskControl.UnknownOrdersTotal, ReasonCode.UnknownOrdersAboveLimit, TradingState.Pause, StateScope.Global);
        Condition(RiskControl.Profit, ReasonCode.ProfitUnknown, TradingState.Pause, StateScope.Global);
        Condition(RiskControl.MarketDataSession, ReasonCode.MarketDataDown, TradingState.Pause, StateScope.Global);
        Condition(RiskControl.Platform, ReasonCode.PlatformLocked, TradingState.Pause, StateScope.Underlying);
        Condition(RiskControl.InstrumentStatus, ReasonCode.InstrumentNotOpen, TradingState.Pause, StateScope.Instrument);
        Condition(RiskControl.BookAge, ReasonCode.BookStale, TradingState.Pause, StateScope.Instrument);
        Condition(RiskControl.IndexAge, ReasonCode.IndexStale, TradingState.Pause, StateScope.Underlying);
        Condition(RiskControl.MarkAge, ReasonCode.IndexStale, TradingState.Pause, StateScope.Instrument);
        Condition(RiskControl.Spread, ReasonCode.SpreadTooWide, TradingState.Pause, StateScope.Instrument);
        Condition(RiskControl.PositionModel, ReasonCode.PositionUnmodelled, TradingState.Pause, StateScope.Underlying);
        Condition(RiskControl.Forward, ReasonCode.ForwardMissing, TradingState.Pause, StateScope.Underlying);
        Condition(RiskControl.ForwardAge, ReasonCode.GreeksStale, TradingState.Pause, StateScope.Underlying);
        Condition(RiskControl.VolatilityAge, ReasonCode.GreeksStale, TradingState.Pause, StateScope.Underlying);
        Condition(RiskControl.Valuation, ReasonCode.GreeksStale, TradingState.Pause, StateScope.Underlying);
        Condition(RiskControl.GreekGuard, ReasonCode.OptionGreeksDiffer, TradingState.Reduce, StateScope.Underlying);
        Condition(RiskControl.Equity, ReasonCode.EquityUnknown, TradingState.Pause, StateScope.Underlying);
        Condition(RiskControl.ExpiryBlackout, ReasonCode.ExpiryBlackout, TradingState.Pause, StateScope.Underlying);
        Condition(RiskControl.DeltaStep, ReasonCode.DeltaStepUnconfirmed, TradingState.Pause, StateScope.Underlying);
        Condition(RiskControl.UnknownOrders, ReasonCode.UnknownOrdersAboveLimit, TradingState.Pause, StateScope.Instrument);
        Condition(RiskControl.CollarPause, ReasonCode.CollarPause, TradingState.Pause, StateScope.Instrument);
        Condition(RiskControl.OperatorReduce, ReasonCode.OperatorReduce, TradingState.Reduce, StateScope.Global);
        Condition(RiskControl.NetDelta, ReasonCode.NetDeltaAboveLimit, TradingState.Reduce, StateScope.Underlying);
        Condition(RiskControl.Position, ReasonCode.PositionAboveLimit, TradingState.Reduce, StateScope.Instrument);
        Condition(RiskControl.GrossNotional, ReasonCode.GrossNotionalAboveLimit, TradingState.Reduce, StateScope.Global);
        Condition(RiskControl.AvailableFunds, ReasonCode.AvailableFundsBelowLimit, TradingState.Reduce, StateScope.Underlying);
        Condition(RiskControl.MarginRatio, ReasonCode.MarginRatioAboveLimit, TradingState.Reduce, StateScope.Underlying);
        Condition(RiskControl.Turnover, ReasonCode.TurnoverAboveLimit, TradingState.Reduce, StateScope.Underlying);
        Condition(RiskControl.UnfilledRun, ReasonCode.UnfilledRunAboveLimit, TradingState.Reduce, StateScope.Instrument);
        Condition(RiskControl.Gamma, ReasonCode.GammaAboveLimit, TradingState.Reduce, StateScope.Underlying);
        Condition(RiskControl.Vega, ReasonCode.VegaAboveLimit, TradingState.Reduce, StateScope.Underlying);
        Condition(RiskControl.Theta, ReasonCode.ThetaAboveLimit, TradingState.Reduce, StateScope.Underlying);
        Condition(RiskControl.ExpiryDelta, ReasonCode.ExpiryDeltaAboveLimit, TradingState.Reduce, StateScope.Underlying);
        Condition(RiskControl.ExpiryGamma, ReasonCode.ExpiryGammaAboveLimit, TradingState.Reduce, StateScope.Underlying);
        Condition(RiskControl.ExpiryVega, ReasonCode.ExpiryVegaAboveLimit, TradingState.Reduce, StateScope.Underlying);
        Condition(RiskControl.ExpiryTheta, ReasonCode.ExpiryThetaAboveLimit, TradingState.Reduce, StateScope.Underlying);
        Condition(RiskControl.ScenarioLoss, ReasonCode.ScenarioLossAboveLimit, TradingState.Reduce, StateScope.Underlying);
        Condition(RiskControl.ValueAtRisk, ReasonCode.ValueAtRiskAboveLimit, TradingState.Reduce, StateScope.Underlying);

        s_reasons[(int)RiskControl.InstrumentAllowed] = ReasonCode.InstrumentNotAllowed;
        s_reasons[(int)RiskControl.OrderType] = ReasonCode.OrderTypeNotAllowed;
        s_reasons[(int)RiskControl.Validity] = ReasonCode.ValidityOutsideRange;
        s_reasons[(int)RiskControl.Room] = ReasonCode.NoRoomForOrder;
        s_reasons[(int)RiskControl.InFlight] = ReasonCode.OrderInFlight;
        s_reasons[(int)RiskControl.Unknown] = ReasonCode.OrderUnknown;
        s_reasons[(int)RiskControl.Backoff] = ReasonCode.Backoff;
        s_reasons[(int)RiskControl.Duplicate] = ReasonCode.DuplicateOrder;
        s_reasons[(int)RiskControl.Price] = ReasonCode.PriceNotFinite;
        s_reasons[(int)RiskControl.PriceCollar] = ReasonCode.PriceOutsideCollar;
        s_reasons[(int)RiskControl.FillCollar] = ReasonCode.PriceOutsideFillCollar;
        s_reasons[(int)RiskControl.VenueBand] = ReasonCode.PriceOutsideVenueBand;
        s_reasons[(int)RiskControl.Tick] = ReasonCode.PriceOffTick;
        s_reasons[(int)RiskControl.Touch] = ReasonCode.PriceThroughTouch;
        s_reasons[(int)RiskControl.Lot] = ReasonCode.AmountBelowMinimum;
        s_reasons[(int)RiskControl.OrderAmount] = ReasonCode.OrderAmountAboveLimit;
        s_reasons[(int)RiskControl.OrderNotional] = ReasonCode.OrderNotionalAboveLimit;
        s_reasons[(int)RiskControl.OpenNotional] = ReasonCode.OpenNotionalAboveLimit;
        s_reasons[(int)RiskControl.OrderPosition] = ReasonCode.PositionAboveLimit;
        s_reasons[(int)RiskControl.OrderGrossNotional] = ReasonCode.GrossNotionalAboveLimit;
        s_reasons[(int)RiskControl.OrderNetDelta] = ReasonCode.NetDeltaAboveLimit;
        s_reasons[(int)RiskControl.MustReduceDelta] = ReasonCode.DoesNotReduceDelta;
        s_reasons[(int)RiskControl.ReduceOnly] = ReasonCode.ReduceOnly;
        s_reasons[(int)RiskControl.OrdersPerSecond] = ReasonCode.OrderRateAboveLimit;
        s_reasons[(int)RiskControl.OrdersPerDay] = ReasonCode.OrdersPerDayAboveLimit;
        s_reasons[(int)RiskControl.HedgesOutsideBand] = ReasonCode.RepeatedHedges;
        s_reasons[(int)RiskControl.KillLatch] = ReasonCode.Halted;
        s_reasons[(int)RiskControl.MustReducePosition] = ReasonCode.DoesNotReducePosition;
        s_reasons[(int)RiskControl.OrderMargin] = ReasonCode.MarginAboveFunds;
    }

    [HotPath]
    public static ReasonCode Reason(RiskControl control) => s_reasons[(int)control];

    /// <summary>How much of the engine a failing condition stops.</summary>
    [HotPath]
    public static StateScope Scope(RiskControl condition) => s_scopes[(int)condition];

    /// <summary>The conditions that lead to a state when they fail.</summary>
    [HotPath]
    public static ulong Leading(TradingState state) => s_masks[(int)state];

    private static void Condition(RiskControl control, ReasonCode reason, TradingState state, StateScope scope)
    {
        s_reasons[(int)control] = reason;
        s_scopes[(int)control] = scope;
        s_masks[(int)state] |= 1UL << (int)control;
    }
}
