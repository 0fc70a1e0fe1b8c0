using System.Diagnostics;
using System.Globalization;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Simulation.Tests.Limits;

/// <summary>No order that reaches the wire is beyond any limit; and where a limit is taken from the core, the checker says so.</summary>
public sealed class LimitTests
{
    /// <summary>Events in all; HEDGER_LIMIT_EVENTS=10000000 for a long run.</summary>
    private static readonly long s_events = long.Parse(
        Environment.GetEnvironmentVariable("HEDGER_LIMIT_EVENTS") ?? "300000", CultureInfo.InvariantCulture);

    [Fact]
    public void Wire_RandomEvents_NoOrderIsBeyondALimit()
    {
        var seed = Seeds.For(nameof(Wire_RandomEvents_NoOrderIsBeyondALimit), 71);
        var watch = Stopwatch.StartNew();
        using var run = new LimitRun(seed);
        run.Run(s_events);
        Assert.True(run.Checker.Breaches.Count == 0, $"seed {seed}: {string.Join("; ", run.Checker.Breaches)}");
        Assert.True(run.Checker.Orders > s_events / 20_000, $"seed {seed}: only {run.Checker.Orders} orders");
        Assert.True(run.Changes > 0 && run.Halts > 0 && run.Flattenings > 0);
        Console.WriteLine(
            $"{run.Inputs} events, {run.VirtualSeconds:0} s of market, {run.Checker.Orders} orders, {run.Checker.Checks} checks, "
            + $"{run.Changes} changes of limits, {run.Halts} halts, {run.Flattenings} flattenings, no breach, {watch.Elapsed.TotalSeconds:0.0} s");
    }

    [Theory]
    [InlineData("orderNotional")]
    [InlineData("position")]
    [InlineData("rate")]
    public void Wire_CoreWithoutALimit_TheCheckerFindsIt(string limit)
    {
        var seed = Seeds.For(nameof(Wire_CoreWithoutALimit_TheCheckerFindsIt), 72);
        using var run = new LimitRun(seed, config => config with { Risk = Without(limit, config.Risk), Underlyings = Without(limit, config.Underlyings) });
        run.Run(400_000);
        Assert.True(run.Checker.Breaches.Count > 0, $"seed {seed}: {run.Checker.Orders} orders and no breach");
        Console.WriteLine($"without {limit}: {run.Checker.Breaches[0]}");
    }

    private static RiskLimits Without(string limit, RiskLimits risk) => limit switch
    {
        "orderNotional" => risk with { MaxOrderNotionalUsd = 300_000, MaxOpenNotionalUsd = 1_000_000 },
        "position" => risk with { MaxPositionUsd = 1e9, MaxGrossNotionalUsd = 1e9 },
        _ => risk with { MaxOrdersPerMinute = 1_800, MaxOrdersPerSecond = 30, OrderBurst = 100, MaxHedgesOutsideBand = 1_000 },
    };

    private static UnderlyingConfig[] Without(string limit, UnderlyingConfig[] underlyings) =>
        limit == "orderNotional" ? [.. underlyings.Select(one => one with { MaxOrderAmount = 1_000_000 })] : underlyings;
}
