using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Volatility;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Core.Tests.Volatility;

/// <summary>Smiles in the core: where volatilities come from, what the delta becomes, what bad data do.</summary>
public sealed class VolatilitySurfaceTests
{
    private static readonly VolatilitySettings s_moneyness = new() { Delta = DeltaModel.Stickiness, SkewStickiness = 0 };
    private static readonly VolatilitySettings s_own = new() { Source = VolatilitySource.Svi };
    private static readonly VolatilitySettings s_adaptive = new() { Delta = DeltaModel.MinimumVariance };

    [Theory]
    [InlineData(50_000, -1.073135)]
    [InlineData(60_000, -0.771380)]
    [InlineData(70_000, 0.404978)]
    public void VolPerLogForward_ReferenceSmile_IsThePublishedSlope(double strike, double slope)
    {
        foreach (var ratio in new[] { 0.0, 2.0 })
        {
            var market = new SmileMarket(s_moneyness with { SkewStickiness = ratio }).Tick(SmileMarket.Start).Settle();
            for (var i = 0; i < 2 * SmileMarket.Strikes; i++)
            {
                if (SmileMarket.StrikeOf(i) == strike)
                {
                    Assert.InRange(market[i].VolPerLogForward, ((ratio - 1) * slope) - 5e-5, ((ratio - 1) * slope) + 5e-5);
                }
            }
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    [InlineData(2.0)]
    public void VolPerLogForward_AnyRatio_IsTheMoveOfTheRepricedSmile(double ratio)
    {
        var market = new SmileMarket(s_moneyness with { SkewStickiness = ratio }) { Stickiness = ratio };
        market.Tick(SmileMarket.Start).Settle();
        for (var i = 0; i < SmileMarket.Options; i++)
        {
            var up = market.Volatility(i, SmileMarket.Start * 1.0001);
            var down = market.Volatility(i, SmileMarket.Start / 1.0001);
            var move = (up - down) / (2 * Math.Log(1.0001));
            Assert.InRange(market[i].VolPerLogForward, move - 2e-4, move + 2e-4);
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(2.0)]
    public void Delta_AnyRatio_IsTheFiniteDifferenceOfTheRepricedBook(double ratio)
    {
        (int Option, double Size)[] positions = [(3, 10), (15, -7), (30, 4), (60, 12)];
        var market = new SmileMarket(s_moneyness with { SkewStickiness = ratio }) { Stickiness = ratio };
        market.Tick(SmileMarket.Start).Hold(positions).Settle();
        double Coins(double forward) => positions.Sum(held => held.Size * market.Value(held.Option, forward, market.Volatility(held.Option, forward)));

        // Coins that a move of the forward brings, times the forward: what a position of that many coins in the perpetual would bring.
        const double Step = 1.0;
        var expected = SmileMarket.Start * (Coins(SmileMarket.Start + Step) - Coins(SmileMarket.Start - Step)) / (2 * Step);
        Console.WriteLine($"R {ratio}: {market.Snapshot.OptionsDelta:F6}, repriced {expected:F6}");
        Assert.InRange(market.Snapshot.OptionsDelta, expected - 1e-3, expected + 1e-3);
    }

    [Fact]
    public void Delta_StickinessOfOne_IsTheDeltaWithoutSmiles()
    {
        (int, double)[] positions = [(3, 10), (15, -7), (30, 4), (60, 12)];
        var plain = new SmileMarket(new VolatilitySettings()).Tick(SmileMarket.Start).Hold(positions);
        var sticky = new SmileMarket(s_moneyness with { SkewStickiness = 1 }).Tick(SmileMarket.Start).Hold(positions).Settle();
        plain.Harness.Clock((sticky.Harness.NowNanos - plain.Harness.NowNanos) / 1e6);
        Assert.Equal(0, plain.Snapshot.SmileFits);
        Assert.True(sticky.Snapshot.SmileFits > 0);
        Assert.InRange(sticky.Snapshot.OptionsDelta - plain.Snapshot.OptionsDelta, -1e-4, 1e-4);
        Assert.Equal((1, 1), (sticky.Snapshot.StickinessPuts, sticky.Snapshot.StickinessCalls));
    }

    [Fact]
    public void Source_Own_IsWithinBidAndAskWhateverTheVenueMarks()
    {
        var market = new SmileMarket(s_own) { MarkBias = 0.08 };
        market.Tick(SmileMarket.Start).Settle();
        Assert.Equal(2, market.Snapshot.Smiles);
        Assert.True(market.Snapshot.SmileError < 0.001);
        for (var i = 0; i < SmileMarket.Options; i++)
        {
            var middle = market.Volatility(i, SmileMarket.Start);
            Assert.InRange(market[i].MarkVol, middle - market.HalfSpread, middle + market.HalfSpread);
        }
    }

    [Fact]
    public void Source_OwnWithQuotesOffTheSmile_IsWithinTheirBidAndAsk()
    {
        // Quotes that wave around the smile by more than their spread.
        var market = new SmileMarket(s_own) { HalfSpread = 0.002, Noise = i => 0.003 * Math.Sin(1.3 * (i % SmileMarket.Strikes)) };
        market.Tick(SmileMarket.Start).Settle();
        var outside = 0;
        for (var i = 0; i < SmileMarket.Options; i++)
        {
            var middle = market.Volatility(i, SmileMarket.Start) + market.Noise(i);
            outside += Math.Abs(market[i].MarkVol - middle) > market.HalfSpread + 1e-4 ? 1 : 0;
        }

        Assert.True(outside <= SmileMarket.Options / 20, $"{outside}");
    }

    [Fact]
    public void Refit_OfQuotesGoneWild_KeepsTheOldSmile()
    {
        var random = new Random(Seeds.For(nameof(Refit_OfQuotesGoneWild_KeepsTheOldSmile), 3601));
        var market = new SmileMarket(s_own);
        market.Tick(SmileMarket.Start).Settle();
        var before = Volatilities(market);
        var rejections = market.Snapshot.SmileRejections;
        market.Noise = _ => 0.3 * (random.NextDouble() - 0.5);
        market.Tick(SmileMarket.Start).Settle();
        Assert.True(market.Snapshot.SmileRejections > rejections);
        Assert.Equal(before, Volatilities(market));
        Assert.Equal(2, market.Snapshot.Smiles);

        market.Noise = _ => 0;
        market.Tick(SmileMarket.Start).Settle();
        var after = Volatilities(market);
        Assert.True(before.Zip(after).All(pair => Math.Abs(pair.First - pair.Second) < 1e-4));
    }

    [Fact]
    public void Refit_WithoutQuotes_GoesBackToTheVenueAndSaysSo()
    {
        var market = new SmileMarket(s_own) { MarkBias = 0.08 };
        market.Tick(SmileMarket.Start).Settle();
        var last = market.Harness.All.Count;
        for (var second = 0; second < 25; second++)
        {
            // The feed of mark volatilities goes on, the tickers do not.
            for (var i = 0; i < SmileMarket.Options; i++)
            {
                market.Harness.MarkVol(i, 0.7);
            }

            market.Settle();
        }

        var alerts = market.Harness.All.Skip(last).Where(output => output.Reason == ReasonCode.SmileUnusable).ToArray();
        Assert.NotEmpty(alerts);
        Assert.All(alerts, alert => Assert.Equal(AlertSeverity.Warning, alert.Severity));
        Assert.All(Volatilities(market), volatility => Assert.Equal(0.7, volatility));
        Assert.Equal(0, market.Snapshot.Smiles);
        Assert.Equal(2, market.Snapshot.SmilesMissing);

        market.Tick(SmileMarket.Start).Settle();
        Assert.Contains(market.Harness.All, output => output.Reason == ReasonCode.SmileUsable);
        Assert.Equal(0, market.Snapshot.SmilesMissing);
        Assert.InRange(market[11].MarkVol, 0.56, 0.6);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1.0)]
    [InlineData(1.7)]
    public void MinimumVariance_SimulatedSmile_FindsItsStickiness(double ratio)
    {
        var random = new Random(Seeds.For(nameof(MinimumVariance_SimulatedSmile_FindsItsStickiness), 3602));
        var market = new SmileMarket(s_adaptive with { RefitIntervalMillis = 100 }) { Stickiness = ratio };
        var forward = SmileMarket.Start;
        for (var i = 0; i < 150; i++)
        {
            market.Tick(forward).Settle();
            if (i == 5)
            {
                Assert.Equal((1, 1), (market.Snapshot.StickinessPuts, market.Snapshot.StickinessCalls));
            }

            forward = Math.Round(forward * (1 + (0.008 * (random.NextDouble() - 0.5))));
        }

        Console.WriteLine($"{ratio}: {market.Snapshot.StickinessPuts:F3} and {market.Snapshot.StickinessCalls:F3}");
        Assert.InRange(market.Snapshot.StickinessPuts, ratio - 0.2, ratio + 0.2);
        Assert.InRange(market.Snapshot.StickinessCalls, ratio - 0.2, ratio + 0.2);
        AssertShiftsAreCapped(market);
    }

    [Fact]
    public void VolPerLogForward_SteepSmile_IsCapped()
    {
        // More than a volatility point for every 1 % of strike: more than a delta should follow.
        var market = new SmileMarket(s_moneyness) { Noise = i => -0.5 * Math.Log(SmileMarket.StrikeOf(i) / SmileMarket.Start) };
        market.Tick(SmileMarket.Start).Settle();
        Assert.True(market.Snapshot.SmileGuards > 0);
        AssertShiftsAreCapped(market);
    }

    [Fact]
    public void Events_TheSame_GiveTheSame()
    {
        var market = new SmileMarket(new VolatilitySettings { Source = VolatilitySource.Svi, Delta = DeltaModel.MinimumVariance });
        for (var i = 0; i < 5; i++)
        {
            market.Tick(SmileMarket.Start + (100 * i)).Settle();
        }

        var again = new CoreHarness(market.Harness.Config);
        foreach (var input in market.Harness.Inputs.ToArray())
        {
            again.Send(input);
        }

        Assert.Equal(market.Harness.DecisionHash(), again.DecisionHash());
        Assert.Equal(market.Snapshot, again.Snapshot);
        Assert.True(again.Snapshot.SmileFits >= 20);
    }

    [Fact]
    public void Events_Warm_DoNotAllocate()
    {
        var market = new SmileMarket(new VolatilitySettings { Source = VolatilitySource.Svi, Delta = DeltaModel.MinimumVariance });
        market.Noise = i => 0.006 * Math.Sin(i);
        market.Tick(SmileMarket.Start).Settle();
        market.Tick(SmileMarket.Start * 1.002).Settle();
        var inputs = market.Harness.Inputs.ToArray();
        var core = new HedgeCore(market.Harness.Config);
        var buffer = new OutputBuffer();
        long allocated = -1;
        for (var round = 0; round < 2; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < inputs.Length; i++)
            {
                buffer.Clear();
                core.OnEvent(in inputs[i], (round * inputs.Length) + i, buffer);
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    private static double[] Volatilities(SmileMarket market) => [.. Enumerable.Range(0, SmileMarket.Options).Select(i => market[i].MarkVol)];

    private static void AssertShiftsAreCapped(SmileMarket market)
    {
        for (var i = 0; i < SmileMarket.Options; i++)
        {
            ref readonly var option = ref market[i];
            var input = new OptionInput(
                (OptionKind)SmileMarket.Kind(i), market.Forward, SmileMarket.StrikeOf(i), market.Years(i), option.MarkVol);
            Black76.Evaluate(input, out var greeks);
            Assert.InRange(greeks.Vega * option.VolPerLogForward / market.Forward, -VolatilitySurface.DeltaShiftMax * 1.02, VolatilitySurface.DeltaShiftMax * 1.02);
        }
    }
}
