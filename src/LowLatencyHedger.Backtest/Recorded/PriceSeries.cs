using System.Globalization;
using System.IO.Compression;
using LowLatencyHedger.Backtest.Laboratory;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>Prices at moments, in the order of time. Immutable; any thread.</summary>
internal sealed class PriceSeries
{
    private readonly long[] _utcNanos;
    private readonly double[] _prices;

    private PriceSeries(List<(long UtcNanos, double Price)> points)
    {
        if (points.Count < 2)
        {
            throw new IOException("the series has fewer than two prices in these days");
        }

        _utcNanos = [.. points.Select(point => point.UtcNanos)];
        _prices = [.. points.Select(point => point.Price)];
    }

    public long FirstUtcNanos => _utcNanos[0];

    public long LastUtcNanos => _utcNanos[^1];

    /// <summary>
    /// A recorded series: bars as CSV with a header that names <c>timestamp</c> and <c>close</c>, gzipped; or a zip of one second file a
    /// day,
    /// <c>YYYYMMDD_...csv</c>, milliseconds of the day first and the close fifth; or a tape, gzipped: lines of nanoseconds and a message,
    /// of which the best bids and asks are read.
    /// </summary>
    public static PriceSeries Load(string path, DateOnly from, DateOnly to)
    {
        var points = new List<(long UtcNanos, double Price)>();
        foreach (var file in path.Contains('*', StringComparison.Ordinal)
            ? Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path)).Order(StringComparer.Ordinal)
            : Enumerable.Repeat(path, 1))
        {
            if (file.EndsWith(".zip", StringComparison.Ordinal))
            {
                ReadSeconds(file, points);
            }
            else
            {
                ReadBars(file, points);
            }
        }

        var (first, last) = (ChainRecording.Nanoseconds(from), ChainRecording.Nanoseconds(to.AddDays(1)));
        points.RemoveAll(point => point.UtcNanos < first || point.UtcNanos > last);
        return new PriceSeries(points);
    }

    /// <summary>Geometric Brownian motion without drift, a price a minute.</summary>
    public static PriceSeries Gbm(double start, double volatility, DateOnly from, DateOnly to, long seed)
    {
        var points = new List<(long UtcNanos, double Price)>();
        var random = new RandomStream((ulong)seed, 0x6B3);
        const long Minute = 60 * Nanos.PerSecond;
        var deviation = volatility * Math.Sqrt(Nanos.ToYears(Minute));
        var price = start;
        for (var now = ChainRecording.Nanoseconds(from); now <= ChainRecording.Nanoseconds(to.AddDays(1)); now += Minute)
        {
            points.Add((now, price));
            price *= Math.Exp((deviation * random.NextNormal()) - (0.5 * deviation * deviation));
        }

        return new PriceSeries(points);
    }

    /// <summary>The last price at or before a moment; the first one before it.</summary>
    public double At(long utcNanos)
    {
        var place = Array.BinarySearch(_utcNanos, utcNanos);
        return _prices[place >= 0 ? place : Math.Max(~place - 1, 0)];
    }

    private static void ReadBars(string file, List<(long UtcNanos, double Price)> points)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        var first = reader.ReadLine() ?? "";
        if (first.Contains(" {", StringComparison.Ordinal))
        {
            ReadTape(reader, points);
            return;
        }

        var heads = first.Split(',');
        var (time, close) = (Array.IndexOf(heads, "timestamp"), Array.IndexOf(heads, "close"));
        if (time < 0 || close < 0)
        {
            throw new IOException($"{file}: no columns timestamp and close");
        }

        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split(',');
            if (cells.Length > Math.Max(time, close)
                && DateTimeOffset.TryParse(cells[time], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
                && ChainRecording.IsPositive(cells[close], out var price))
            {
                points.Add((moment.ToUnixTimeMilliseconds() * Nanos.PerMilli, price));
            }
        }
    }

    /// <summary>The mid prices of messages that name a best bid and ask.</summary>
    private static void ReadTape(StreamReader reader, List<(long UtcNanos, double Price)> points)
    {
        while (reader.ReadLine() is { } line)
        {
            var end = line.IndexOf(' ', StringComparison.Ordinal);
            if (end > 0 && long.TryParse(line.AsSpan(0, end), out var utcNanos)
                && Field(line, "\"b\":\"") is { } bid && Field(line, "\"a\":\"") is { } ask)
            {
                points.Add((utcNanos, 0.5 * (bid + ask)));
            }
        }
    }

    /// <summary>The number in quotes after a name; null when there is none.</summary>
    private static double? Field(string line, string name)
    {
        var start = line.IndexOf(name, StringComparison.Ordinal) + name.Length;
        var end = start >= name.Length ? line.IndexOf('"', start) : -1;
        return end > 0 && ChainRecording.IsPositive(line[start..end], out var value) ? value : null;
    }

    private static void ReadSeconds(string file, List<(long UtcNanos, double Price)> points)
    {
        using var archive = ZipFile.OpenRead(file);
        foreach (var entry in archive.Entries)
        {
            var date = entry.Name.Split('_')[0];
            if (!DateOnly.TryParseExact(date, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                throw new IOException($"{file}: {entry.Name} does not begin with a date");
            }

            using var reader = new StreamReader(entry.Open());
            while (reader.ReadLine() is { } line)
            {
                var cells = line.Split(',');
                if (cells.Length > 4 && long.TryParse(cells[0], out var millis) && ChainRecording.IsPositive(cells[4], out var price))
                {
                    points.Add((ChainRecording.Nanoseconds(day) + (millis * Nanos.PerMilli), price));
                }
            }
        }
    }
}
