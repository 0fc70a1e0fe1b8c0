using LowLatencyHedger.Pricing.Surface;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Pricing.Tests.Surface;

/// <summary>Fits under the slice of a later expiry, corrections within spreads, fits spread out over steps.</summary>
public sealed class SviSurfaceTests
{
    private const double Years = 0.1;

    [Fact]
    public void Fit_UnderLaterSlice_NeverExceedsItsTotalVariance()
    {
        var random = new Random(Seeds.For(nameof(Fit_UnderLaterSlice_NeverExceedsItsTotalVariance), 3401));
        var fitter = new SviFitter(40);
        var crossed = 0;
        for (var i = 0; i < 200; i++)
        {
            var later = SviParametersTests.RandomSlice(random);
            var near = SviParametersTests.RandomSlice(random);
            if (!SviArbitrage.IsButterflyFree(in later) || later.MinimumTotalVariance <= 0.0)
            {
                continue;
            }

            crossed += SviArbitrage.IsCalendarFree(in near, in later) ? 0 : 1;
            foreach (var count in new[] { 20, 3 })
            {
                fitter.Begin(Quotes(in near, count, 0.01), Years, new SsviParameters(-0.3, 1.0, 0.4), in later);
                Finish(fitter);
                var fit = fitter.Result;
                Assert.True(fit.IsUsable && !fit.HasArbitrageInside);
                Assert.True(SviArbitrage.IsCalendarFree(fit.Parameters, in later), $"{SviArbitrage.MinimumCalendarGap(fit.Parameters, in later)}");
            }
        }

        Assert.True(crossed > 50);
    }

    [Fact]
    public void Fit_UnderLaterSliceThatDoesNotBind_IsTheFreeFit()
    {
        var near = new SviParameters(0.012, 0.11, -0.35, 0.04, 0.12);
        var later = new SviParameters(0.032, 0.15, -0.3, 0.04, 0.2);
        var fitter = new SviFitter(40);
        var free = fitter.Fit(Quotes(in near, 20, 0.01), Years, default);
        fitter.Begin(Quotes(in near, 20, 0.01), Years, default, in later);
        Finish(fitter);
        Near.Absolute(free.Parameters.M, fitter.Result.Parameters.M, 1e-6);
        Near.Absolute(free.Parameters.A, fitter.Result.Parameters.A, 1e-6);
        Assert.Equal(20, fitter.Result.PlainInsideCount);
    }

    [Fact]
    public void Fit_QuotesThatNoSliceMeets_AreMetByADensity()
    {
        // Two humps: a mixture of two lognormals, which has a density but is no slice of five parameters.
        var random = new Random(Seeds.For(nameof(Fit_QuotesThatNoSliceMeets_AreMetByADensity), 3402));
        var fitter = new SviFitter(40);
        int corrected = 0, inside = 0;
        for (var i = 0; i < 100; i++)
        {
            var jump = 0.05 + (0.2 * random.NextDouble());
            var share = 0.2 + (0.6 * random.NextDouble());
            var deviation = 0.06 + (0.1 * random.NextDouble());
            var quotes = new SviQuote[25];
            for (var j = 0; j < quotes.Length; j++)
            {
                var k = -0.35 + (0.7 * j / 24.0);
                var volatility = Mixture(k, jump, share, deviation) / Math.Sqrt(Years);
                quotes[j] = new SviQuote(k, volatility - 0.003, volatility + 0.003);
            }

            var fit = fitter.Fit(quotes, Years, default);
            corrected += fit.InsideCount > fit.PlainInsideCount ? 1 : 0;
            Assert.True(ConvexHull.AdmitsCurve(quotes, Years));
            Assert.True(fit.InsideCount >= fit.PlainInsideCount);
            inside += fit.InsideCount;
            Assert.True(LowestSecondDifference(fitter) >= -1e-13);
        }

        Console.WriteLine($"{corrected} of 100 needed a correction; {inside} of 2500 quotes inside");
        Assert.True(corrected > 50);
        Assert.True(inside > 2450);
    }

    [Fact]
    public void AdmitsCurve_BidsAboveEveryConvexCurve_SaysNo()
    {
        var slice = new SviParameters(0.012, 0.11, -0.35, 0.04, 0.12);
        var quotes = Quotes(in slice, 20, 0.002);
        Assert.True(ConvexHull.AdmitsCurve(quotes, Years));

        // One strike's volatility is far above its neighbours': the butterfly around it has a negative price.
        quotes[10] = new SviQuote(quotes[10].LogMoneyness, quotes[10].BidVolatility + 0.2, quotes[10].AskVolatility + 0.2);
        Assert.False(ConvexHull.AdmitsCurve(quotes, Years));
        var fitter = new SviFitter(40);
        var fit = fitter.Fit(quotes, Years, default);
        Assert.True(fit.IsUsable && !fit.HasArbitrageInside && fit.InsideCount < 20);
        Assert.True(LowestSecondDifference(fitter) >= -1e-13);
    }

    [Fact]
    public void Step_OneAtATime_GivesTheSameFitAsAllAtOnce()
    {
        var near = new SviParameters(0.012, 0.11, -0.35, 0.04, 0.12);
        SviQuote[][] chains = [Quotes(in near, 30, 0.01), Quotes(Vogt.Raw, 40, 0.01, -1.5, 1.5), Quotes(in near, 3, 0.01)];
        var whole = new SviFitter(40);
        var parts = new SviFitter(40);
        foreach (var quotes in chains)
        {
            var expected = whole.Fit(quotes, Years, default);
            parts.Begin(quotes, Years, default, default);
            var steps = 1;
            while (!parts.Step())
            {
                steps++;
            }

            Console.WriteLine($"{quotes.Length} quotes: {expected.Status} in {steps} steps");
            Assert.Equal(expected, parts.Result);
            Assert.Equal(whole.Volatility(0.1), parts.Volatility(0.1));
            Assert.True(quotes.Length < SviFitter.QuotesMin || steps > 20);
            Assert.True(parts.Step());
        }
    }

    private static void Finish(SviFitter fitter)
    {
        while (!fitter.Step())
        {
        }
    }

    private static double LowestSecondDifference(SviFitter fitter)
    {
        var lowest = double.PositiveInfinity;
        for (var x = 0.72; x < 1.4; x += 0.002)
        {
            double Call(double at) => ConvexHull.Call(Math.Log(at), fitter.Volatility(Math.Log(at)) * Math.Sqrt(Years));
            lowest = Math.Min(lowest, Call(x - 0.002) - (2.0 * Call(x)) + Call(x + 0.002));
        }

        return lowest;
    }

    /// <summary>Total standard deviation implied by two lognormals with one mean.</summary>
    private static double Mixture(double k, double jump, double share, double deviation)
    {
        var up = 1.0 + jump;
        var down = (1.0 - (share * up)) / (1.0 - share);
        var price = (share * up * ConvexHull.Call(k - Math.Log(up), deviation))
            + ((1.0 - share) * down * ConvexHull.Call(k - Math.Log(down), deviation));
        ImpliedVolatility.Solve(OptionKind.Call, price, 1.0, Math.Exp(k), 1.0, out var implied);
        return implied;
    }

    private static SviQuote[] Quotes(in SviParameters slice, int count, double spread, double low = -0.6, double high = 0.6)
    {
        var quotes = new SviQuote[count];
        for (var i = 0; i < count; i++)
        {
            var k = low + ((high - low) * (i + 0.5) / count);
            var middle = slice.Volatility(k, Years);
            quotes[i] = new SviQuote(k, middle - (0.5 * spread), middle + (0.5 * spread));
        }

        return quotes;
    }
}
