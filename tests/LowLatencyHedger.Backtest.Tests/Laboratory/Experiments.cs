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

    private static readonly string[] s_frontier =
    [
        "band:width=0.03,inner=1", "band:width=0.05,inner=1", "band:width=0.05,inner=0", "ww:aversion=0.3", "ww:aversion=1", "ww:aversion=3",
        "ww:aversion=10", "ww:aversion=1,inner=0", "zakamouline:aversion=0.3", "zakamouline:aversion=1", "move:pct=1", "move:pct=2",
    ];

    private static readonly string[] s_clocks =
        ["clock:hours=1", "clock:hours=2", "clock:hours=4", "clock:hours=8", "clock:hours=16", "clock:hours=24"];

    private static readonly string[] s_defaults =
        ["two-threshold:aversion=0.3", "two-threshold:aversion=1", "two-threshold:aversion=3", "two-threshold:aversion=10"];

    /// <summary>Of the edge band.</summary>
    private static readonly double[] s_latencySeconds = [600, 1_800, 3_600, 10_800];

    /// <summary>All experiments on the same paths in one run: what they have in common is drawn and walked once.</summary>
    private static readonly Lazy<List<LabRow>> s_shared = new(() => Run(
        (int)Frontier.Seed,
        [
            .. FixedCostEntries(Frontier),
            .. Policies(s_frontier).Select(policy => (Frontier with { Paths = 2_000 }, policy)),
            .. RivalEntries(Frontier with { Paths = 1_500 }),
            .. Policies([.. s_clocks, .. s_defaults]).Select(policy => (Frontier with { Paths = 1_500 }, policy)),
            .. s_latencySeconds.Select(seconds => (Frontier with { LatencySeconds = seconds, Paths = 2_000 }, Policy("ww:aversion=1"))),
        ]));

    public static string HullClock(double weeks) => FormattableString.Invariant($"clock:hours={24 * DaysPerWeek * weeks}");

    /// <summary>A sold call at the money, 30 days, 60 %, 5 bp, a look every ten minutes, sold together with its delta.</summary>
    public static LabSettings Frontier => new() { Paths = 4_000, StartsHedged = true };

    /// <summary>What an order costs, in the tables with a fixed cost.</summary>
    public static IReadOnlyList<double> FixedCosts { get; } = [0, 0.0005, 0.002, 0.01];

    /// <summary>On 4,000 paths, by fixed cost: two-threshold, to the centre, fixed cost alone.</summary>
    public static IReadOnlyList<LabRow> FixedCostTable(int seed) =>
        seed == Frontier.Seed ? s_shared.Value[..12] : Run(seed, [.. FixedCostEntries(Frontier with { Seed = seed })]);

    /// <summary>On the first 2,000 of the same paths, by policy.</summary>
    public static IReadOnlyList<LabRow> FrontierRows => s_shared.Value[12..24];

    /// <summary>On the first 1,500 of the same paths, by fixed cost: two-threshold, its rivals, fixed cost alone.</summary>
    public static IReadOnlyList<LabRow> Rivals => s_shared.Value[24..68];

    /// <summary>On the first 1,500 of the same paths.</summary>
    public static List<LabRow> ClockRows => s_shared.Value[68..74];

    /// <inheritdoc cref="ClockRows"/>
    public static IReadOnlyList<LabRow> DefaultRows => s_shared.Value[74..78];

    /// <summary>On the first 2,000 of the same paths.</summary>
    public static LabRow AtLatency(double seconds) => s_shared.Value[78 + Array.IndexOf(s_latencySeconds, seconds)];

    public static List<PolicySpec> Policies(params string[] texts) => [.. texts.Select(Policy)];

    public static PolicySpec Policy(string text)
    {
        Assert.True(PolicySpec.TryParse(text, out var spec, out var error), error);
        return spec;
    }

    private static List<LabRow> Run(int seed, List<(LabSettings Costs, PolicySpec Policy)> entries) =>
        [.. Lab.Run(Frontier with { Seed = seed }, entries).Rows];

    private static IEnumerable<(LabSettings Costs, PolicySpec Policy)> FixedCostEntries(LabSettings settings)
    {
        var (two, centre) = (Policy("two-threshold:aversion=1"), Policy("ww:aversion=0.25,inner=0"));
        return FixedCosts
            .Select(cost => settings with { FixedCost = cost })
            .SelectMany(costs => new[] { (costs, two), (costs, centre), (costs with { BelievedCostBps = 0 }, two) });
    }

    private static IEnumerable<(LabSettings Costs, PolicySpec Policy)> RivalEntries(LabSettings settings) => FixedCosts
        .Select(cost => settings with { FixedCost = cost })
        .SelectMany(costs => Policies(s_rivals)
            .Select(rival => (costs, rival))
            .Append((costs with { BelievedCostBps = 0 }, Policy("two-threshold:aversion=1"))));

    /// <summary>Neither further below nor above than the fraction.</summary>
    public static void Near(double expected, double actual, double fraction, string what) =>
        Assert.True(Math.Abs((actual / expected) - 1) <= fraction, $"{what}: {actual:G6} instead of {expected:G6}");
}
