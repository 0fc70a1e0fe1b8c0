using LowLatencyHedger.Backtest.Laboratory;
using LowLatencyHedger.Core.Hedging.Policies;

namespace LowLatencyHedger.Backtest.Tests.Laboratory;

/// <summary>The experiments that published and measured tables are about.</summary>
internal static class Experiments
{
    /// <summary>His year has 52 weeks.</summary>
    private const double DaysPerWeek = 365.0 / 52;

    /// <summary>Hull's: 20 weeks, no costs, the price grows by 13 % a year; a look every quarter of a week.</summary>
    public static LabSettings Hull => new()
    {
        Spot = 49, Strike = 50, Rate = 0.05, Volatility = 0.2, Drift = 0.13, ExpiryDays = 20 * DaysPerWeek, CostBps = 0,
        CheckMinutes = 0.25 * DaysPerWeek * 1_440, Paths = 100_000,
    };

    public static string HullClock(double weeks) => FormattableString.Invariant($"clock:hours={24 * DaysPerWeek * weeks}");

    /// <summary>A sold call at the money, 30 days, 60 %, 5 bp, a look every ten minutes, sold together with its delta.</summary>
    public static LabSettings Frontier => new() { Paths = 4_000, StartsHedged = true };

    public static List<PolicySpec> Policies(params string[] texts) => [.. texts.Select(Policy)];

    public static PolicySpec Policy(string text)
    {
        Assert.True(PolicySpec.TryParse(text, out var spec, out var error), error);
        return spec;
    }

    /// <summary>Neither further below nor above than the fraction.</summary>
    public static void Near(double expected, double actual, double fraction, string what) =>
        Assert.True(Math.Abs((actual / expected) - 1) <= fraction, $"{what}: {actual:G6} instead of {expected:G6}");
}
