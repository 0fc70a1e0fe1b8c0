using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Risk;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Core.Tests.Risk;

/// <summary>What the gate remembers: sliding sums, breaches of a minute, losses.</summary>
public sealed class MemoryTests
{
    [Fact]
    public void SlidingSums_RandomAdditions_EqualAListOfThem()
    {
        var random = new Random(Seeds.For(nameof(SlidingSums_RandomAdditions_EqualAListOfThem), 61));
        var sums = new SlidingSums(60 * Nanos.PerSecond);
        var list = new List<(long Second, double First, double Second2)>();
        var now = 5_000 * Nanos.PerSecond;
        for (var i = 0; i < 5_000; i++)
        {
            now += random.Next(100) == 0 ? random.Next(200) * Nanos.PerSecond : random.Next(2_000) * Nanos.PerMilli;
            var (first, second) = (random.Next(100), random.Next(100));
            sums.Add(first, second, now);
            list.Add((now / Nanos.PerSecond, first, second));
            var recent = list.Where(one => one.Second > (now / Nanos.PerSecond) - 60).ToList();
            Assert.Equal(recent.Sum(one => one.First), sums.First);
            Assert.Equal(recent.Sum(one => one.Second2), sums.Second);
        }
    }

    [Fact]
    public void RecentBreaches_OnlyWithinAMinute_Count()
    {
        var breaches = new RecentBreaches(3);
        Assert.False(breaches.Add(0));
        Assert.False(breaches.Add(30 * Nanos.PerSecond));
        Assert.False(breaches.Add((60 * Nanos.PerSecond) + 1));
        Assert.True(breaches.Add(90 * Nanos.PerSecond));
        breaches.Clear();
        Assert.False(breaches.Add(91 * Nanos.PerSecond));
    }

    [Fact]
    public void LossGuard_EachLimit_IsPassedJustAboveIt()
    {
        static LossGuard Guard(RiskLimits limits) => new(new SettingValues(new CoreConfig { Risk = limits }));

        var total = Guard(new RiskLimits { MaxLossUsd = 100 });
        Assert.Equal(ReasonCode.None, total.Observe(-100, 0));
        Assert.Equal(ReasonCode.LossAboveLimit, total.Observe(-100.01, 0));
        Assert.Equal(ReasonCode.None, total.Observe(double.NaN, 0));

        var daily = Guard(new RiskLimits { MaxDailyLossUsd = 100 });
        Assert.Equal(ReasonCode.None, daily.Observe(-90, 0));
        Assert.Equal(ReasonCode.None, daily.Observe(-150, Nanos.PerDay));
        Assert.Equal(ReasonCode.None, daily.Observe(-250, Nanos.PerDay));
        Assert.Equal(ReasonCode.DailyLossAboveLimit, daily.Observe(-250.01, Nanos.PerDay));

        var drawdown = Guard(new RiskLimits { MaxDrawdownUsd = 100 });
        Assert.Equal(ReasonCode.None, drawdown.Observe(500, 0));
        Assert.Equal(ReasonCode.None, drawdown.Observe(400, 0));
        Assert.Equal(ReasonCode.DrawdownAboveLimit, drawdown.Observe(399, 0));
        drawdown.Resume();
        Assert.Equal(ReasonCode.None, drawdown.Observe(299, 0));
        Assert.Equal(ReasonCode.DrawdownAboveLimit, drawdown.Observe(298, 0));
    }

    [Fact]
    public void Turnover_HedgedAgainAndAgainWithoutAMove_GrowsAndAMoveDoesNot()
    {
        var risk = new UnderlyingRisk();
        var now = 1_000 * Nanos.PerSecond;
        var delta = 0.0;
        for (var i = 0; i < 20; i++)
        {
            // The market moves the delta by one and the hedge takes it back.
            risk.Observe(delta += 1, 100, true, now);
            risk.OnHedgeFill(-1, 60_000, now);
            risk.Observe(delta -= 1, 100, true, now += Nanos.PerSecond);
        }

        Assert.Equal(20, risk.HedgedCoins);
        Assert.Equal(20, risk.MovedCoins, 9);
        for (var i = 0; i < 20; i++)
        {
            // Hedges to and fro of which nothing was the market's doing.
            risk.OnHedgeFill(i % 2 == 0 ? 1 : -1, 60_000, now);
            risk.Observe(delta += i % 2 == 0 ? 1 : -1, 100, true, now += Nanos.PerSecond);
        }

        Assert.Equal(40, risk.HedgedCoins);
        Assert.Equal(20, risk.MovedCoins, 9);
        Assert.Equal(60_000, risk.FillPrice, 6);
    }

    [Fact]
    public void Turnover_BookHedgedLongAfterItCame_CountsTheBook()
    {
        var risk = new UnderlyingRisk();
        var now = 1_000 * Nanos.PerSecond;
        risk.Observe(-100, 1_000, true, now);
        Assert.Equal(100, risk.MovedCoins);

        // Nothing may be hedged for an hour; then all of it is.
        risk.Observe(-100, 1_000, true, now += 3_600 * Nanos.PerSecond);
        Assert.Equal(100, risk.MovedCoins);
        risk.OnHedgeFill(100, 60_000, now);
        risk.Observe(0, 1_000, true, now += Nanos.PerSecond);
        Assert.Equal(100, risk.HedgedCoins);
        Assert.Equal(100, risk.MovedCoins);

        // Both are forgotten together.
        risk.Observe(0, 1_000, true, now + (600 * Nanos.PerSecond));
        Assert.Equal(0, risk.HedgedCoins);
        Assert.Equal(0, risk.MovedCoins);
    }

    [Fact]
    public void Turnover_TradesThatCancelOutWithinASecond_BothCount()
    {
        var risk = new UnderlyingRisk();
        var now = 1_000 * Nanos.PerSecond;
        risk.Observe(0, 100, true, now);
        foreach (var option in (double[])[5, -5])
        {
            risk.OnTrade();
            risk.Observe(option, 100, true, now += Nanos.PerMilli);
            risk.OnHedgeFill(-option, 60_000, now);
            risk.OnTrade();
            risk.Observe(0, 100, true, now += Nanos.PerMilli);
        }

        Assert.Equal(10, risk.HedgedCoins);
        Assert.Equal(10, risk.MovedCoins);
    }
}
