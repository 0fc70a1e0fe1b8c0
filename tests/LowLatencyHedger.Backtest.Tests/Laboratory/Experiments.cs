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

    private static readonly string[] s_rivals =
    [
        "two-threshold:aversion=1", "ww:aversion=1", "ww:aversion=0.25,inner=0", "ww:aversion=0.1,inner=0", "zakamouline:aversion=0.3",
        "zakamouline:aversion=1", "two-threshold:aversion=0.6", "two-threshold:aversion=1.6", "move:pct=2", "clock:hours=12",
    ];

    /// <summary>Both tables of the first seed in one run: what they have in common is walked once.</summary>
    private static readonly Lazy<List<LabRow>> s_shared = new(() => FixedCostRows((int)Frontier.Seed, Policies(s_rivals)));

    public static string HullClock(double weeks) => FormattableString.Invariant($"clock:hours={24 * DaysPerWeek * weeks}");

    /// <summary>A sold call at the money, 30 days, 60 %, 5 bp, a look every ten minutes, sold together with its delta.</summary>
    public static LabSettings Frontier => new() { Paths = 4_000, StartsHedged = true };

    /// <summary>What an order costs, in the tables with a fixed cost.</summary>
    public static IReadOnlyList<double> FixedCosts { get; } = [0, 0.0005, 0.002, 0.01];

    /// <summary>On 4,000 paths, by fixed cost: two-threshold, to the centre, fixed cost alone.</summary>
    public static IReadOnlyList<LabRow> FixedCostTable(int seed) => seed == Frontier.Seed ? s_shared.Value[..12] : FixedCostRows(seed, []);

    /// <summary>On the first 1,500 of the same paths, by fixed cost: two-threshold, its rivals, fixed cost alone.</summary>
    public static IReadOnlyList<LabRow> Rivals => s_shared.Value[12..];

    public static List<PolicySpec> Policies(params string[] texts) => [.. texts.Select(Policy)];

    public static PolicySpec Policy(string text)
    {
        Assert.True(PolicySpec.TryParse(text, out var spec, out var error), error);
        return spec;
    }

    private static List<LabRow> FixedCostRows(int seed, List<PolicySpec> rivals)
    {
        var settings = Frontier with { Seed = seed, Paths = 4_000 };
        var (two, centre) = (Policy("two-threshold:aversion=1"), Policy("ww:aversion=0.25,inner=0"));
        var costs = FixedCosts.Select(cost => settings with { FixedCost = cost }).ToList();
        var table = costs.SelectMany(one => new[] { (one, two), (one, centre), (one with { BelievedCostBps = 0 }, two) });
        var few = rivals.Count == 0 ? [] : costs.Select(one => one with { Paths = 1_500 });
        var others = few.SelectMany(one => rivals.Select(rival => (one, rival)).Append((one with { BelievedCostBps = 0 }, two)));
        return [.. Lab.Run(settings, [.. table, .. others]).Rows];
    }

    /// <summary>Neither further below nor above than the fraction.</summary>
    public static void Near(double expected, double actual, double fraction, string what) =>
        Assert.True(Math.Abs((actual / expected) - 1) <= fraction, $"{what}: {actual:G6} instead of {expected:G6}");
}
