using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Core.Risk.Figures;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Core.Tests.Risk.Figures;

/// <summary>How well it was hedged, and what that should have cost.</summary>
public sealed class HedgeComparisonTests
{
    [Fact]
    public void Observe_RandomProfits_AgreesWithTheTextbook()
    {
        var random = new Random(Seeds.For("effectiveness", 51));
        HedgeEffectiveness effectiveness = default;
        double exposure = 0, hedge = 0, price = 60_000;
        var pairs = new List<(double X, double Y)>();
        effectiveness.Observe(new HedgedBook(price, 0, exposure, 0, hedge, 0), 0);
        for (var i = 1; i <= 500; i++)
        {
            var x = 100 * (random.NextDouble() - 0.5);
            var y = (-0.9 * x) + (20 * (random.NextDouble() - 0.5));
            exposure += x;
            hedge += y;
            pairs.Add((x, y));
            effectiveness.Observe(new HedgedBook(price, 0, exposure, 0, hedge, 0), i * 10 * Nanos.PerSecond);
        }

        double MeanOf(Func<(double X, double Y), double> of) => pairs.Average(of);
        double Covariance(Func<(double X, double Y), double> a, Func<(double X, double Y), double> b) =>
            pairs.Sum(pair => (a(pair) - MeanOf(a)) * (b(pair) - MeanOf(b)));
        var xx = Covariance(p => p.X, p => p.X);
        var xy = Covariance(p => p.X, p => p.Y);
        var yy = Covariance(p => p.Y, p => p.Y);
        var error = Covariance(p => p.X + p.Y, p => p.X + p.Y);
        Assert.Equal(500, effectiveness.Samples);
        Assert.Equal(1 - (error / xx), effectiveness.VarianceReduction, 1e-9);
        Assert.Equal(-xy / xx, effectiveness.OffsetRatio, 1e-9);
        Assert.Equal(xy * xy / (xx * yy), effectiveness.Determination, 1e-9);
        Assert.Equal(Math.Sqrt(error / 499 * 8_640), effectiveness.ErrorUsdPerDay, 1e-6);
    }

    [Fact]
    public void Observe_CoinsOnBothSides_CountAtThePriceOfTheEnd_AndEquityAtItsMove()
    {
        HedgeEffectiveness effectiveness = default;
        var price = 60_000.0;
        for (var i = 0; i <= 200; i++)
        {
            // Two coins of equity, and a short future of two coins that loses what the equity gains, in coins at the new price.
            price = 60_000 + (300 * Math.Sin(i));
            effectiveness.Observe(new HedgedBook(price, 0, 0, 120_000 / price, 0, 2), i * 10 * Nanos.PerSecond);
        }

        Assert.Equal(1, effectiveness.VarianceReduction, 1e-3);
        Assert.Equal(1, effectiveness.OffsetRatio, 1e-2);
    }

    [Fact]
    public void Observe_UnknownOrLate_IsNoSample()
    {
        HedgeEffectiveness effectiveness = default;
        effectiveness.Observe(new HedgedBook(60_000, double.NaN, 0, 0, 0, 0), 0);
        effectiveness.Observe(new HedgedBook(60_000, 1, 0, 0, 0, 0), 10 * Nanos.PerSecond);
        Assert.Equal(0, effectiveness.Samples);

        // A minute without a look is no interval of ten seconds.
        effectiveness.Observe(new HedgedBook(60_000, 2, 0, 0, 0, 0), 70 * Nanos.PerSecond);
        Assert.Equal(0, effectiveness.Samples);
        effectiveness.Observe(new HedgedBook(60_000, 3, 0, 0, 0, 0), 80 * Nanos.PerSecond);
        Assert.Equal(1, effectiveness.Samples);
        Assert.True(double.IsNaN(effectiveness.ErrorUsdPerDay));
    }

    /// <summary>With the slack of the very band that an aversion leads to, its expected costs come back, whatever the aversion.</summary>
    [Theory]
    [InlineData(1e-6)]
    [InlineData(1e-5)]
    [InlineData(1e-4)]
    public void Usd_SlackOfABand_IsWhatThatBandCosts(double aversion)
    {
        OptimalCost cost = default;
        var expected = 0.0;
        foreach (var (gamma, price, costFraction) in new[] { (8e-5, 60_000.0, 5e-4), (-2e-5, 58_000, 5e-4), (3e-4, 63_000, 3e-4) })
        {
            const double Vol = 0.6, Years = 1.0 / 365;
            var band = PolicyFormulas.EdgeBand(gamma, price, costFraction, aversion);
            var deltaVol = gamma * price * Vol;
            expected += costFraction * price * deltaVol * deltaVol / (2 * band) * Years;
            cost.Add(gamma, price, Vol, costFraction, band / Math.Sqrt(3), Years);
        }

        Assert.Equal(expected, cost.Usd, 1e-9 * expected);
    }

    [Fact]
    public void Usd_NoSlackOrNoGamma_IsNotKnown()
    {
        OptimalCost cost = default;
        Assert.True(double.IsNaN(cost.Usd));
        cost.Add(0, 60_000, 0.6, 5e-4, 1, 1e-3);
        Assert.True(double.IsNaN(cost.Usd));
        cost.Add(double.NaN, 60_000, 0.6, 5e-4, 1, 1e-3);
        cost.Add(8e-5, 60_000, 0.6, 5e-4, 0, 1e-3);
        Assert.True(cost.Usd > 0);
    }
}
