using LowLatencyHedger.Core.Hedging.Execution;

namespace LowLatencyHedger.Core.Tests.Hedging.Execution;

public sealed class RestingOddsTests
{
    private const double Second = 1.0 / 31_536_000;

    [Theory]
    [InlineData(1e-5, 0.6, 5)]
    [InlineData(1e-4, 0.6, 5)]
    [InlineData(5e-4, 0.6, 5)]
    [InlineData(1e-4, 0.3, 60)]
    [InlineData(1e-6, 1.2, 1)]
    public void Odds_AnyDistance_AreThoseOfARandomWalk(double distance, double volatility, double seconds)
    {
        var years = seconds * Second;
        Walk(distance, volatility, years, out var filled, out var meanYears);
        Assert.Equal(filled, RestingOdds.FillProbability(distance, volatility, years), 0.01);
        Assert.Equal(meanYears / years, RestingOdds.MeanYears(distance, volatility, years) / years, 0.01);
    }

    [Theory]
    [InlineData(double.NaN, 0.6, 0)]
    [InlineData(1e-4, 0, 0)]
    [InlineData(1e-4, double.NaN, 0)]
    [InlineData(0, 0.6, 1)]
    [InlineData(-1e-4, 0.6, 1)]
    public void Odds_Degenerate_AreSure(double distance, double volatility, double expected)
    {
        Assert.Equal(expected, RestingOdds.FillProbability(distance, volatility, 5 * Second));
        Assert.InRange(RestingOdds.MeanYears(Math.Max(distance, 0), volatility, 5 * Second), 0, 5 * Second);
    }

    /// <summary>The twin: a symmetric walk on a grid that ends when it has come to the distance, step by step.</summary>
    private static void Walk(double distance, double volatility, double years, out double filled, out double meanYears)
    {
        const int Reach = 60;
        var step = distance / Reach;
        var steps = (int)Math.Min(years / (step / volatility * (step / volatility)), 40_000);
        if (steps == 40_000)
        {
            // So near that the grid can be coarser.
            steps = 40_000;
            step = volatility * Math.Sqrt(years / steps);
        }

        var reach = (int)Math.Max(Math.Round(distance / step), 1);
        var width = 4 * (int)Math.Sqrt(steps) + reach;
        var now = new double[(2 * width) + 1];
        var next = new double[now.Length];
        now[width] = 1;
        filled = 0;
        meanYears = 0;
        for (var i = 0; i < steps; i++)
        {
            Array.Clear(next);
            for (var at = 1; at < now.Length - 1; at++)
            {
                next[at - 1] += 0.5 * now[at];
                next[at + 1] += 0.5 * now[at];
            }

            meanYears += (1 - filled) * years / steps;
            filled += next[width + reach];
            next[width + reach] = 0;
            (now, next) = (next, now);
        }
    }
}
