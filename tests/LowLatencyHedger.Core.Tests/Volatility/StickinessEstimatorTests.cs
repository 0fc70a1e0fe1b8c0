using LowLatencyHedger.Core.Volatility;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Core.Tests.Volatility;

/// <summary>The regression behind the adaptive delta, and what holds it back.</summary>
public sealed class StickinessEstimatorTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.4)]
    [InlineData(1.0)]
    [InlineData(1.6)]
    public void Ratio_ManyNoisyObservations_IsNearTheTrueRatio(double ratio)
    {
        var random = new Random(Seeds.For(nameof(Ratio_ManyNoisyObservations_IsNearTheTrueRatio), 3501));
        StickinessEstimator estimator = default;
        for (var i = 0; i < 3_000; i++)
        {
            var move = -0.7 * 0.004 * (random.NextDouble() - 0.5);
            var noise = 0.0005 * (random.NextDouble() - 0.5);
            estimator.Observe(move, ((ratio - 1) * move) + noise, 0.1 + random.NextDouble(), i * Nanos.PerSecond);
        }

        Assert.InRange(estimator.Ratio(), ratio - 0.05, ratio + 0.05);
    }

    [Fact]
    public void Ratio_FewObservations_IsOne()
    {
        StickinessEstimator estimator = default;
        Assert.Equal(1, estimator.Ratio());
        for (var i = 0; i < StickinessEstimator.CountMin - 1; i++)
        {
            estimator.Observe(0.001, -0.001, 1, i);
            Assert.Equal(1, estimator.Ratio());
        }

        // With just enough of them, about half of what they say.
        estimator.Observe(0.001, -0.001, 1, 100);
        estimator.Observe(0.001, -0.001, 1, 100);
        Assert.InRange(estimator.Ratio(), 0.45, 0.55);
    }

    [Fact]
    public void Ratio_MovesThatAreNoise_IsNearOne()
    {
        var random = new Random(Seeds.For(nameof(Ratio_MovesThatAreNoise_IsNearOne), 3502));
        var worst = 0.0;
        for (var run = 0; run < 200; run++)
        {
            StickinessEstimator estimator = default;
            for (var i = 0; i < 60; i++)
            {
                estimator.Observe(0.001 * (random.NextDouble() - 0.5), 0.002 * (random.NextDouble() - 0.5), 1, i);
            }

            worst = Math.Max(worst, Math.Abs(estimator.Ratio() - 1));
        }

        // Least squares alone would be off by 0.26 in one standard deviation, and by three times that in the worst of 200.
        Console.WriteLine($"worst of 200: {worst:F3}");
        Assert.True(worst < 0.55);
    }

    [Fact]
    public void Ratio_WildMoves_StaysBetweenZeroAndTwo()
    {
        StickinessEstimator up = default, down = default;
        for (var i = 0; i < 100; i++)
        {
            up.Observe(0.001, 0.05, 1, i);
            down.Observe(0.001, -0.05, 1, i);
        }

        Assert.Equal(2, up.Ratio());
        Assert.Equal(0, down.Ratio());
    }

    [Fact]
    public void Observe_NumbersThatAreNone_AreIgnored()
    {
        StickinessEstimator estimator = default;
        foreach (var bad in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            estimator.Observe(bad, 0.001, 1, 0);
            estimator.Observe(0.001, bad, 1, 0);
            estimator.Observe(0.001, 0.001, bad, 0);
        }

        estimator.Observe(0.001, 0.001, 0, 0);
        estimator.Observe(0.001, 0.001, -1, 0);
        Assert.Equal(0, estimator.Count);
    }

    [Fact]
    public void Observe_AfterLongTime_OldOnesHaveFaded()
    {
        StickinessEstimator estimator = default;
        for (var i = 0; i < 1_000; i++)
        {
            estimator.Observe(0.001, -0.001, 1, i);
        }

        var later = 10 * Nanos.PerDay;
        for (var i = 0; i < 1_000; i++)
        {
            estimator.Observe(0.001, 0.0005, 1, later + i);
        }

        Assert.InRange(estimator.Ratio(), 1.45, 1.5);
    }
}
