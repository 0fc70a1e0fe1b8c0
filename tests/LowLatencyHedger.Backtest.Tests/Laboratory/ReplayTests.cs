using LowLatencyHedger.Backtest.Laboratory;

namespace LowLatencyHedger.Backtest.Tests.Laboratory;

/// <summary>Hull's two examples of weekly delta hedging, path and all. 100,000 options, deltas to three digits.</summary>
public sealed class ReplayTests
{
    private static readonly double[] s_inTheMoney =
    [
        49, 48.12, 47.37, 50.25, 51.75, 53.12, 53, 51.87, 51.38, 53, 49.88, 48.5, 49.88, 50.37, 52.13, 51.88, 52.87, 54.87, 54.62, 55.87, 57.25,
    ];

    private static readonly double[] s_outOfTheMoney =
    [
        49, 49.75, 52, 50, 48.38, 48.25, 48.75, 49.63, 48.25, 48.25, 51.12, 51.5, 49.88, 49.88, 48.75, 47.5, 48, 46.25, 48.13, 46.63, 48.12,
    ];

    [Fact]
    public void Deltas_AlongBothPaths_AreThePublishedOnes()
    {
        double[] first =
        [
            .522, .458, .400, .596, .693, .774, .771, .706, .674, .787, .550, .413, .542, .591, .768, .759, .865, .978, .990, 1.000,
        ];
        double[] second =
        [
            .522, .568, .705, .579, .459, .443, .475, .540, .420, .410, .658, .692, .542, .538, .400, .236, .261, .062, .183, .007,
        ];

        Assert.Equal(first, Path(s_inTheMoney).Delta.Select(delta => Math.Round(delta, 3)));
        Assert.Equal(second, Path(s_outOfTheMoney).Delta.Select(delta => Math.Round(delta, 3)));
    }

    [Fact]
    public void HedgingCost_AlongBothPaths_IsThePublishedOne()
    {
        Assert.Equal(263.3, NetCost(s_inTheMoney), 0.5);
        Assert.Equal(256.6, NetCost(s_outOfTheMoney), 0.5);
    }

    /// <summary>At expiry, in thousands for 100,000 options.</summary>
    private static double NetCost(double[] prices)
    {
        var settings = Settings;
        var walked = new PathWalk(settings, 0).Run(Path(prices), Experiments.Policy(Experiments.HullClock(1)).Start(), new RandomStream(1, 1));
        Assert.Equal(0, walked.Cost);
        return -100 * walked.Profit * Math.Exp(settings.Rate * settings.Years);
    }

    private static LabSettings Settings => Experiments.Hull with { CheckMinutes = 4 * Experiments.Hull.CheckMinutes, Lot = 0.001 };

    private static MarketPath Path(double[] prices)
    {
        var path = new MarketPath(Settings);
        prices.CopyTo(path.Price, 0);
        path.Value();
        return path;
    }
}
