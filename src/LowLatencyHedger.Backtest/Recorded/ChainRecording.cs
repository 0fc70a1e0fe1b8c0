using System.Globalization;
using System.IO.Compression;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>Reads recorded chains: gzipped CSV, one line for each option and snapshot.</summary>
internal static class ChainRecording
{
    private const string Folder = "deribit_chains/chain_snapshots";

    /// <summary>The snapshots from the last one before the first day to the first one after the last day, in the order of time.</summary>
    /// <exception cref="IOException">No recordings are there, or they cannot be read.</exception>
    public static List<ChainSnapshot> Load(BacktestSettings settings)
    {
        var folder = Path.Combine(Root(settings.Data), Folder);
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException(
                $"no recorded chains in {folder}: set data, or HEDGER_RECORDINGS, to the folder of the recordings");
        }

        var first = Nanoseconds(settings.From);
        var last = Nanoseconds(settings.To.AddDays(1));
        var names = new Dictionary<string, OptionName?>(StringComparer.Ordinal);
        var snapshots = new SortedDictionary<long, ChainSnapshot>();
        foreach (var file in Directory.GetFiles(folder, "chains_*.csv.gz").Order(StringComparer.Ordinal))
        {
            if (IsNear(file, settings))
            {
                Read(file, settings.Currency + "-", names, snapshots);
            }
        }

        var all = snapshots.Values.Where(snapshot => snapshot.Options.Count > 0).ToList();
        var from = Math.Max(all.FindLastIndex(snapshot => snapshot.UtcNanos <= first), 0);
        var to = all.FindIndex(snapshot => snapshot.UtcNanos >= last);
        return all.GetRange(from, (to < 0 ? all.Count : to + 1) - from);
    }

    public static long Nanoseconds(DateOnly day) =>
        new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds() * Nanos.PerMilli;

    /// <summary>Null when it is no option.</summary>
    internal static OptionName? ParseName(string name)
    {
        var parts = name.Split('-');
        return parts is [_, var date, var strike, "C" or "P"]
            && DateTime.TryParseExact(date, "dMMMyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && double.TryParse(strike, NumberStyles.Float, CultureInfo.InvariantCulture, out var usd)
            ? new OptionName(name, Nanoseconds(DateOnly.FromDateTime(day)) + (8 * 3_600 * Nanos.PerSecond), usd, parts[3] == "C")
            : null;
    }

    /// <summary>The folder of the recordings.</summary>
    public static string Root(string? configured)
    {
        var root = configured ?? Environment.GetEnvironmentVariable("HEDGER_RECORDINGS");
        return root ?? Path.Combine("..", "shared", "data");
    }

    /// <summary>A file is named by its month; the neighbours have the snapshots just outside.</summary>
    private static bool IsNear(string file, BacktestSettings settings)
    {
        var month = Path.GetFileName(file)["chains_".Length..].Split('.')[0];
        return !DateOnly.TryParseExact(month + "01", "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var start)
            || (start <= settings.To.AddDays(1) && start.AddMonths(1) >= settings.From.AddDays(-3));
    }

    private static void Read(
        string file, string prefix, Dictionary<string, OptionName?> names, SortedDictionary<long, ChainSnapshot> snapshots)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        var heads = (reader.ReadLine() ?? "").Split(',');
        string[] wanted = ["instrument", "ts_ms", "underlying_price", "index_price", "mark_iv_pct"];
        var columns = Array.ConvertAll(wanted, name => Array.IndexOf(heads, name));
        if (columns.Contains(-1))
        {
            throw new IOException($"{file}: a column is missing");
        }

        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith(prefix, StringComparison.Ordinal))
            {
                continue;
            }

            var cells = line.Split(',');
            if (!names.TryGetValue(cells[columns[0]], out var name))
            {
                name = ParseName(cells[columns[0]]);
                names.Add(cells[columns[0]], name);
            }

            if (name is not null && long.TryParse(cells[columns[1]], out var millis)
                && IsPositive(cells[columns[2]], out var forward) && IsPositive(cells[columns[3]], out var index)
                && IsPositive(cells[columns[4]], out var percent) && millis * Nanos.PerMilli < name.ExpiryUtcNanos)
            {
                var utcNanos = millis * Nanos.PerMilli;
                if (!snapshots.TryGetValue(utcNanos, out var snapshot))
                {
                    snapshot = new ChainSnapshot(utcNanos) { Index = index };
                    snapshots.Add(utcNanos, snapshot);
                }

                snapshot.Options[name] = new ChainQuote(forward, percent / 100);
            }
        }
    }

    internal static bool IsPositive(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && value > 0 && double.IsFinite(value);
}
