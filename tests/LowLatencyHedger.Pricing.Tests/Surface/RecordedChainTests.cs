using System.Globalization;
using System.IO.Compression;
using LowLatencyHedger.Pricing.Surface;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Pricing.Tests.Surface;

/// <summary>Fits of every expiry of five recorded chains of January 2026: the out-of-the-money options with a bid and an ask.</summary>
public sealed class RecordedChainTests
{
    [Theory]
    [InlineData("14")]
    [InlineData("15")]
    [InlineData("16")]
    [InlineData("17")]
    [InlineData("18")]
    public void Fit_RecordedChain_StaysWithinTheQuotesWithoutArbitrage(string day)
    {
        var recordingPath = $"deribit_chains/btc_full_tickers_2026-01/options_202601{day}.csv.gz";
        var path = Recordings.Find(recordingPath);
        if (path is null)
        {
            Assert.Skip(Recordings.Missing(recordingPath));
        }

        var fitter = new SviFitter(200);
        var expiries = Read(path).GroupBy(row => row.ExpiryUtcMillis).OrderBy(rows => rows.Key).Select(rows => rows.ToArray()).ToArray();
        var own = expiries.Select(rows => Fit(fitter, rows, default)).Where(fit => fit.Status == SviFitStatus.Svi);
        var surface = SsviParameters.From(own.Select(fit => fit.Parameters).ToArray());
        Assert.True(surface.IsArbitrageFree && surface.Eta > 0.0);
        int used = 0, inside = 0;
        foreach (var rows in expiries)
        {
            var fit = Fit(fitter, rows, surface);
            Console.WriteLine(
                $"{day} {Years(rows) * 365.0,6:F1} d: {fit.Status}, {fit.InsideCount}/{fit.UsedCount} inside (+{fit.RejectedCount}), "
                + $"rms {fit.RootMeanSquareError:P3}, max {fit.MaximumError:P2}, g {fit.MinimumDurrleman:F3}, free {fit.IsButterflyFree}");
            Assert.Equal(fit.UsedCount < SviFitter.QuotesMin, fit.Status == SviFitStatus.Ssvi);
            Assert.True(fit.IsUsable);
            Assert.False(fit.HasArbitrageInside);
            Assert.True(fit.Status == SviFitStatus.Ssvi || fit.RootMeanSquareError < 0.01);
            used += fit.UsedCount;
            inside += fit.InsideCount;
        }

        Console.WriteLine($"{day}: {inside} of {used} quotes enclose the fit");
        Assert.True(used > 150);
        Assert.True(inside > 0.8 * used);
    }

    private static SviFit Fit(SviFitter fitter, Row[] rows, SsviParameters fallback) =>
        fitter.Fit(Array.ConvertAll(rows, row => row.Quote), Years(rows), in fallback);

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
