using System.Text.Json.Nodes;
using LowLatencyHedger.Backtest.Laboratory;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Backtest.Tests.Laboratory;

public sealed class LabTests
{
    private static readonly LabSettings s_small = new() { Paths = 300, CheckMinutes = 120 };

    [Theory]
    [InlineData(PathModel.Gbm)]
    [InlineData(PathModel.Merton)]
    public void Run_AnyNumberOfThreads_SameRows(PathModel model)
    {
        var settings = s_small with { Model = model, Seed = Seeds.For(nameof(Run_AnyNumberOfThreads_SameRows), 3), LatencySeconds = 1_000 };
        var policies = Experiments.Policies("clock:hours=4", "two-threshold:aversion=1", "zakamouline:aversion=1");

        var one = Lab.Run(settings with { Threads = 1 }, policies);
        var many = Lab.Run(settings with { Threads = 5 }, policies);

        Assert.Equal(one.Rows, many.Rows);
        Assert.NotEqual(one.Rows, Lab.Run(settings with { Seed = settings.Seed + 1 }, policies).Rows);
    }

    [Fact]
    public void Run_NoHedging_HasTheOptionsOwnMoments()
    {
        var settings = s_small with { Paths = 60_000, CheckMinutes = 1_440, Rate = 0.03 };

        var row = Lab.Run(settings, Experiments.Policies("none")).Rows[0];

        Assert.Equal(0, row.Trades);
        Assert.Equal(0, row.MeanCost);
        Experiments.Near(Lab.Premium(settings), row.MeanHedgingCost, 0.02, "mean payoff");
        Experiments.Near(PayoffDeviation(settings), row.Sd, 0.03, "sd of the payoff");
    }

    [Fact]
    public void Run_LongAndShort_AreMirrorsWithoutCosts()
    {
        var settings = s_small with { CostBps = 0 };
        var clock = Experiments.Policies("clock:hours=6");

        var sold = Lab.Run(settings, clock).Rows[0];
        var held = Lab.Run(settings with { IsLong = true }, clock).Rows[0];

        Assert.Equal(sold.Sd, held.Sd, 1e-9);
        Assert.Equal(sold.MeanHedgingCost, held.MeanHedgingCost, 1e-9);
    }

    [Fact]
    public void Run_CallAndPut_HaveTheSameHedgingNoise()
    {
        var settings = s_small with { CostBps = 0, Rate = 0.04, Drift = 0.2 };
        var clock = Experiments.Policies("clock:hours=6");

        var call = Lab.Run(settings, clock).Rows[0];
        var put = Lab.Run(settings with { Kind = OptionKind.Put }, clock).Rows[0];

        // By parity the two portfolios differ by a forward that is held from start to end.
        Assert.Equal(call.Sd, put.Sd, 1e-9);
    }

    [Fact]
    public void Run_FixedCost_IsPaidForEachTrade()
    {
        var settings = s_small with { CostBps = 0, FixedCost = 0.01 };

        var row = Lab.Run(settings, Experiments.Policies("clock:hours=24")).Rows[0];

        Assert.Equal(0.01 * row.Trades, row.MeanCost, 1e-12);
        Assert.InRange(row.Trades, 25, 30);
    }

    [Fact]
    public void Run_SeveralFixedCostsAtOnce_SameAsEachAlone()
    {
        var policies = Experiments.Policies("ww:aversion=1", "two-threshold:aversion=1", "clock:hours=6", "move:pct=2", "zakamouline:aversion=1");
        double[] costs = [0, 0.002, 0.01];
        var entries = costs.SelectMany(cost => policies.Select(policy => (s_small with { FixedCost = cost }, policy))).ToList();

        var together = Lab.Run(s_small, entries).Rows.Chunk(policies.Count);

        foreach (var (cost, rows) in costs.Zip(together))
        {
            foreach (var (expected, actual) in Lab.Run(s_small with { FixedCost = cost }, policies).Rows.Zip(rows))
            {
                Assert.Equal(expected.Trades, actual.Trades);
                Assert.Equal(expected.MeanCost, actual.MeanCost, 1e-10);
                Assert.Equal(expected.Sd, actual.Sd, 1e-8);
                Assert.Equal(expected.CertaintyEquivalent, actual.CertaintyEquivalent, 1e-8);
            }
        }
    }

    [Fact]
    public void Run_Jumps_CostAllPoliciesMoreNoise()
    {
        var policies = Experiments.Policies("clock:hours=4", "two-threshold:aversion=1");
        var settings = s_small with { Paths = 2_000 };

        var smooth = Lab.Run(settings, policies);
        var jumping = Lab.Run(settings with { Model = PathModel.Merton }, policies);

        Assert.True(jumping.Premium > smooth.Premium);
        Assert.All(smooth.Rows.Zip(jumping.Rows), pair => Assert.True(pair.Second.Sd > 1.2 * pair.First.Sd));
        Experiments.Near(jumping.Premium, jumping.Rows[0].MeanHedgingCost - jumping.Rows[0].MeanCost, 0.02, "mean hedging cost");
    }

    [Fact]
    public void Run_Cancelled_TellsOfWhatIsDone()
    {
        using var source = new CancellationTokenSource();
        var settings = s_small with { Paths = 100_000, Threads = 2 };

        var result = Lab.Run(settings, Experiments.Policies("clock:hours=4"), done => source.Cancel(), source.Token);

        Assert.InRange(result.PathsDone, 1, 10_000);
        var same = Lab.Run(settings with { Paths = result.PathsDone }, Experiments.Policies("clock:hours=4"));
        Assert.Equal(same.Rows, result.Rows);
    }

    [Fact]
    public void UsualCheckMinutes_ClocksAlone_IsWhatTheyNeed()
    {
        Assert.Equal(30, Lab.UsualCheckMinutes(Experiments.Policies("clock:hours=2", "leland:hours=4.5", "none")));
        Assert.Equal(10, Lab.UsualCheckMinutes(Experiments.Policies("clock:hours=2", "move:pct=1")));
        Assert.Equal(10, Lab.UsualCheckMinutes(Experiments.Policies("none")));
    }

    [Fact]
    public void Validate_NonsenseSettings_SaysWhat()
    {
        var bad = new LabSettings { Volatility = 60, Paths = 0, CheckMinutes = 0, CostBps = -1 };

        Assert.Equal(4, bad.Validate().Count);
        Assert.Empty(new LabSettings().Validate());
        Assert.Throws<ArgumentException>(() => Lab.Run(bad, Experiments.Policies("none")));
    }

    [Fact]
    public void Report_AsJsonAndPage_HasEveryPolicy()
    {
        var result = Lab.Run(s_small, Experiments.Policies("clock:hours=4", "clock:hours=8", "two-threshold:aversion=1"));

        var json = JsonNode.Parse(LabReport.ToJson(result).ToJsonString())!;
        var page = LabReport.ToHtml(result);

        Assert.Equal("gbm", (string?)json["model"]);
        Assert.Equal(3, json["rows"]!.AsArray().Count);
        foreach (var field in new[] { "meanCost", "meanCostOverPremium", "sd", "sdOverPremium", "trades", "certaintyEquivalentOverPremium", "performance" })
        {
            Assert.True(double.IsFinite((double)json["rows"]![2]![field]!), field);
        }

        Assert.Equal(3, page.Split("<circle").Length - 1);
        Assert.Contains("two-threshold:aversion=1", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
    }

    /// <summary>By summing over the lognormal density.</summary>
    private static double PayoffDeviation(LabSettings settings)
    {
        var deviation = settings.Volatility * Math.Sqrt(settings.Years);
        double first = 0;
        double second = 0;
        const double Step = 1e-3;
        for (var z = -8.0; z < 8; z += Step)
        {
            var price = settings.Spot * Math.Exp((settings.Rate * settings.Years) - (0.5 * deviation * deviation) + (deviation * z));
            var payoff = Math.Max(price - settings.Strike, 0);
            var weight = Step * NormalDistribution.Pdf(z);
            first += weight * payoff;
            second += weight * payoff * payoff;
        }

        return Math.Sqrt(second - (first * first));
    }
}
