using System.Globalization;
using System.IO.Compression;
using LowLatencyHedger.Backtest.Recorded;

namespace LowLatencyHedger.Backtest.Tests.Recorded;

/// <summary>
/// Chains in the recordings' format, made up: three days in June 2026, four snapshots a day, daily and weekly expiries, a smile.
/// </summary>
internal sealed class MadeChains : IDisposable
{
    private static readonly DateTime s_start = new(2026, 5, 31, 18, 0, 0, DateTimeKind.Utc);

    public MadeChains()
    {
        Folder = Directory.CreateTempSubdirectory("chains").FullName;
        var chains = Directory.CreateDirectory(Path.Combine(Folder, "deribit_chains", "chain_snapshots"));
        using var writer = new StreamWriter(new GZipStream(File.Create(Path.Combine(chains.FullName, "chains_202606.csv.gz")), CompressionLevel.Fastest));
        writer.WriteLine("instrument,ts_ms,underlying_price,underlying_index,index_price,bid,ask,mark,mark_iv_pct,delta,vega,open_interest");
        var random = new Random(5);
        var index = 80_000.0;
        for (var snapshot = 0; snapshot < 16; snapshot++)
        {
            Write(writer, s_start.AddHours(6 * snapshot).AddSeconds(37), Math.Round(index, 2));
            index *= 1 + (0.02 * (random.NextDouble() - 0.5));
        }
    }

    /// <summary>What <see cref="BacktestSettings.Data"/> names.</summary>
    public string Folder { get; }

    public BacktestSettings Settings => new()
    {
        Data = Folder, From = new DateOnly(2026, 6, 1), To = new DateOnly(2026, 6, 3), Options = 25, Policies = ["two-threshold:slackUsdPerDay=500"],
    };

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static void Write(StreamWriter writer, DateTime time, double index)
    {
        var millis = new DateTimeOffset(time).ToUnixTimeMilliseconds();
        foreach (var days in new[] { 1, 2, 3, 4, 11, 39 })
        {
            var expiry = s_start.Date.AddDays(days).AddHours(8);
            for (var strike = 68_000; strike <= 92_000 && expiry > time; strike += 2_000)
            {
                var forward = index * (1 + (1e-4 * days));
                var volatility = 45 + (400 * Math.Pow(Math.Log(strike / index), 2));
                foreach (var kind in "CP")
                {
                    var name = FormattableString.Invariant($"BTC-{expiry:dMMMyy}-{strike}-{kind}").ToUpperInvariant();
                    writer.WriteLine(string.Create(
                        CultureInfo.InvariantCulture, $"{name},{millis},{forward:F4},SYN,{index:F2},0,0,0,{volatility:F2},0,0,0"));
                }
            }
        }
    }
}
