using LowLatencyHedger.Pricing.Surface;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Pricing.Tests.Surface;

/// <summary>Fits of made-up quotes: round trips, a brute-force twin, thin expiries, bad input.</summary>
public sealed class SviFitterTests
{
    private const double Years = 0.25;

    [Fact]
    public void Fit_ExactQuotes_RecoversTheSlice()
    {
        var random = new Random(Seeds.For(nameof(Fit_ExactQuotes_RecoversTheSlice), 3301));
        var fitter = new SviFitter(40);
        var worst = 0.0;
        var fits = 0;
        while (fits < 150)
        {
            var slice = SviParametersTests.RandomSlice(random);
            if (!SviArbitrage.IsButterflyFree(in slice))
            {
                continue;
            }

            fits++;
            var fit = fitter.Fit(Quotes(in slice, 25, _ => 0.0), Years, default);
            Assert.Equal(SviFitStatus.Svi, fit.Status);
            Assert.Equal(25, fit.InsideCount);
            Assert.True(fit.IsButterflyFree);
            worst = Math.Max(worst, fit.MaximumError);
            Near.Absolute(slice.M, fit.Parameters.M, 1e-5, "m");
            Near.Absolute(slice.Sigma, fit.Parameters.Sigma, 1e-5, "sigma");
            Near.Absolute(slice.Rho, fit.Parameters.Rho, 1e-4, "rho");
        }

        Console.WriteLine($"largest error of volatility over {fits} exact fits: {worst:E2}");
        Assert.True(worst < 1e-8);
    }

    [Fact]
    public void Fit_NoisyQuotes_IsNoWorseThanBruteForce()
    {
        var random = new Random(Seeds.For(nameof(Fit_NoisyQuotes_IsNoWorseThanBruteForce), 3302));
        var fitter = new SviFitter(40);
        var worst = 0.0;
        for (var i = 0; i < 12; i++)
        {
            var slice = SviParametersTests.RandomSlice(random);
            var quotes = Quotes(in slice, 9, _ => 0.01 * (random.NextDouble() - 0.5));
            var fit = fitter.Fit(quotes, Years, default);
            if (fit.Status != SviFitStatus.Svi)
            {
                continue;
            }

            var brute = BruteForceFit.Best(quotes, Years, random);
            worst = Math.Max(worst, BruteForceFit.Loss(quotes, Years, fit.Parameters) / brute);
        }

        Console.WriteLine($"largest loss of the fit over that of brute force: {worst:F6}");
        Assert.InRange(worst, 1e-9, 1.01);
    }

    [Fact]
    public void Fit_TwiceInAnyOrder_IsTheSame()
    {
        var random = new Random(Seeds.For(nameof(Fit_TwiceInAnyOrder_IsTheSame), 3303));
        var fitter = new SviFitter(40);
        var quotes = Quotes(Vogt.Raw, 30, _ => 0.01 * (random.NextDouble() - 0.5));
        var first = fitter.Fit(quotes, Years, default);
        fitter.Fit(quotes.AsSpan(0, 10), Years, default);
        var second = fitter.Fit(quotes, Years, default);
        Assert.Equal(first.Parameters, second.Parameters);
        random.Shuffle(quotes);
        var shuffled = fitter.Fit(quotes, Years, default);
        Near.Absolute(first.RootMeanSquareError, shuffled.RootMeanSquareError, 1e-6);
    }

    [Fact]
    public void Fit_SmileWithArbitrage_IsRepaired()
    {
        var quotes = Quotes(Vogt.Raw, 40, _ => 0.0, -1.5, 1.5);
        var fit = new SviFitter(40).Fit(quotes, Years, default);
        Assert.Equal(SviFitStatus.Repaired, fit.Status);
        Assert.True(fit.IsButterflyFree);
        Assert.False(fit.HasArbitrageInside);
        Assert.True(fit.RootMeanSquareError < 0.02, $"{fit.RootMeanSquareError}");
    }

    [Fact]
    public void Fit_FewQuotes_TakesTheSurfacesShape()
    {
        var surface = new SsviParameters(-0.4, 1.1, 0.35);
        var quotes = Quotes(surface.Slice(0.04), 4, _ => 0.0);
        var fit = new SviFitter(40).Fit(quotes, Years, in surface);
        Assert.Equal(SviFitStatus.Ssvi, fit.Status);
        Assert.Equal(4, fit.InsideCount);
        Near.Relative(0.04, fit.Parameters.TotalVariance(0.0), 1e-6);
        Assert.True(fit.IsButterflyFree);

        // A single quote, and no surface or one with arbitrage.
        foreach (var fallback in new[] { default, new SsviParameters(0.9, 1.9, 0.5), new SsviParameters(double.NaN, 1.0, 0.5) })
        {
            var flat = new SviFitter(40).Fit(quotes.AsSpan(0, 1), Years, in fallback);
            Assert.Equal(SviFitStatus.Flat, flat.Status);
            Assert.Equal(1, flat.InsideCount);
            Assert.Equal(flat.Parameters.TotalVariance(-1.0), flat.Parameters.TotalVariance(1.0));
            Assert.True(flat.MaximumError < 1e-6);
        }
    }

    [Fact]
    public void Fit_BadQuotes_AreCountedAndLeftOut()
    {
        var slice = new SviParameters(0.012, 0.11, -0.35, 0.04, 0.12);
        var good = Quotes(in slice, 12, _ => 0.0);
        SviQuote[] bad =
        [
            new(0.0, 0.0, 0.9), new(0.0, 0.9, 0.8), new(double.NaN, 0.5, 0.6), new(0.0, double.NaN, 0.6),
            new(0.0, 0.5, double.PositiveInfinity), new(40.0, 0.5, 0.6),
        ];
        var fitter = new SviFitter(40);
        var clean = fitter.Fit(good, Years, default);
        var fit = fitter.Fit([.. bad, .. good], Years, default);
        Assert.Equal(bad.Length, fit.RejectedCount);
        Assert.Equal(good.Length, fit.UsedCount);
        Assert.Equal(clean.Parameters, fit.Parameters);

        var none = fitter.Fit(bad, Years, default);
        Assert.Equal(SviFitStatus.NoQuotes, none.Status);
        Assert.False(none.IsUsable);
        Assert.False(none.Parameters.IsValid);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Fit_NoTime_SaysSo(double years)
    {
        var fit = new SviFitter(40).Fit(Quotes(Vogt.Raw, 12, _ => 0.0), years, default);
        Assert.Equal(SviFitStatus.InputOutOfRange, fit.Status);
        Assert.False(fit.IsUsable);
    }

    [Fact]
    public void Fit_RandomGarbage_IsUsableOrSaysWhyNot()
    {
        var random = new Random(Seeds.For(nameof(Fit_RandomGarbage_IsUsableOrSaysWhyNot), 3304));
        var fitter = new SviFitter(40);
        for (var i = 0; i < 200; i++)
        {
            var quotes = new SviQuote[random.Next(0, 20)];
            for (var j = 0; j < quotes.Length; j++)
            {
                var bid = 3.0 * random.NextDouble();
                quotes[j] = new SviQuote(random.NextDouble() - 0.5, bid, bid + (0.5 * random.NextDouble()));
            }

            var fit = fitter.Fit(quotes, 0.001 + random.NextDouble(), new SsviParameters(-0.3, 1.0, 0.4));
            Assert.Equal(fit.IsUsable, fit.Parameters.IsValid);
            Assert.Equal(quotes.Length == 0, fit.Status == SviFitStatus.NoQuotes);
            if (fit.IsUsable)
            {
                Assert.False(fit.HasArbitrageInside);
                Assert.True(fit.Parameters.HasBoundedWings && fit.Parameters.MinimumTotalVariance > 0.0);
                Assert.True(double.IsFinite(fit.RootMeanSquareError + fit.MaximumError));
            }
        }
    }

    [Fact]
    public void Fit_Warm_DoesNotAllocate()
    {
        var fitter = new SviFitter(40);
        SviQuote[][] chains = [Quotes(Vogt.Raw, 40, _ => 0.0, -1.5, 1.5), Quotes(Vogt.Raw, 30, _ => 0.0), Quotes(Vogt.Raw, 3, _ => 0.0)];
        long allocated = -1;
        for (var round = 0; round < 3; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var quotes in chains)
            {
                fitter.Fit(quotes, Years, default);
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    private static SviQuote[] Quotes(
        in SviParameters slice, int count, Func<int, double> noise, double low = -0.6, double high = 0.6)
    {
        var quotes = new SviQuote[count];
        for (var i = 0; i < count; i++)
        {
            var k = low + ((high - low) * (i + 0.5) / count);
            var middle = slice.Volatility(k, Years) + noise(i);
            quotes[i] = new SviQuote(k, middle - 0.005, middle + 0.005);
        }

        return quotes;
    }
}
