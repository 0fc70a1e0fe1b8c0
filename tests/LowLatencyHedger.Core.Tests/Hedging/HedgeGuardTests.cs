using LowLatencyHedger.Core.Hedging;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Tests.Hedging;

public sealed class HedgeGuardTests
{
    [Fact]
    public void FeedbackGuard_FourFlipsWithinAMinute_IsCautiousForAMinute()
    {
        FeedbackGuard guard = default;
        var now = Nanos.PerSecond;
        for (var i = 0; i < 4; i++)
        {
            Assert.False(guard.OnSent(i % 2 == 0 ? Side.Buy : Side.Sell, now));
            Assert.False(guard.OnSent(i % 2 == 0 ? Side.Buy : Side.Sell, now));
            Assert.Equal(0, guard.Caution(now));
            now += 10 * Nanos.PerSecond;
        }

        Assert.True(guard.OnSent(Side.Buy, now));
        Assert.Equal(1, guard.Caution(now));
        Assert.False(guard.OnSent(Side.Sell, now));
        Assert.Equal(1, guard.Caution(now + FeedbackGuard.WindowNanos - 1));
        Assert.Equal(0, guard.Caution(now + FeedbackGuard.WindowNanos));
    }

    [Fact]
    public void FeedbackGuard_SlowFlips_IsNotCautious()
    {
        FeedbackGuard guard = default;
        for (var i = 1; i < 100; i++)
        {
            Assert.False(guard.OnSent(i % 2 == 0 ? Side.Buy : Side.Sell, i * 21 * Nanos.PerSecond));
        }
    }

    [Fact]
    public void GapGuard_MoveOfAFewDeviations_IsNoJump()
    {
        GapGuard guard = default;
        var second = 0.6 * Math.Sqrt(Nanos.PerSecond / Nanos.PerYear);
        guard.Observe(60_000, 0.6, 1);
        Assert.False(guard.Observe(60_000 * (1 + (5.9 * second)), 0.6, 2));
        Assert.False(guard.Observe(double.NaN, 0.6, 3));
        Assert.True(guard.Observe(60_000 * (1 - (6.1 * second)), 0.6, 4));
        Assert.True(guard.IsOpen(4) && guard.IsOpen(3 + GapGuard.LastsNanos));
        Assert.False(guard.IsOpen(4 + GapGuard.LastsNanos));
        Assert.False(guard.Observe(30_000, 0, 5));
    }

    [Fact]
    public void GapGuard_DriftOverMinutes_IsNoJump()
    {
        GapGuard guard = default;
        for (var i = 0; i < 10_000; i++)
        {
            Assert.False(guard.Observe(60_000 + (0.5 * i), 0.6, i * 100 * Nanos.PerMilli));
        }
    }

    [Fact]
    public void Decide_Gap_TakesShortGammaToTheCentreAndLetsLongGammaWait()
    {
        foreach (var (gamma, trade) in ((double, double)[])[(-1e-4, -0.5), (1e-4, -0.1)])
        {
            Assert.True(PolicySpec.TryParse("band:width=0.4", out var spec, out _));
            var view = new HedgeView { Delta = 0.5, Gamma = gamma, Price = 60_000, IsGap = true };
            Assert.Equal(trade, spec.Start().Decide(view).Trade, 6);
        }
    }

    [Fact]
    public void Decide_Caution_WidensAModelsBandAsFarAsTheWidest()
    {
        Assert.True(PolicySpec.TryParse("ww:aversion=1e-5,max=0.5", out var spec, out _));
        var view = new HedgeView { Gamma = -8e-5, Price = 60_000, Volatility = 0.6, CostFraction = 0.0005 };
        var plain = spec.Start().Decide(view).Upper;
        view.Caution = 1;
        Assert.Equal(Math.Min(2 * plain, 0.5), spec.Start().Decide(view).Upper, 9);
        Assert.True(PolicySpec.TryParse("band:width=0.4", out var fixedBand, out _));
        Assert.Equal(0.4, fixedBand.Start().Decide(view).Upper, 9);
    }
}
