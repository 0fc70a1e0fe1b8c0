using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Core.Tests.Hedging;

public sealed class JumpMomentsTests
{
    /// <summary>The twin: the moments summed, and the line through squares of returns over returns.</summary>
    [Theory]
    [InlineData(-0.008, 81)]
    [InlineData(0.006, 82)]
    [InlineData(0, 83)]
    public void Ratio_ManyReturns_IsTheSlopeOfTheirSquares(double jump, int fixedSeed)
    {
        var random = new Random(Seeds.For(nameof(Ratio_ManyReturns_IsTheSlopeOfTheirSquares), fixedSeed));
        JumpMoments moments = default;
        var price = 60_000.0;
        double weight = 0, first = 0, second = 0, third = 0;
        const int Count = 12 * JumpMoments.HalfLife;
        for (var i = 0; i < Count; i++)
        {
            moments.Observe(price, (i + 1) * JumpMoments.SampleNanos);
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            var change = (0.0008 * normal) + (random.Next(500) == 0 ? jump : 0);
            price *= Math.Exp(change);
            var age = Math.Pow(0.5, (Count - i) / (double)JumpMoments.HalfLife);
            weight += age;
            first += age * change;
            second += age * change * change;
            third += age * change * change * change;
        }

        var mean = first / weight;
        var variance = (second / weight) - (mean * mean);
        var slope = ((third / weight) - (mean * second / weight)) / variance;
        Assert.Equal(slope * 12 / 13, moments.Ratio, 0.03 * Math.Max(Math.Abs(slope), 0.0008));
    }

    [Fact]
    public void Ratio_FewSamples_CountsLittle()
    {
        JumpMoments moments = default;
        var price = 60_000.0;
        for (var i = 0; i < 200; i++)
        {
            moments.Observe(price, (i + 1) * JumpMoments.SampleNanos);
            price *= i == 100 ? 0.9 : i % 2 == 0 ? 1.0005 : 1 / 1.0005;
            Assert.InRange(Math.Abs(moments.Ratio), 0, 0.001);
        }

        Assert.True(moments.Ratio < 0);
    }

    [Fact]
    public void Observe_PricesThatAreNone_AndPausesAreNoSamples()
    {
        JumpMoments moments = default;
        for (var i = 1; i < 300; i++)
        {
            moments.Observe(i % 2 == 0 ? double.NaN : 60_000 + (100 * (i % 4)), 3L * i * JumpMoments.SampleNanos);
        }

        Assert.Equal(0, moments.Ratio);
    }

    [Theory]
    [InlineData("band:width=0.4,inner=0")]
    [InlineData("clock:hours=1,max=0.4")]
    [InlineData("two-threshold:aversion=1e-5,max=0.4")]
    public void Decide_JumpDelta_ShiftsTheCentreByAtMostHalfTheBand(string text)
    {
        Assert.True(PolicySpec.TryParse(text, out var spec, out _));
        foreach (var jump in (double[])[0, 0.05, -0.05, 10, -10, double.NaN])
        {
            var policy = spec.Start();
            var view = new HedgeView
            {
                Delta = 5, Gamma = -1e-4, Price = 60_000, Volatility = 0.6, YearsToExpiry = 0.02, CostFraction = 5e-4, MinTradeCoins = 1e-4,
                NowNanos = 1, JumpDelta = jump,
            };
            var target = policy.Decide(view);
            var centre = text.StartsWith("clock", StringComparison.Ordinal) ? 5 + target.Trade : 0.5 * (target.Lower + target.Upper);
            var expected = double.IsNaN(jump) ? 0 : -Math.Clamp(jump, -0.2, 0.2);
            var half = text.StartsWith("two", StringComparison.Ordinal) ? 0.5 * Math.Abs(target.Upper - target.Lower) / 2 : 0.2;
            Assert.Equal(Math.Clamp(expected, -half, half), centre, 1e-6);
        }
    }

    [Fact]
    public void Decide_NettedPart_IsNotTraded()
    {
        Assert.True(PolicySpec.TryParse("band:width=0.5,inner=0.5", out var spec, out _));
        var policy = spec.Start();
        var view = new HedgeView { Delta = 0.7, NettedCoins = 0.25, Price = 60_000, MinTradeCoins = 1e-4 };
        Assert.Equal(0, policy.Decide(view).Trade);
        view.Delta = 0.9;
        var target = policy.Decide(view);
        Assert.Equal(ReasonCode.DeltaAboveBand, target.Reason);
        Assert.Equal(-(0.65 - 0.25), target.Trade, 9);
        Assert.InRange(view.Delta + target.Trade, target.Lower, target.Upper);
    }
}
