using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
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

    [Theory]
    [InlineData(-1, 0.19, -1)]
    [InlineData(-1, 0.25, -0.8)]
    [InlineData(1, 3, 0.25)]
    [InlineData(1, double.PositiveInfinity, 0.1)]
    [InlineData(0.05, 1, 0.05)]
    [InlineData(1, double.NaN, 1)]
    public void FeedbackGuard_LoopGain_CutsTheTradeToALotAtLeast(double trade, double gain, double expected) =>
        Assert.Equal(expected, FeedbackGuard.Cut(trade, gain, 0.1), 1e-12);

    [Fact]
    public void FeedbackGuard_HighLoopGain_WaitsASecondAndReportsOnceAMinute()
    {
        FeedbackGuard guard = default;
        var now = 100 * Nanos.PerSecond;
        Assert.False(guard.OnImpact(0.19, now));
        Assert.False(guard.IsMoved(now));
        Assert.True(guard.OnImpact(0.2, now));
        Assert.True(guard.IsMoved(now + FeedbackGuard.ImpactNanos - 1));
        Assert.False(guard.IsMoved(now + FeedbackGuard.ImpactNanos));
        Assert.False(guard.OnImpact(0.2, now + FeedbackGuard.WindowNanos - 1));
        Assert.True(guard.OnImpact(0.2, now + (3 * FeedbackGuard.WindowNanos)));
    }

    /// <summary>The same book and the same delta to hedge, in a market that moves with what is traded and in one that does not.</summary>
    [Fact]
    public void Hedge_OwnImpactThatWouldLeadToMore_IsSmallerAndWaits()
    {
        var amounts = new List<double>();
        foreach (var dailyVolumeCoins in (double[])[0, 20])
        {
            var config = CoreHarness.DefaultConfig();
            var underlying = config.Underlyings[0] with
            {
                Policy = new PolicySettings { Kind = PolicyKind.Band, DailyVolumeCoins = dailyVolumeCoins },
                BandLowerCoins = 8,
                BandUpperCoins = 8,
                MaxOrderAmount = 1e6,
                MaxNetDeltaCoins = 100,
            };
            var limits = config.Risk with { MaxOrderNotionalUsd = 1e6, MaxOpenNotionalUsd = 1e6 };
            var core = new CoreHarness(config with { Underlyings = [underlying], Risk = limits });

            // A strangle: much gamma, little delta.
            core.Start(60_000, 10, (CoreHarness.Option(8), -30), (CoreHarness.Option(3), -30));
            Assert.Empty(core.Orders);
            core.Fill(CoreHarness.Perpetual, Side.Buy, 60_000, 60_000 * (9 - core.Snapshot.NetDelta), "a");
            var order = Assert.Single(core.Orders);
            amounts.Add(order.Amount.ToDouble());
            Assert.Equal(dailyVolumeCoins > 0, core.All.Any(output => output.Reason == ReasonCode.OwnImpact));
            core.FillWhole(order);
            core.Clock(500).Market(60_000, 10).Fill(CoreHarness.Perpetual, Side.Buy, 60_000, 600_000, "b");
            Assert.Equal(dailyVolumeCoins > 0 ? 1 : 2, core.Orders.Count());
            core.Clock(499).Market(60_000, 10);
            Assert.Equal(dailyVolumeCoins > 0 ? 1 : 2, core.Orders.Count());
            core.Clock(1).Market(60_000, 10);
            Assert.Equal(2, core.Orders.Count());
        }

        Assert.InRange(amounts[1], 0.05 * amounts[0], 0.8 * amounts[0]);
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
