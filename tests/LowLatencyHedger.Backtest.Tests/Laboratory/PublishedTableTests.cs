using LowLatencyHedger.Backtest.Laboratory;

namespace LowLatencyHedger.Backtest.Tests.Laboratory;

/// <summary>Hull's table of delta hedging, and tables that were measured with another program and other random numbers.</summary>
public sealed class PublishedTableTests
{
    [Fact]
    public void Performance_OfHullsDeltaHedge_IsHisAndTheSimulatedOne()
    {
        double[] hull = [0.43, 0.39, 0.26, 0.19, 0.14, 0.09];
        double[] simulated = [0.4143, 0.3736, 0.2688, 0.1929, 0.1374, 0.0978];
        var weeks = new[] { 5, 4, 2, 1, 0.5, 0.25 };
        var policies = Experiments.Policies([.. weeks.Select(Experiments.HullClock)]);

        var result = Lab.Run(Experiments.Hull, policies);

        Assert.Equal(2.400527, result.Premium, 6);
        for (var i = 0; i < weeks.Length; i++)
        {
            var row = result.Rows[i];

            // The published figures have two digits: half a unit of the last comes on top of Hull's own sampling error.
            Assert.InRange(row.Performance, (0.92 * hull[i]) - 0.005, (1.08 * hull[i]) + 0.005);
            Experiments.Near(simulated[i], row.Performance, 0.015, row.Policy);
            Assert.InRange(row.MeanHedgingCost / result.Premium, 0.995, 1.012);
            Assert.Equal(0, row.MeanCost);
        }
    }

    [Fact]
    public void Frontier_OfSoldCall_IsTheMeasuredOne() => Compare(
        Experiments.FrontierRows,
        ("band:width=0.03,inner=1", 2.74, 612, 5.62),
        ("band:width=0.05,inner=1", 1.91, 425, 8.98),
        ("band:width=0.05,inner=0", 3.37, 71.7, 6.31),
        ("ww:aversion=0.3", 1.61, 387, 8.53),
        ("ww:aversion=1", 2.11, 519, 6.05),
        ("ww:aversion=3", 2.73, 685, 4.55),
        ("ww:aversion=10", 3.63, 928, 3.59),
        ("ww:aversion=1,inner=0", 3.72, 107, 4.65),
        ("zakamouline:aversion=0.3", 2.32, 523, 5.42),
        ("zakamouline:aversion=1", 3.65, 873, 3.36),
        ("move:pct=1", 4.67, 216, 4.08),
        ("move:pct=2", 2.70, 62.7, 6.82));

    [Fact]
    public void Frontier_OfClocks_IsTheMeasuredOne()
    {
        Run(Experiments.Frontier with { CheckMinutes = 60 }, ("clock:hours=1", 6.61, 706, 4.11), ("leland:hours=1", 6.43, 708, 3.38));
        Run(Experiments.Frontier with { CheckMinutes = 240, Paths = 10_000 }, ("clock:hours=4", 3.50, 177, 6.64));
        Run(Experiments.Frontier with { CheckMinutes = 1_440, Paths = 40_000 }, ("clock:hours=24", 1.64, 28.9, 16.0));

        static void Run(LabSettings settings, params (string Policy, double Cost, double Trades, double Sd)[] measured) =>
            Compare(Lab.Run(settings, Experiments.Policies([.. measured.Select(row => row.Policy)])).Rows, measured);
    }

    [Theory]
    [InlineData(600, 6.33)]
    [InlineData(1_800, 7.32)]
    [InlineData(3_600, 8.51)]
    [InlineData(10_800, 11.99)]
    public void Latency_OfEdgeBand_RaisesTheNoiseAsMeasured(double seconds, double sd)
    {
        var row = Experiments.AtLatency(seconds);

        Experiments.Near(sd, 100 * row.SdOverPremium, 0.04, $"sd at {seconds} s");
    }

    private static void Compare(IReadOnlyList<LabRow> rows, params (string Policy, double Cost, double Trades, double Sd)[] measured)
    {
        var premium = Lab.Premium(Experiments.Frontier);
        Experiments.Near(6.8539, premium, 1e-5, "premium");
        Assert.Equal(measured.Select(row => row.Policy), rows.Select(row => row.Policy));
        var wrong = new List<string>();
        for (var i = 0; i < measured.Length; i++)
        {
            var row = rows[i];
            Console.WriteLine(
                $"{row.Policy}: cost {row.MeanCostOverPremium:P3} ± {row.MeanCostError / premium:P3}, trades {row.Trades:F1}, "
                + $"sd {row.SdOverPremium:P3} ± {row.SdError / premium:P3}; measured {measured[i].Cost}, {measured[i].Trades}, {measured[i].Sd}");
            Check(measured[i].Cost, 100 * row.MeanCostOverPremium, row.Policy + " cost");
            Check(measured[i].Sd, 100 * row.SdOverPremium, row.Policy + " sd");
            Check(measured[i].Trades, row.Trades, row.Policy + " trades");
        }

        Assert.True(wrong.Count == 0, string.Join("; ", wrong));

        void Check(double expected, double actual, string what)
        {
            if (Math.Abs((actual / expected) - 1) > 0.04)
            {
                wrong.Add(FormattableString.Invariant($"{what}: {actual:G5} instead of {expected:G5}"));
            }
        }
    }
}
