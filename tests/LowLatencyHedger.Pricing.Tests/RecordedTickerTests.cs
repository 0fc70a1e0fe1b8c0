using System.Globalization;
using System.IO.Compression;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Pricing.Tests;

/// <summary>
/// Every recorded ticker of the venue against our numbers. The tolerances are the 99th percentile and the largest error which rounding of
/// the published volatility, price and Greeks leaves over some 9,000 such rows; the 99th percentile of theta, 0.065 there, is wider
/// because this file holds more options of the last two days, where a rounded volatility moves theta most.
/// </summary>
public sealed class RecordedTickerTests
{
    private const string RecordingPath = "deribit_chains/greeks_golden_visible.csv.gz";

    private static readonly (string Name, double P99, double Max)[] s_btc =
    [
        ("delta", 3.8e-5, 1.0e-4), ("gamma", 4.9e-6, 5.1e-6), ("vega", 0.026, 0.037), ("theta", 0.09, 1.8), ("rho", 0.016, 0.023),
        ("mark", 1.5e-4, 1.1e-3),
    ];

    private static readonly (string Name, double P99, double Max)[] s_eth =
    [
        ("delta", 3.3e-5, 9.1e-5), ("gamma", 4.9e-6, 5.4e-6), ("vega", 6.8e-5, 2.6e-4), ("theta", 3.3e-3, 0.020), ("rho", 2.7e-5, 6.7e-5),
        ("mark", 1.1e-4, 2.7e-4),
    ];

    [Fact]
    public void From_EveryRecordedTicker_AgreesWithinTheVenuesRounding()
    {
        var path = Recordings.Find(RecordingPath);
        if (path is null)
        {
            Assert.Skip(Recordings.Missing(RecordingPath));
        }

        var errors = new Dictionary<string, List<double>[]>();
        foreach (var line in ReadLines(path).Skip(1))
        {
            var fields = line.Split(',');
            var coin = fields[1][..3];
            if (!errors.TryGetValue(coin, out var lists))
            {
                errors[coin] = lists = [[], [], [], [], [], []];
            }

            AddErrors(fields, lists);
        }

        Assert.True(errors.Values.Sum(lists => lists[0].Count) > 4_000);
        foreach (var (coin, lists) in errors)
        {
            var limits = coin == "BTC" ? s_btc : s_eth;
            for (var i = 0; i < limits.Length; i++)
            {
                CheckErrors($"{coin} {limits[i].Name}", lists[i], limits[i].P99, limits[i].Max);
            }
        }
    }

    private static void CheckErrors(string what, List<double> errors, double p99Limit, double maxLimit)
    {
        errors.Sort();
        var p99 = errors[(int)(errors.Count * 0.99)];
        var max = errors[^1];
        Console.WriteLine($"{what}: {errors.Count} rows, p99 {p99:E2} (limit {p99Limit:E2}), max {max:E2} (limit {maxLimit:E2})");

        // The limits are printed to two digits.
        Assert.True(p99 <= p99Limit * 1.05, $"{what}: p99 {p99:E2} > {p99Limit:E2}");
        Assert.True(max <= maxLimit * 1.05, $"{what}: max {max:E2} > {maxLimit:E2}");
    }

    private static void AddErrors(string[] fields, List<double>[] errors)
    {
        double Number(int column) => double.Parse(fields[column], CultureInfo.InvariantCulture);
        var years = (Number(3) - Number(2)) / 31_536_000_000.0;
        var kind = fields[5] == "call" ? OptionKind.Call : OptionKind.Put;
        var input = new OptionInput(kind, Number(7), Number(4), years, Number(10) / 100.0);
        Black76.Evaluate(in input, out var greeks);
        Assert.True(greeks.IsFinite);
        var venue = VenueUnits.From(in input, in greeks, SettlementStyle.Inverse);
        errors[0].Add(Math.Abs(venue.Delta - Number(14)));
        errors[1].Add(Math.Abs(venue.Gamma - Number(15)));
        errors[2].Add(Math.Abs(venue.Vega - Number(16)));
        errors[3].Add(Math.Abs(venue.Theta - Number(17)));
        errors[4].Add(Math.Abs(venue.Rho - Number(18)));
        errors[5].Add(Math.Abs(venue.MarkPrice - Number(11)));
    }

    private static IEnumerable<string> ReadLines(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
