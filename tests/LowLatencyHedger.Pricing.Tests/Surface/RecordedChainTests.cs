using System.Globalization;
using System.IO.Compression;
using LowLatencyHedger.Pricing.Surface;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Pricing.Tests.Surface;

/// <summary>
/// Surfaces of five recorded chains of January 2026. What counts as a quote: the out-of-the-money option of each strike; with a bid it must
/// enclose the fit, without one its ask must be above it.
/// </summary>
public sealed class RecordedChainTests
{
    [Theory]
    [InlineData("14")]
    [InlineData("15")]
    [InlineData("16")]
    [InlineData("17")]
    [InlineData("18")]
    public void Fit_RecordedChain_IsWithinAllQuotesWithoutArbitrage(string day)
    {
        var recordingPath = $"deribit_chains/btc_full_tickers_2026-01/options_202601{day}.csv.gz";
        var path = Recordings.Find(recordingPath);
        if (path is null)
        {
            Assert.Skip(Recordings.Missing(recordingPath));
        }

        var fitter = new SviFitter(200);
        var expiries = Read(path).GroupBy(row => row.ExpiryUtcMillis).OrderByDescending(rows => rows.Key).Select(rows => rows.ToArray()).ToArray();
        var own = expiries.Select(rows => Fit(fitter, rows, default, default)).Where(fit => fit.Status == SviFitStatus.Svi);
        var surface = SsviParameters.From(own.Select(fit => fit.Parameters).ToArray());
        Assert.True(surface.IsArbitrageFree && surface.Eta > 0.0);
        int used = 0, inside = 0, plainInside = 0, crossing = 0, admitting = 0, met = 0;
        SviParameters later = default;
        foreach (var rows in expiries)
        {
            var years = Years(rows);
            var quotes = Array.ConvertAll(rows, row => row.Quote);
            var isPossible = ConvexHull.AdmitsCurve(quotes, years);
            var fit = Fit(fitter, rows, surface, later);
            var asksMissed = quotes.Count(quote => quote.BidVolatility == 0.0 && fitter.Volatility(quote.LogMoneyness) > quote.AskVolatility);
            var lowest = LowestButterfly(fitter, quotes, years);
            var isMet = fit.InsideCount == fit.UsedCount && asksMissed == 0;
            Console.WriteLine(
                $"{day} {years * 365.0,6:F1} d: {fit.Status}, {fit.PlainInsideCount} -> {fit.InsideCount}/{fit.UsedCount} inside "
                + $"(+{fit.RejectedCount}, {asksMissed} asks missed), {(isPossible ? "possible" : "impossible")}, "
                + $"rms {fit.RootMeanSquareError:P3}, g {fit.MinimumDurrleman:F3}, density {lowest:F3}");
            Assert.True(fit.IsUsable);
            Assert.False(fit.HasArbitrageInside);
            Assert.True(lowest >= 0.0, $"{lowest}");
            Assert.True(!later.IsValid || SviArbitrage.IsCalendarFree(fit.Parameters, in later));
            Assert.True(fit.Status == SviFitStatus.Ssvi || fit.RootMeanSquareError < 0.01);
            crossing += !later.IsValid ? 0 : quotes.Count(quote => quote.BidVolatility > 0.0
                && fitter.Volatility(quote.LogMoneyness) > later.Volatility(quote.LogMoneyness, years) + 1e-9);
            used += fit.UsedCount;
            inside += fit.InsideCount;
            plainInside += fit.PlainInsideCount;
            admitting += isPossible ? 1 : 0;
            met += isPossible && isMet ? 1 : 0;
            later = fit.Parameters;
        }

        Console.WriteLine(
            $"{day}: {inside} of {used} quotes enclose the fit ({plainInside} the slice alone); "
            + $"{met} of {admitting} expiries that admit a curve, of {expiries.Length}; "
            + $"{crossing} quotes above the next expiry's slice");
        Assert.Equal(admitting, met);
        Assert.True(crossing <= 2);
        Assert.True(used > 150);
    }

    private static SviFit Fit(SviFitter fitter, Row[] rows, SsviParameters fallback, SviParameters later)
    {
        fitter.Begin(Array.ConvertAll(rows, row => row.Quote), Years(rows), in fallback, in later);
        while (!fitter.Step())
        {
        }

        return fitter.Result;
    }

    /// <summary>The smallest second difference of the fit's call prices between the quoted strikes, over the largest.</summary>
    private static double LowestButterfly(SviFitter fitter, SviQuote[] quotes, double years)
    {
        var quoted = quotes.Where(quote => quote.BidVolatility > 0.0).Select(quote => Math.Exp(quote.LogMoneyness)).Order().ToArray();
        if (quoted.Length < 2)
        {
            return 0.0;
        }

        const int Steps = 400;
        var step = (quoted[^1] - quoted[0]) / Steps;
        var prices = new double[Steps + 1];
        for (var i = 0; i <= Steps; i++)
        {
            var k = Math.Log(quoted[0] + (i * step));
            prices[i] = ConvexHull.Call(k, fitter.Volatility(k) * Math.Sqrt(years));
        }

        var seconds = Enumerable.Range(1, Steps - 1).Select(i => prices[i - 1] - (2.0 * prices[i]) + prices[i + 1]).ToArray();
        var rounding = 1e-13 / seconds.Max();
        var lowest = seconds.Min() / seconds.Max();
        return lowest < 0.0 && lowest > -rounding ? 0.0 : lowest;
    }

    private static double Years(Row[] rows) => (rows[0].ExpiryUtcMillis - rows.Max(row => row.TimeUtcMillis)) / 31_536_000_000.0;

    private static IEnumerable<Row> Read(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var columns = reader.ReadLine()!.Split(',');
        int Column(string name) => Array.IndexOf(columns, name);
        var (expiry, time, strike, kind) = (Column("expiration_timestamp"), Column("timestamp"), Column("strike"), Column("option_type"));
        var (bid, ask, forward) = (Column("bid_iv"), Column("ask_iv"), Column("underlying_price"));
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split(',');
            double Number(int column) => double.Parse(fields[column], CultureInfo.InvariantCulture);
            var logMoneyness = Math.Log(Number(strike) / Number(forward));
            if (fields[kind] == "call" == logMoneyness >= 0.0)
            {
                yield return new Row(
                    (long)Number(expiry), (long)Number(time), new SviQuote(logMoneyness, Number(bid) / 100.0, Number(ask) / 100.0));
            }
        }
    }

    private sealed record Row(long ExpiryUtcMillis, long TimeUtcMillis, SviQuote Quote);
}
