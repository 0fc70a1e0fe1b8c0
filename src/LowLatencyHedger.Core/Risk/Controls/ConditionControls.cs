using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk.Controls;

/// <summary>The controls that make the trading state: one line each.</summary>
[HotPath]
internal static class ConditionControls
{
    public static void Evaluate<TSheet>(
        in RiskConditions c, in OrderCounts orders, SettingValues s, int underlying, long nowNanos, ref TSheet sheet)
        where TSheet : struct, IControlSheet
    {
        Engine(c, orders, s, ref sheet);
        Market(c, s, nowNanos, ref sheet);
        Model(c, s, ref sheet);
        Account(c, s, underlying, ref sheet);
        Greeks(c, s, underlying, ref sheet);
        AtMostWhenSet(RiskControl.ScenarioLoss, c.ScenarioLossUsd, s[SettingKey.MaxScenarioLossUsd], ref sheet);
        AtMostWhenSet(RiskControl.ValueAtRisk, c.ValueAtRiskUsd, s[SettingKey.MaxVarUsd], ref sheet);
    }

    /// <summary>A limit of 0 is none, and then the value need not be known.</summary>
    private static void AtMostWhenSet<TSheet>(RiskControl control, double value, double limit, ref TSheet sheet)
        where TSheet : struct, IControlSheet
    {
        if (limit == 0)
        {
            sheet.Holds(control, true);
        }
        else
        {
            sheet.AtMost(control, value, limit);
        }
    }

    private static void Engine<TSheet>(in RiskConditions c, in OrderCounts orders, SettingValues s, ref TSheet sheet)
        where TSheet : struct, IControlSheet
    {
        var hasLossLimit = s[SettingKey.MaxLossUsd] + s[SettingKey.MaxDailyLossUsd] + s[SettingKey.MaxDrawdownUsd] > 0;
        sheet.Holds(RiskControl.Shutdown, !c.IsShutDown);
        sheet.Holds(RiskControl.UnderlyingHalt, c.UnderlyingHalt == ReasonCode.None);
        sheet.Holds(RiskControl.InstrumentHalt, c.InstrumentHalt == ReasonCode.None);
        sheet.Holds(RiskControl.TradingSession, c.IsTradingReady);
        sheet.Holds(RiskControl.Reconciled, c.IsReconciled);
        sheet.Holds(RiskControl.EngineHealth, c.IsEngineHealthKnown);
        sheet.AtMost(RiskControl.JournalLag, c.JournalLagNanos, s.Nanos(SettingKey.MaxJournalLagMillis));
        sheet.AtMost(RiskControl.RingUse, c.RingUsePct, s[SettingKey.MaxRingPct]);
        sheet.AtMost(RiskControl.LoopLag, c.LoopLagNanos, s.Nanos(SettingKey.MaxLoopLagMillis));
        sheet.AtMost(
            RiskControl.ClockOffset, c.IsClockKnown ? Math.Abs((double)c.ClockOffsetNanos) : double.NaN, s.Nanos(SettingKey.MaxClockOffsetMillis));
        sheet.Holds(RiskControl.OrdersPerMinute, !orders.IsMinuteFull);
        sheet.Holds(RiskControl.UnknownOrdersTotal, c.UnknownOrdersTotal < s[SettingKey.MaxUnknownOrdersTotal]);
        sheet.Holds(RiskControl.Profit, !hasLossLimit || double.IsFinite(c.ProfitUsd));
        sheet.Holds(RiskControl.OperatorReduce, !c.IsReduceOrdered);
    }

    private static void Market<TSheet>(in RiskConditions c, SettingValues s, long nowNanos, ref TSheet sheet)
        where TSheet : struct, IControlSheet
    {
        sheet.Holds(RiskControl.MarketDataSession, c.IsMarketDataReady);
        sheet.Holds(RiskControl.Platform, !c.IsPlatformLocked);
        sheet.Holds(RiskControl.InstrumentStatus, c.InstrumentStatus == TradingStatus.Open);
        sheet.AtMost(RiskControl.BookAge, c.IsBookValid ? c.BookAgeNanos : double.NaN, s.Nanos(SettingKey.BookMaxAgeMillis));
        sheet.AtMost(RiskControl.IndexAge, c.IndexAgeNanos, s.Nanos(SettingKey.IndexMaxAgeMillis));
        sheet.AtMost(RiskControl.MarkAge, c.MarkAgeNanos, s.Nanos(SettingKey.IndexMaxAgeMillis));
        sheet.AtMost(RiskControl.Spread, c.SpreadBps, s[SettingKey.MaxSpreadBps]);
        sheet.Holds(RiskControl.UnknownOrders, c.UnknownOrders < s[SettingKey.MaxUnknownOrders]);
        sheet.Holds(RiskControl.CollarPause, nowNanos >= c.CollarPauseUntilNanos);
    }

    private static void Model<TSheet>(in RiskConditions c, SettingValues s, ref TSheet sheet)
        where TSheet : struct, IControlSheet
    {
        var isValued = c.UnvaluedOptions == 0 && !c.IsFarMove && double.IsFinite(c.WorstCaseDelta);
        sheet.Holds(RiskControl.PositionModel, !c.HasUnmodelledPosition);
        sheet.Holds(RiskControl.Forward, !c.IsForwardMissing);
        sheet.AtMost(RiskControl.ForwardAge, c.ForwardAgeNanos, s.Nanos(SettingKey.OptionMaxAgeMillis));
        sheet.AtMost(RiskControl.VolatilityAge, c.VolAgeNanos, s.Nanos(SettingKey.OptionMaxAgeMillis));
        sheet.Holds(RiskControl.Valuation, isValued);
        sheet.Holds(RiskControl.GreekGuard, c.GreekGuard == ReasonCode.None);
        sheet.Holds(RiskControl.Equity, !c.IsEquityUnknown);
        sheet.Holds(RiskControl.ExpiryBlackout, !c.IsExpiryBlackout);
        sheet.Holds(RiskControl.DeltaStep, !c.IsDeltaStepOpen);
    }

    private static void Account<TSheet>(in RiskConditions c, SettingValues s, int underlying, ref TSheet sheet)
        where TSheet : struct, IControlSheet
    {
        var minFundsPct = s[SettingKey.MinAvailableFundsPct];
        sheet.AtMost(RiskControl.NetDelta, c.WorstCaseDelta, s[SettingKey.MaxNetDeltaCoins, underlying]);
        sheet.AtMost(RiskControl.Position, c.WorstCasePositionUsd, s[SettingKey.MaxPositionUsd]);
        sheet.AtMost(RiskControl.GrossNotional, c.GrossNotionalUsd, s[SettingKey.MaxGrossNotionalUsd]);
        sheet.Holds(RiskControl.AvailableFunds, minFundsPct == 0 || c.AvailableFundsPct >= minFundsPct);
        sheet.AtMost(RiskControl.MarginRatio, c.MarginRatio, s[SettingKey.MaxMarginRatio]);
        sheet.AtMost(RiskControl.Turnover, c.HedgedCoins, s[SettingKey.MaxTurnoverRatio] * c.MovedCoins);
        sheet.Holds(RiskControl.UnfilledRun, c.UnfilledRun < s[SettingKey.MaxUnfilledRun]);
    }

    private static void Greeks<TSheet>(in RiskConditions c, SettingValues s, int underlying, ref TSheet sheet)
        where TSheet : struct, IControlSheet
    {
        sheet.AtMost(RiskControl.Gamma, c.DollarGammaUsd, s[SettingKey.MaxDollarGammaUsd, underlying]);
        sheet.AtMost(RiskControl.Vega, c.VegaUsd, s[SettingKey.MaxVegaUsd, underlying]);
        sheet.AtMost(RiskControl.Theta, c.ThetaUsd, s[SettingKey.MaxThetaUsd, underlying]);
        sheet.AtMost(RiskControl.ExpiryDelta, c.ExpiryDeltaCoins, s[SettingKey.MaxExpiryDeltaCoins, underlying]);
        sheet.AtMost(RiskControl.ExpiryGamma, c.ExpiryDollarGammaUsd, s[SettingKey.MaxExpiryDollarGammaUsd, underlying]);
        sheet.AtMost(RiskControl.ExpiryVega, c.ExpiryVegaUsd, s[SettingKey.MaxExpiryVegaUsd, underlying]);
        sheet.AtMost(RiskControl.ExpiryTheta, c.ExpiryThetaUsd, s[SettingKey.MaxExpiryThetaUsd, underlying]);
    }
}
