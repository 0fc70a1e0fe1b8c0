using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Core.Tests.Hedging.Policies;

public sealed class HedgePolicyTests
{
    private const long Hour = 3_600_000_000_000;

    /// <summary>A policy of each kind, without a cap.</summary>
    public static TheoryData<string> All =>
    [
        "none", "band:width=0.1,inner=0.5", "band:lower=0.1,upper=0.3", "clock:hours=1", "move:pct=1", "gamma-clock:aversion=1e-5",
        "gamma-clock:slackUsdPerDay=100", "leland:hours=1", "ww:aversion=1e-5", "ww:aversion=1e-5,inner=0", "zakamouline:aversion=1e-5", "two-threshold:aversion=1e-5",
        "two-threshold:slackUsdPerDay=100", "two-threshold:aversion=1e-5,target=0.4,ratio=1.2,min=0.02,max=0.3",
    ];

    private static HedgePolicy Start(string text) => PolicySpec.TryParse(text, out var spec, out var error) ? spec.Start() : throw new ArgumentException(error);

    private static HedgeView View(double delta = 0, long nowNanos = 0) => new()
    {
        Delta = delta,
        ExposureDelta = -0.5,
        Gamma = -8e-5,
        Vanna = -0.02,
        Price = 60_000,
        Volatility = 0.6,
        YearsToExpiry = 7.0 / 365,
        CostFraction = 0.0005,
        FixedCostUsd = 0.1,
        MinTradeCoins = 0.0002,
        NowNanos = nowNanos,
    };

    private static HedgeView Random(Random random, long nowNanos) => new()
    {
        Delta = 4 * (random.NextDouble() - 0.5),
        PendingCoins = random.Next(4) == 0 ? random.NextDouble() - 0.5 : 0,
        ExposureDelta = 4 * (random.NextDouble() - 0.5),
        Gamma = random.Next(5) == 0 ? 0 : 1e-3 * (random.NextDouble() - 0.5),
        Vanna = random.NextDouble() - 0.5,
        Price = 60_000 * (0.9 + (0.2 * random.NextDouble())),
        Volatility = 0.05 + random.NextDouble(),
        YearsToExpiry = random.NextDouble() < 0.1 ? 0 : 0.3 * random.NextDouble(),
        CostFraction = 0.002 * (random.NextDouble() - 0.1),
        FixedCostUsd = random.Next(2) == 0 ? 0 : random.NextDouble(),
        MinTradeCoins = random.Next(2) == 0 ? 0 : 0.001,
        NettedCoins = random.Next(3) == 0 ? random.NextDouble() - 0.5 : 0,
        JumpDelta = random.Next(3) == 0 ? random.NextDouble() - 0.5 : 0,
        NowNanos = nowNanos,
    };

    [Theory]
    [MemberData(nameof(All))]
    public void Decide_RandomViews_NeverTradesAwayFromTheCentreOrBeyond(string text)
    {
        var policy = Start(text);
        var random = new Random(Seeds.For(text, 7));
        var trades = 0;
        for (var i = 1; i < 20_000; i++)
        {
            var view = Random(random, i * Hour / 7);
            view.JumpDelta = 0;
            var parameters = policy.Parameters;
            var volatility = policy.HedgingVolatility(view);
            var target = policy.Decide(view);
            var slack = view.Delta + view.PendingCoins - view.NettedCoins - parameters.TargetCoins
                - ((1 - parameters.Ratio) * view.ExposureDelta) + (view.Vanna * (volatility - view.Volatility));
            Assert.True(target.Lower <= target.Upper);
            Assert.Equal(target.Trade == 0, target.Reason == ReasonCode.None);
            if (target.Trade != 0)
            {
                trades++;
                Assert.Equal(-Math.Sign(slack), Math.Sign(target.Trade));
                Assert.True(Math.Abs(target.Trade) <= Math.Abs(slack) + 1e-12, $"{target.Trade} of {slack}");
                Assert.True(Math.Abs(target.Trade) >= view.MinTradeCoins);
            }
        }

        Assert.Equal(text == "none", trades == 0);
    }

    /// <summary>What was asked for is done, nothing else changes but time: nothing more is asked for.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void Decide_ConstantInput_DoesNotOscillate(string text)
    {
        var random = new Random(Seeds.For(text, 8));
        for (var run = 0; run < 500; run++)
        {
            var policy = Start(text);
            var view = Random(random, Hour);
            var first = policy.Decide(view);
            for (var i = 0; i < 50; i++)
            {
                view.Delta += first.Trade;
                view.NowNanos += Hour / 3;
                var next = policy.Decide(view);
                Assert.True(Math.Abs(next.Trade) <= 1e-12 || next.Trade * first.Trade >= 0, $"{first} then {next}");
                Assert.True(i == 0 || Math.Abs(next.Trade) <= 1e-12, $"still {next}");
                first = next;
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Decide_OrderUnderWay_AsksForNothingMore(string text)
    {
        var policy = Start(text);
        var view = View(1.5);
        var first = policy.Decide(view);
        Assert.Equal(text == "none", first.Trade == 0);
        view.PendingCoins = first.Trade;
        view.NowNanos++;
        Assert.Equal(0, policy.Decide(view).Trade);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Decide_NotANumber_NeverTradesOnIt(string text)
    {
        foreach (var spoil in (Action<Box>[])[
            box => box.View.Delta = double.NaN, box => box.View.Price = double.NaN, box => box.View.Gamma = double.NaN,
            box => box.View.Volatility = double.NaN, box => box.View.CostFraction = double.NaN, box => box.View.FixedCostUsd = double.NaN])
        {
            var policy = Start(text);
            policy.Decide(View());
            var box = new Box { View = View(0.01) };
            spoil(box);
            var target = policy.Decide(box.View);
            Assert.False(double.IsNaN(target.Trade));
            Assert.True(Math.Abs(target.Trade) <= 1);
            Assert.True(!double.IsNaN(box.View.Delta) || target.Trade == 0);
        }
    }

    [Theory]
    [InlineData("ww:aversion=1e-5")]
    [InlineData("two-threshold:aversion=1e-5")]
    [InlineData("zakamouline:aversion=1e12")]
    public void Decide_NoGamma_HedgesToTheNarrowestBand(string text)
    {
        var policy = Start(text + ",min=0.05,max=1");
        var view = View(0.2);
        view.Gamma = 0;
        var target = policy.Decide(view);
        Assert.Equal(-0.05, target.Lower, 9);
        Assert.Equal(0.05, target.Upper, 9);
        Assert.True(target.Trade < -0.14);
    }

    [Theory]
    [InlineData("ww:aversion=0,max=0.7")]
    [InlineData("two-threshold:aversion=0,max=0.7")]
    [InlineData("zakamouline:aversion=0,max=0.7")]
    public void Decide_NoAversion_LeavesTheWidestBand(string text)
    {
        var target = Start(text).Decide(View());
        Assert.Equal(0.7, target.Upper - target.Lower - 0.7, 2);
        Assert.Equal(0, target.Trade);
    }

    [Theory]
    [InlineData("ww:aversion=1e-5")]
    [InlineData("two-threshold:aversion=1e-5")]
    [InlineData("zakamouline:aversion=1e-5")]
    public void Decide_NoCostOrARebate_HedgesContinuouslyInLots(string text)
    {
        foreach (var cost in (double[])[0, -0.0001])
        {
            var view = View(0.01);
            view.CostFraction = cost;
            view.FixedCostUsd = 0;
            var target = Start(text).Decide(view);
            Assert.Equal(2 * view.MinTradeCoins, target.Upper - target.Lower, 9);
            Assert.Equal(-0.0098, target.Trade, 9);
        }
    }

    [Fact]
    public void Decide_RebateWithFixedCost_UsesTheFixedCostAlone()
    {
        var view = View();
        view.CostFraction = -0.0001;
        var target = Start("two-threshold:aversion=1e-5").Decide(view);
        Assert.Equal(Math.Pow(12 * 0.1 * 8e-5 * 8e-5 / 1e-5, 0.25), target.Upper, 9);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Decide_AtExpiryAndAfter_StaysFiniteAndTowardsTheTarget(string text)
    {
        foreach (var years in (double[])[1e-7, 0, -1e-9])
        {
            var view = View(0.8);
            view.YearsToExpiry = years;
            view.Gamma = years > 0 ? -1 : 0;
            var target = Start(text).Decide(view);
            Assert.True(target.Trade is <= 0 and >= -1.6);
        }
    }

    [Fact]
    public void Decide_Clock_HedgesAtItsTimesAndMakesNothingUp()
    {
        var policy = Start("clock:hours=1");
        Assert.Equal(-1, policy.Decide(View(1)).Trade);
        Assert.Equal(0, policy.Decide(View(0, 1)).Trade);
        Assert.Equal(0, policy.Decide(View(0.4, Hour - 1)).Trade);
        Assert.Equal(new HedgeTarget(-0.0002, 0.0002, -0.4, ReasonCode.HedgeClockDue), policy.Decide(View(0.4, Hour)));
        Assert.Equal(ReasonCode.HedgeRoundOpen, policy.Decide(View(0.1, Hour + 1)).Reason);
        Assert.Equal(0, policy.Decide(View(0.0001, Hour + 2)).Trade);
        Assert.Equal(0, policy.Decide(View(0.3, Hour + 3)).Trade);
        Assert.Equal(-0.3, policy.Decide(View(0.3, (4 * Hour) + (Hour / 2))).Trade);
        Assert.Equal(0, policy.Decide(View(0, (4 * Hour) + (Hour / 2) + 1)).Trade);
        Assert.Equal(0, policy.Decide(View(0.3, (5 * Hour) - 1)).Trade);
        Assert.Equal(-0.3, policy.Decide(View(0.3, 5 * Hour)).Trade);
    }

    [Fact]
    public void Decide_TimedBeyondItsWidestBand_HedgesBeforeItsTime()
    {
        var policy = Start("clock:hours=1,max=0.5");
        policy.Decide(View());
        Assert.Equal(0, policy.Decide(View(0.4, 1)).Trade);
        Assert.Equal(-0.6, policy.Decide(View(0.6, 2)).Trade);
        Assert.Equal(-0.3, policy.Decide(View(0.3, 3)).Trade);
    }

    [Fact]
    public void Decide_PriceMove_HedgesWhenItIsReached()
    {
        var policy = Start("move:pct=1");
        policy.Decide(View());
        var view = View(0.2);
        view.Price = 60_599;
        Assert.Equal(0, policy.Decide(view).Trade);
        view.Price = 60_600;
        Assert.Equal(new HedgeTarget(-0.0002, 0.0002, -0.2, ReasonCode.PriceMoveReached), policy.Decide(view));
    }

    /// <summary>Proportional costs alone: gamma to the power of minus two thirds. Fixed ones alone: to that of minus one.</summary>
    [Theory]
    [InlineData(0.0005, 0, 2.0 / 3)]
    [InlineData(0, 1, 1)]
    public void Decide_GammaClock_FollowsGamma(double costFraction, double fixedCostUsd, double power)
    {
        var hours = HoursUntilDue(8e-5, costFraction, fixedCostUsd);
        Assert.Equal(Math.Pow(8, power), HoursUntilDue(1e-5, costFraction, fixedCostUsd) / hours, 0.05);
        Assert.Equal(Best(8e-5, costFraction, fixedCostUsd), hours, 0.02 * hours);
    }

    [Fact]
    public void Decide_GammaClockOfABudget_LeavesThatSlackOnAverage()
    {
        var policy = Start("gamma-clock:slackUsdPerDay=300");
        var view = View();
        policy.Decide(view);
        view.Delta = 1;
        while (policy.Decide(view).Trade == 0)
        {
            view.NowNanos += Hour / 1_000;
        }

        var slackCoins = view.Gamma * view.Price * view.Volatility * Math.Sqrt(0.5 * Nanos.ToYears(view.NowNanos));
        Assert.Equal(300, Math.Abs(slackCoins) * view.Price * view.Volatility / Math.Sqrt(365), 1.0);
    }

    /// <summary>The interval with the least sum of costs and noise, found by trying.</summary>
    private static double Best(double gamma, double costFraction, double fixedCostUsd)
    {
        var view = View();
        var slack = gamma * view.Price * view.Volatility;
        var noise = 0.25 * 1e-5 * Math.Pow(slack * view.Price * view.Volatility, 2);
        var proportional = costFraction * view.Price * slack * Math.Sqrt(2 / Math.PI);
        return Enumerable.Range(1, 100_000).Select(i => 0.01 * i).MinBy(hours =>
        {
            var years = hours / 8_760;
            return (proportional / Math.Sqrt(years)) + (fixedCostUsd / years) + (noise * years);
        });
    }

    private static double HoursUntilDue(double gamma, double costFraction, double fixedCostUsd)
    {
        var policy = Start("gamma-clock:aversion=1e-5");
        var view = View();
        view.Gamma = gamma;
        view.CostFraction = costFraction;
        view.FixedCostUsd = fixedCostUsd;
        policy.Decide(view);
        view.Delta = 1;
        while (policy.Decide(view).Trade == 0)
        {
            view.NowNanos += Hour / 50;
        }

        return view.NowNanos / (double)Hour;
    }

    [Fact]
    public void Decide_ShortAndLongGamma_MoveTheDeltaApart()
    {
        foreach (var text in (string[])["zakamouline:aversion=1e-5,max=0.001", "leland:hours=1,max=0.001"])
        {
            var view = View();
            Assert.True(Start(text).HedgingVolatility(view) > view.Volatility);
            view.Gamma = -view.Gamma;
            Assert.True(Start(text).HedgingVolatility(view) < view.Volatility);
        }
    }

    [Fact]
    public void Decide_SlackBudget_IsSpentOnAverageAndFollowsGamma()
    {
        var policy = Start("two-threshold:slackUsdPerDay=300");
        var view = View();
        view.FixedCostUsd = 0;
        var width = policy.Decide(view).Upper;
        Assert.Equal(300, width / Math.Sqrt(3) * view.Price * view.Volatility / Math.Sqrt(365), 6);
        view.NowNanos += Hour / 3600;
        view.Gamma *= 1.5;
        Assert.Equal(Math.Pow(1.5, 2.0 / 3), policy.Decide(view).Upper / width, 3);
        view.CostFraction *= 2;
        Assert.Equal(Math.Pow(4.5, 1.0 / 3), policy.Decide(view).Upper / width, 3);
        for (var i = 0; i < 24 * 20; i++)
        {
            view.NowNanos += Hour;
            policy.Decide(view);
        }

        Assert.Equal(1, policy.Decide(view).Upper / width, 0.02);
    }

    [Fact]
    public void Change_OtherNumbers_KeepsWhatItRemembersOfItsKindOnly()
    {
        var policy = Start("clock:hours=1");
        policy.Decide(View());
        policy.Change(Start("clock:hours=2").Parameters);
        Assert.Equal(0, policy.Decide(View(0.5, 1)).Trade);
        policy.Change(Start("move:pct=2").Parameters);
        Assert.Equal(-0.5, policy.Decide(View(0.5, 2)).Trade);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Decide_ManyTimes_AllocatesNothing(string text)
    {
        var policy = Start(text);
        double sum = 0;
        for (var round = 0; round < 2; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 2_000; i++)
            {
                sum += policy.Decide(View(0.001 * i, i * Hour)).Upper;
            }

            Assert.True(round == 0 || GC.GetAllocatedBytesForCurrentThread() == before);
        }

        Assert.False(double.IsNaN(sum));
    }

    private sealed class Box
    {
        public HedgeView View;
    }
}
