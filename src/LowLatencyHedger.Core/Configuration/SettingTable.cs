using System.Collections.Frozen;
using LowLatencyHedger.Core.Hedging.Policies;

namespace LowLatencyHedger.Core.Configuration;

/// <summary>What the number of a setting stands for.</summary>
public enum SettingUnit : byte
{
    Number = 0,

    /// <summary>A number without a fraction.</summary>
    Whole = 1,

    /// <summary>1 is on, 0 is off.</summary>
    Switch = 2,

    /// <summary>The place of a name in <see cref="Setting.Choices"/>.</summary>
    Choice = 3,
}

/// <summary>
/// One setting that may change live. No configuration may hold a value outside the range; the upper end is the hard ceiling of this
/// program.
/// </summary>
/// <param name="Path">In the configuration file; one of an underlying begins with <c>underlyings[].</c></param>
/// <param name="Read">From a configuration, for the underlying at a place in it.</param>
public sealed record Setting(SettingKey Key, string Path, SettingUnit Unit, double Min, double Ceiling, Func<CoreConfig, int, double> Read)
{
    /// <summary>What the file has instead of a number, for <see cref="SettingUnit.Choice"/>.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    public bool IsOfUnderlying => Key >= SettingKey.FirstOfUnderlying;

    /// <summary>NaN is in no range.</summary>
    public bool IsInRange(double value) => value >= Min && value <= Ceiling && (Unit == SettingUnit.Number || value == Math.Floor(value));
}

/// <summary>All settings with their ranges: the one place that start-up, live changes and the configuration schema read them from.</summary>
public static class SettingTable
{
    /// <summary>In the order of <see cref="ExecutionMode"/>.</summary>
    private static readonly string[] s_executionModes = ["immediate", "passiveFirst"];

    public static IReadOnlyList<Setting> All { get; } = [.. Limits(), .. Orders(), .. OfUnderlyings()];

    /// <summary>By path in the configuration file.</summary>
    public static FrozenDictionary<string, Setting> ByPath { get; } =
        All.ToFrozenDictionary(setting => setting.Path, StringComparer.Ordinal);

    public static FrozenDictionary<SettingKey, Setting> ByKey { get; } = All.ToFrozenDictionary(setting => setting.Key);

    private static IEnumerable<Setting> Limits() =>
    [
        Number(SettingKey.MaxOrderNotionalUsd, "limits.maxOrderNotionalUsd", 1, 1e8, (c, _) => c.Risk.MaxOrderNotionalUsd),
        Number(SettingKey.MaxOpenNotionalUsd, "limits.maxOpenNotionalUsd", 1, 1e9, (c, _) => c.Risk.MaxOpenNotionalUsd),
        Number(SettingKey.MaxPositionUsd, "limits.maxPositionUsd", 1, 1e10, (c, _) => c.Risk.MaxPositionUsd),
        Number(SettingKey.MaxGrossNotionalUsd, "limits.maxGrossNotionalUsd", 1, 1e11, (c, _) => c.Risk.MaxGrossNotionalUsd),
        Number(SettingKey.MaxLossUsd, "limits.maxLossUsd", 0, 1e12, (c, _) => c.Risk.MaxLossUsd),
        Number(SettingKey.MaxDailyLossUsd, "limits.maxDailyLossUsd", 0, 1e12, (c, _) => c.Risk.MaxDailyLossUsd),
        Number(SettingKey.MaxDrawdownUsd, "limits.maxDrawdownUsd", 0, 1e12, (c, _) => c.Risk.MaxDrawdownUsd),
        Number(SettingKey.PriceCollarBps, "limits.priceCollarBps", 1, 1_000, (c, _) => c.Risk.PriceCollarBps),
        Number(SettingKey.PriceCollarDatedBps, "limits.priceCollarDatedBps", 1, 2_000, (c, _) => c.Risk.PriceCollarDatedBps),
        Number(SettingKey.FillCollarBps, "limits.fillCollarBps", 1, 2_000, (c, _) => c.Risk.FillCollarBps),
        Number(SettingKey.MaxSpreadBps, "limits.maxSpreadBps", 0.1, 1_000, (c, _) => c.Risk.MaxSpreadBps),
        Whole(SettingKey.BookMaxAgeMillis, "limits.bookMaxAgeMillis", 50, 60_000, (c, _) => c.Risk.BookMaxAgeMillis),
        Whole(SettingKey.IndexMaxAgeMillis, "limits.indexMaxAgeMillis", 50, 60_000, (c, _) => c.Risk.IndexMaxAgeMillis),
        Whole(SettingKey.OptionMaxAgeMillis, "limits.optionMaxAgeMillis", 100, 300_000, (c, _) => c.Risk.OptionMaxAgeMillis),
        Number(SettingKey.MaxOrdersPerSecond, "limits.maxOrdersPerSecond", 0.1, 30, (c, _) => c.Risk.MaxOrdersPerSecond),
        Whole(SettingKey.OrderBurst, "limits.orderBurst", 1, 100, (c, _) => c.Risk.OrderBurst),
        Whole(SettingKey.MaxOrdersPerMinute, "limits.maxOrdersPerMinute", 1, 1_800, (c, _) => c.Risk.MaxOrdersPerMinute),
        Whole(SettingKey.MaxOrdersPerDay, "limits.maxOrdersPerDay", 1, 1_000_000, (c, _) => c.Risk.MaxOrdersPerDay),
        Whole(SettingKey.MaxHedgesOutsideBand, "limits.maxHedgesOutsideBand", 1, 1_000, (c, _) => c.Risk.MaxHedgesOutsideBand),
        Number(SettingKey.MaxTurnoverRatio, "limits.maxTurnoverRatio", 1, 1_000, (c, _) => c.Risk.MaxTurnoverRatio),
        Whole(SettingKey.DuplicateWindowMillis, "limits.duplicateWindowMillis", 0, 60_000, (c, _) => c.Risk.DuplicateWindowMillis),
        Whole(SettingKey.MaxRejectRun, "limits.maxRejectRun", 1, 100, (c, _) => c.Risk.MaxRejectRun),
        Whole(SettingKey.MaxUnfilledRun, "limits.maxUnfilledRun", 1, 1_000, (c, _) => c.Risk.MaxUnfilledRun),
        Whole(SettingKey.MaxUnknownOrders, "limits.maxUnknownOrders", 1, 10, (c, _) => c.Risk.MaxUnknownOrders),
        Whole(SettingKey.MaxUnknownOrdersTotal, "limits.maxUnknownOrdersTotal", 1, 64, (c, _) => c.Risk.MaxUnknownOrdersTotal),
        new(SettingKey.MustReduceDelta, "limits.mustReduceDelta", SettingUnit.Switch, 0, 1, (c, _) => c.Risk.MustReduceDelta ? 1 : 0),
        Number(SettingKey.MaxDeltaStepBands, "limits.maxDeltaStepBands", 0.01, 1_000, (c, _) => c.Risk.MaxDeltaStepBands),
        Number(SettingKey.MinAvailableFundsPct, "limits.minAvailableFundsPct", 0, 100, (c, _) => c.Risk.MinAvailableFundsPct),
        Number(SettingKey.MaxMarginRatio, "limits.maxMarginRatio", 0.01, 1, (c, _) => c.Risk.MaxMarginRatio),
        Number(SettingKey.HaltMarginRatio, "limits.haltMarginRatio", 0.01, 1, (c, _) => c.Risk.HaltMarginRatio),
        Whole(SettingKey.ClockOffsetAlertMillis, "limits.clockOffsetAlertMillis", 1, 2_000, (c, _) => c.Risk.ClockOffsetAlertMillis),
        Whole(SettingKey.MaxClockOffsetMillis, "limits.maxClockOffsetMillis", 1, 2_000, (c, _) => c.Risk.MaxClockOffsetMillis),
        Whole(SettingKey.MaxLoopLagMillis, "limits.maxLoopLagMillis", 10, 600_000, (c, _) => c.Risk.MaxLoopLagMillis),
        Whole(SettingKey.JournalLagAlertMillis, "limits.journalLagAlertMillis", 1, 60_000, (c, _) => c.Risk.JournalLagAlertMillis),
        Whole(SettingKey.MaxJournalLagMillis, "limits.maxJournalLagMillis", 1, 60_000, (c, _) => c.Risk.MaxJournalLagMillis),
        Number(SettingKey.RingAlertPct, "limits.ringAlertPct", 1, 100, (c, _) => c.Risk.RingAlertPct),
        Number(SettingKey.MaxRingPct, "limits.maxRingPct", 1, 100, (c, _) => c.Risk.MaxRingPct),
        Whole(SettingKey.MinDiskFreeMebibytes, "limits.minDiskFreeMebibytes", 0, 1_048_576, (c, _) => c.Risk.MinDiskFreeMebibytes),
        Number(SettingKey.GreeksAlertPct, "limits.greeksAlertPct", 1, 100, (c, _) => c.Risk.GreeksAlertPct),
        Number(SettingKey.GreeksTolerancePct, "limits.greeksTolerancePct", 1, 100, (c, _) => c.Risk.GreeksTolerancePct),
        Number(SettingKey.MaxScenarioLossUsd, "limits.maxScenarioLossUsd", 0, 1e12, (c, _) => c.Risk.MaxScenarioLossUsd),
        Number(SettingKey.MaxVarUsd, "limits.maxVarUsd", 0, 1e12, (c, _) => c.Risk.MaxVarUsd),
    ];

    private static IEnumerable<Setting> Orders() =>
    [
        Whole(SettingKey.OrderValidMillis, "orders.validMillis", 500, 5_000, (c, _) => c.Orders.ValidMillis),
        Whole(SettingKey.ReplyTimeoutMillis, "orders.replyTimeoutMillis", 100, 10_000, (c, _) => c.Orders.ReplyTimeoutMillis),
        Whole(SettingKey.ValidMarginMillis, "orders.validMarginMillis", 100, 5_000, (c, _) => c.Orders.ValidMarginMillis),
        Whole(SettingKey.QueryBackoffMillis, "orders.queryBackoffMillis", 100, 60_000, (c, _) => c.Orders.QueryBackoffMillis),
        Whole(SettingKey.QueryBackoffMaxMillis, "orders.queryBackoffMaxMillis", 100, 600_000, (c, _) => c.Orders.QueryBackoffMaxMillis),
        Whole(SettingKey.UnknownHaltMillis, "orders.unknownHaltMillis", 1000, 600_000, (c, _) => c.Orders.UnknownHaltMillis),
        Whole(SettingKey.BackoffMillis, "orders.backoffMillis", 10, 60_000, (c, _) => c.Orders.BackoffMillis),
        Whole(SettingKey.BackoffMaxMillis, "orders.backoffMaxMillis", 10, 600_000, (c, _) => c.Orders.BackoffMaxMillis),
    ];

    private static IEnumerable<Setting> OfUnderlyings() =>
    [
        Own(SettingKey.TargetDeltaCoins, "policy.targetDeltaCoins", -1e6, 1e6, u => u.TargetDeltaCoins),
        Own(SettingKey.LowerWidthCoins, "policy.lowerWidthCoins", 1e-8, 1e6, u => u.BandLowerCoins),
        Own(SettingKey.UpperWidthCoins, "policy.upperWidthCoins", 1e-8, 1e6, u => u.BandUpperCoins),
        Own(SettingKey.InnerFraction, "policy.innerFraction", 0, 1, u => u.InnerFraction),
        OwnWhole(SettingKey.MinIntervalMillis, "policy.minIntervalMillis", 0, 3_600_000, u => u.MinHedgeIntervalMillis),
        new(SettingKey.PolicyKind, "underlyings[].policy.name", SettingUnit.Choice, 0, PolicySpec.Names.Count - 1, (c, i) => (int)c.Underlyings[i].Policy.Kind)
        {
            Choices = PolicySpec.Names,
        },
        Own(SettingKey.HedgeRatio, "policy.hedgeRatio", 0, 1.5, u => u.Policy.HedgeRatio),
        Own(SettingKey.MinWidthCoins, "policy.minWidthCoins", 0, 1e6, u => u.Policy.MinWidthCoins),
        Own(SettingKey.PolicyHours, "policy.hours", 1e-3, 8_760, u => u.Policy.Hours),
        Own(SettingKey.PolicyMovePct, "policy.movePct", 1e-3, 100, u => u.Policy.MovePct),
        Own(SettingKey.PolicyAversion, "policy.aversion", 0, 1e6, u => u.Policy.Aversion),
        Own(SettingKey.SlackUsdPerDay, "policy.slackUsdPerDay", 1e-2, 1e9, u => u.Policy.SlackUsdPerDay),
        Own(SettingKey.FixedOrderCostUsd, "policy.fixedOrderCostUsd", 0, 1e4, u => u.Policy.FixedOrderCostUsd),
        Own(SettingKey.ImpactCoefficient, "policy.impactCoefficient", 0, 10, u => u.Policy.ImpactCoefficient),
        Own(SettingKey.DailyVolumeCoins, "policy.dailyVolumeCoins", 0, 1e12, u => u.Policy.DailyVolumeCoins),
        Own(SettingKey.HedgeLatencyMillis, "policy.latencyMillis", 0, 60_000, u => u.Policy.LatencyMillis),
        Own(SettingKey.HoldingHours, "policy.holdingHours", 0, 8_760, u => u.Policy.HoldingHours),
        new(
            SettingKey.ExecutionMode,
            "underlyings[].execution.mode",
            SettingUnit.Choice,
            0,
            s_executionModes.Length - 1,
            (c, i) => (int)c.Underlyings[i].Execution.Mode)
        {
            Choices = s_executionModes,
        },
        OwnWhole(SettingKey.PassiveMillis, "execution.passiveMillis", 100, 60_000, u => u.Execution.PassiveMillis),
        Own(SettingKey.OuterBands, "execution.outerBands", 1, 100, u => u.Execution.OuterBands),
        OwnWhole(SettingKey.RepegMillis, "execution.repegMillis", 250, 60_000, u => u.Execution.RepegMillis),
        Own(SettingKey.DepthShare, "execution.depthShare", 0.01, 1, u => u.Execution.DepthShare),
        OwnWhole(SettingKey.SliceMillis, "execution.sliceMillis", 0, 600_000, u => u.Execution.SliceMillis),
        Own(SettingKey.SliceUrgency, "execution.sliceUrgency", 0, 20, u => u.Execution.SliceUrgency),
        Own(SettingKey.JumpCorrection, "policy.jumpCorrection", 0, 1, u => u.Policy.JumpCorrection),
        .. OfPrograms(),
        Own(SettingKey.RollHours, "rollHours", 0, 8_760, u => u.RollHours),
        Own(SettingKey.MaxOrderAmount, "maxOrderAmount", 1e-8, 1e9, u => u.MaxOrderAmount),
        Own(SettingKey.MaxNetDeltaCoins, "maxNetDeltaCoins", 1e-8, 1e7, u => u.MaxNetDeltaCoins),
        Own(SettingKey.MaxCrossBps, "maxCrossBps", 0, 500, u => u.MaxCrossBps),
        Own(SettingKey.MaxSlippageBps, "maxSlippageBps", 0.1, 1_000, u => u.MaxSlippageBps),
        Own(SettingKey.InitialMarginPct, "initialMarginPct", 0, 100, u => u.InitialMarginPct),
        Own(SettingKey.InitialMarginPctPerCoin, "initialMarginPctPerCoin", 0, 10, u => u.InitialMarginPctPerCoin),
        Own(SettingKey.OptionMarginPct, "optionMarginPct", 0, 100, u => u.OptionMarginPct),
        Own(SettingKey.OptionMarginMinPct, "optionMarginMinPct", 0, 100, u => u.OptionMarginMinPct),
        Own(SettingKey.MaxDollarGammaUsd, "maxDollarGammaUsd", 0, 1e10, u => u.MaxDollarGammaUsd),
        Own(SettingKey.MaxVegaUsd, "maxVegaUsd", 0, 1e9, u => u.MaxVegaUsd),
        Own(SettingKey.MaxThetaUsd, "maxThetaUsd", 0, 1e9, u => u.MaxThetaUsd),
        Own(SettingKey.MaxExpiryDeltaCoins, "maxExpiryDeltaCoins", 0, 1e7, u => u.MaxExpiryDeltaCoins),
        Own(SettingKey.MaxExpiryDollarGammaUsd, "maxExpiryDollarGammaUsd", 0, 1e10, u => u.MaxExpiryDollarGammaUsd),
        Own(SettingKey.MaxExpiryVegaUsd, "maxExpiryVegaUsd", 0, 1e9, u => u.MaxExpiryVegaUsd),
        Own(SettingKey.MaxExpiryThetaUsd, "maxExpiryThetaUsd", 0, 1e9, u => u.MaxExpiryThetaUsd),
    ];

    private static IEnumerable<Setting> OfPrograms() =>
    [
        OwnWhole(SettingKey.ProgramIntervalSeconds, "hedgeProgram.intervalSeconds", 0, 86_400, u => u.HedgeProgram.IntervalSeconds),
        Own(SettingKey.ProgramAversion, "hedgeProgram.aversion", 1e-12, 1, u => u.HedgeProgram.Aversion),
        Own(SettingKey.ProgramMaxOrderCoins, "hedgeProgram.maxOrderCoins", 0, 1e6, u => u.HedgeProgram.MaxOrderCoins),
        Own(SettingKey.ProgramMaxPositionCoins, "hedgeProgram.maxPositionCoins", 0, 1e7, u => u.HedgeProgram.MaxPositionCoins),
        Own(SettingKey.ProgramVolPointsPerDay, "hedgeProgram.volPointsPerDay", 0, 100, u => u.HedgeProgram.VolPointsPerDay),
        Own(SettingKey.ProgramCorrelation, "hedgeProgram.correlation", -0.99, 0.99, u => u.HedgeProgram.Correlation),
        Own(SettingKey.ProgramGapPct, "hedgeProgram.gapPct", 0, 90, u => u.HedgeProgram.GapPct),
        Own(SettingKey.ProgramGapsPerYear, "hedgeProgram.gapsPerYear", 0, 1_000, u => u.HedgeProgram.GapsPerYear),
    ];

    private static Setting Own(SettingKey key, string path, double min, double ceiling, Func<UnderlyingConfig, double> read) =>
        Number(key, "underlyings[]." + path, min, ceiling, (c, i) => read(c.Underlyings[i]));

    private static Setting OwnWhole(SettingKey key, string path, double min, double ceiling, Func<UnderlyingConfig, double> read) =>
        Whole(key, "underlyings[]." + path, min, ceiling, (c, i) => read(c.Underlyings[i]));

    private static Setting Number(SettingKey key, string path, double min, double ceiling, Func<CoreConfig, int, double> read) =>
        new(key, path, SettingUnit.Number, min, ceiling, read);

    private static Setting Whole(SettingKey key, string path, double min, double ceiling, Func<CoreConfig, int, double> read) =>
        new(key, path, SettingUnit.Whole, min, ceiling, read);
}
