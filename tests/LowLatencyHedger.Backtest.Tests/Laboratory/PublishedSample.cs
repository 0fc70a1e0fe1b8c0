using LowLatencyHedger.Backtest.Laboratory;
using LowLatencyHedger.Core.Hedging.Policies;

namespace LowLatencyHedger.Backtest.Tests.Laboratory;

/// <summary>
/// The 6,000 paths on which the published tables of 30 days were measured: NumPy's <c>default_rng(11)</c>, at each look one normal for
/// every path in turn, added up as moves of the logarithm.
/// </summary>
internal static class PublishedSample
{
    /// <summary>Drawn last.</summary>
    public const double LastNormal = 1.5433682888382578;

    private const int Seed = 11;

    public static LabSettings Settings => Experiments.Frontier with { Paths = 6_000 };

    /// <summary>Plain averages, without control variates.</summary>
    public static LabRow Row(PolicySpec policy, HedgedPath[] paths) => Lab.Row(policy, Settings, Lab.Premium(Settings), paths, default);

    /// <summary>Walks each policy at its costs along the paths; by policy and path.</summary>
    public static HedgedPath[][] Run(IReadOnlyList<(LabSettings Costs, PolicySpec Policy)> entries)
    {
        var premium = Lab.Premium(Settings);
        var prices = Prices();
        var outcomes = entries.Select(_ => new HedgedPath[prices.Length]).ToArray();
        Parallel.For(0, prices.Length, Worker, Walk, _ => { });
        return outcomes;

        (MarketPath Path, PathWalk[] Walks) Worker() =>
            (new MarketPath(Settings), [.. entries.Select(entry => new PathWalk(entry.Costs, premium))]);

        (MarketPath Path, PathWalk[] Walks) Walk(int number, ParallelLoopState state, (MarketPath Path, PathWalk[] Walks) worker)
        {
            prices[number].CopyTo(worker.Path.Price, 0);
            worker.Path.Value();
            for (var i = 0; i < entries.Count; i++)
            {
                outcomes[i][number] = worker.Walks[i].Run(worker.Path, entries[i].Policy.Start(), default);
            }

            return worker;
        }
    }

    /// <summary>By path, at each look and at expiry.</summary>
    private static double[][] Prices()
    {
        var settings = Settings;
        var years = settings.Years / settings.Steps;
        var drift = -0.5 * settings.Volatility * settings.Volatility * years;
        var deviation = settings.Volatility * Math.Sqrt(years);
        var prices = new double[settings.Paths][];
        var moved = new double[settings.Paths];
        for (var number = 0; number < prices.Length; number++)
        {
            prices[number] = new double[settings.Steps + 1];
            prices[number][0] = settings.Spot;
        }

        var normals = new NumpyNormals(Seed);
        double normal = 0;
        for (var step = 1; step <= settings.Steps; step++)
        {
            for (var number = 0; number < prices.Length; number++)
            {
                normal = normals.NextNormal();
                moved[number] += drift + (deviation * normal);
                prices[number][step] = settings.Spot * Math.Exp(moved[number]);
            }
        }

        Assert.Equal(LastNormal, normal, 1e-13);
        return prices;
    }
}
