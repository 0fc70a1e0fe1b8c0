using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Configuration;

/// <summary>What must hold between settings. The same rules at start and for a live change.</summary>
internal static class SettingRules
{
    /// <summary>The first must not be above the second.</summary>
    private static readonly (SettingKey Lower, SettingKey Upper)[] s_ordered =
    [
        (SettingKey.MaxOrderNotionalUsd, SettingKey.MaxOpenNotionalUsd),
        (SettingKey.MaxOrderNotionalUsd, SettingKey.MaxPositionUsd),
        (SettingKey.MaxOrderNotionalUsd, SettingKey.MaxGrossNotionalUsd),
        (SettingKey.MaxOrdersPerMinute, SettingKey.MaxOrdersPerDay),
        (SettingKey.MaxUnknownOrders, SettingKey.MaxUnknownOrdersTotal),
        (SettingKey.MaxMarginRatio, SettingKey.HaltMarginRatio),
        (SettingKey.ClockOffsetAlertMillis, SettingKey.MaxClockOffsetMillis),
        (SettingKey.JournalLagAlertMillis, SettingKey.MaxJournalLagMillis),
        (SettingKey.RingAlertPct, SettingKey.MaxRingPct),
        (SettingKey.GreeksAlertPct, SettingKey.GreeksTolerancePct),
        (SettingKey.QueryBackoffMillis, SettingKey.QueryBackoffMaxMillis),
        (SettingKey.BackoffMillis, SettingKey.BackoffMaxMillis),
        (SettingKey.MaxCrossBps, SettingKey.PriceCollarBps),
    ];

    /// <summary>Highest and lowest value by key; for a key that is none, an empty range.</summary>
    private static readonly (double Min, double Ceiling, SettingUnit Unit)[] s_ranges = Ranges();

    /// <summary>Adds what is wrong, in words. Cold.</summary>
    public static void Validate(CoreConfig config, List<string> problems)
    {
        foreach (var setting in SettingTable.All)
        {
            for (var i = 0; i < (setting.IsOfUnderlying ? config.Underlyings.Length : 1); i++)
            {
                if (!setting.IsInRange(setting.Read(config, i)))
                {
                    problems.Add($"{Path(setting, i)} must be {Range(setting)}");
                }
            }
        }

        var settings = new SettingValues(config);
        for (var i = 0; i < config.Underlyings.Length; i++)
        {
            foreach (var (lower, upper) in s_ordered)
            {
                if (!(settings[lower, i] > settings[upper, i]))
                {
                    continue;
                }

                var problem = $"{Path(SettingTable.ByKey[lower], i)} must not be above {Path(SettingTable.ByKey[upper], i)}";
                if (!problems.Contains(problem))
                {
                    problems.Add(problem);
                }
            }

            CoreConfig.Require(problems, IsBandInside(settings, i), $"{config.Underlyings[i].IndexName}: maxNetDeltaCoins lies inside the band");
        }
    }

    /// <summary>Whether a setting exists, whole or of one underlying as it should be, and may have the value.</summary>
    [HotPath]
    public static ReasonCode Check(SettingKey key, bool isOfUnderlying, double value)
    {
        if ((int)key >= s_ranges.Length || !(s_ranges[(int)key].Min <= s_ranges[(int)key].Ceiling))
        {
            return ReasonCode.SettingUnknown;
        }

        var range = s_ranges[(int)key];
        var isInRange = value >= range.Min && value <= range.Ceiling && (range.Unit == SettingUnit.Number || value == Math.Floor(value));
        return isOfUnderlying != key >= SettingKey.FirstOfUnderlying ? ReasonCode.SettingUnknown
            : isInRange ? ReasonCode.None : ReasonCode.SettingOutOfRange;
    }

    /// <summary>Whether the values agree with each other, for the underlying at a place.</summary>
    [HotPath]
    public static bool Agree(SettingValues settings, int underlying)
    {
        foreach (ref readonly var pair in s_ordered.AsSpan())
        {
            if (!(settings[pair.Lower, underlying] <= settings[pair.Upper, underlying]))
            {
                return false;
            }
        }

        return IsBandInside(settings, underlying);
    }

    [HotPath]
    private static bool IsBandInside(SettingValues settings, int underlying)
    {
        var target = settings[SettingKey.TargetDeltaCoins, underlying];
        var upper = target + settings[SettingKey.UpperWidthCoins, underlying];
        var lower = settings[SettingKey.LowerWidthCoins, underlying] - target;
        return Math.Max(upper, lower) <= settings[SettingKey.MaxNetDeltaCoins, underlying];
    }

    private static string Path(Setting setting, int underlying) => setting.Path.Replace("[]", $"[{underlying}]", StringComparison.Ordinal);

    private static string Range(Setting setting) => setting.Unit == SettingUnit.Switch ? "true or false"
        : setting.Unit == SettingUnit.Choice ? "one of " + string.Join(", ", setting.Choices)
        : $"a {(setting.Unit == SettingUnit.Whole ? "whole " : "")}number from {setting.Min:0.########} to {setting.Ceiling:0.########}";

    private static (double Min, double Ceiling, SettingUnit Unit)[] Ranges()
    {
        var ranges = new (double Min, double Ceiling, SettingUnit Unit)[2 * (int)SettingKey.FirstOfUnderlying];
        Array.Fill(ranges, (double.NaN, double.NaN, SettingUnit.Number));
        foreach (var setting in SettingTable.All)
        {
            ranges[(int)setting.Key] = (setting.Min, setting.Ceiling, setting.Unit);
        }

        return ranges;
    }
}
