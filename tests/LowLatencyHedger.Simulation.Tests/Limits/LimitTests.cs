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
        Environment.GetEnvironmentVariable("HEDGER_LIMIT_EVENTS") ?? "150000", CultureInfo.InvariantCulture);

    /// <summary>Of markets that are tried: the core's other guards leave some without any order beyond a limit that only the one withheld would refuse.</summary>
    private const int MarketsWithoutALimit = 3;

    [Fact]
    public void Wire_RandomEvents_NoOrderIsBeyondALimit()
    {
        var seed = Seeds.For(nameof(Wire_RandomEvents_NoOrderIsBeyondALimit), 71);
        var watch = Stopwatch.StartNew();
        using var run = new LimitRun(seed);
        run.Run(s_events);
        Assert.True(run.Checker.Breaches.Count == 0, $"seed {seed}: {string.Join("; ", run.Checker.Breaches.Take(10))}");
        Assert.True(run.Checker.Orders > s_events / 500, $"seed {seed}: only {run.Checker.Orders} orders");
        Assert.True(run.Changes > 0 && run.Halts > 0 && run.Flattenings > 0);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{run.Inputs} events, {run.VirtualSeconds:0} s of market, {run.Checker.Orders} orders, {run.Checker.Checks} checks, "
            + $"{run.Changes} changes of limits, {run.Halts} halts, {run.Flattenings} flattenings, no breach, {watch.Elapsed.TotalSeconds:0.0} s; {run.Describe()}");
    }

    [Theory]
    [InlineData("notional", SettingKey.MaxOrderNotionalUsd, SettingKey.MaxOpenNotionalUsd)]
    [InlineData("position", SettingKey.MaxPositionUsd, SettingKey.MaxGrossNotionalUsd)]
    [InlineData("orders in a minute", SettingKey.MaxOrdersPerMinute)]
    [InlineData("burst", SettingKey.MaxOrdersPerSecond, SettingKey.OrderBurst)]
    [InlineData("outside the collar", SettingKey.PriceCollarBps)]
    [InlineData("while halted", SettingKey.None)]
    [InlineData("net delta limit", SettingKey.MaxNetDeltaCoins)]
    public void Wire_CoreWithoutALimit_TheCheckerFindsIt(string breach, params SettingKey[] withheld)
    {
        var seed = Seeds.For(nameof(Wire_CoreWithoutALimit_TheCheckerFindsIt), 72);
        string? found = null;
        var orders = 0L;
        for (var market = seed; found is null && market < seed + MarketsWithoutALimit; market++)
        {
            using var run = new LimitRun(market, config => Without(withheld[0], config), withheld);
            run.Run(400_000, breach);
            found = run.Checker.Breaches.Find(one => one.Contains(breach, StringComparison.Ordinal));
            orders += run.Checker.Orders;
        }

        Assert.True(found is not null, $"seed {seed}: {orders} orders within the limit");
        TestContext.Current.TestOutputHelper!.WriteLine($"without {withheld[0]}: {found}");
    }

    private static CoreConfig Without(SettingKey limit, CoreConfig config) => limit switch
    {
        SettingKey.MaxOrderNotionalUsd => config with
        {
            Risk = config.Risk with { MaxOrderNotionalUsd = 300_000, MaxOpenNotionalUsd = 1_000_000 },
            Underlyings = [.. config.Underlyings.Select(one => one with { MaxOrderAmount = 1_000_000 })],
        },
        SettingKey.MaxOrdersPerMinute => config with { Risk = config.Risk with { MaxOrdersPerMinute = 1_800 } },
        SettingKey.MaxOrdersPerSecond => config with { Risk = config.Risk with { MaxOrdersPerSecond = 30, OrderBurst = 100 } },
        SettingKey.PriceCollarBps => config with { Risk = config.Risk with { PriceCollarBps = 1_000 } },

        // A hedge never makes the delta larger, so nothing but a wrong target leads beyond the limit.
        SettingKey.MaxNetDeltaCoins => config with
        {
            Underlyings = [.. config.Underlyings.Select(one => one with { MaxNetDeltaCoins = 1e6, TargetDeltaCoins = 150 * one.BandUpperCoins })],
        },
        _ => config,
    };
}
