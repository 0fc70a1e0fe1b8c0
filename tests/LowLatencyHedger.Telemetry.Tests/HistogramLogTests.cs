using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Telemetry.Tests;

public sealed class HistogramLogTests : IDisposable
{
    private const long StartUtcNanos = 1_795_258_333_123_000_000;
    private const long SecondNanos = 1_000_000_000;

    /// <summary>A directory below which <c>npm i hdr-histogram-js</c> was called.</summary>
    private const string OtherReader = "HEDGER_HDR_JS";

    private readonly string _directory = Directory.CreateTempSubdirectory("hedger-hlog-").FullName;

    private string LogFile => Path.Combine(_directory, "latency.hlog");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(2_000)]
    [InlineData(50_000)]
    public void Read_RandomIntervals_EqualWhatWasRecorded(int count)
    {
        var random = new Random(Seeds.For(nameof(Read_RandomIntervals_EqualWhatWasRecorded), 9_300 + count));
        var histograms = Enumerable.Range(0, 4).Select(_ => Filled(random, count)).ToList();
        Write(histograms.Select(pair => pair.Histogram));

        var intervals = Read(out var reader);

        Assert.Equal(0, reader.BadLines);
        Assert.Contains(("Machine", "{\"cores\":2}"), reader.Notes);
        Assert.Contains(("collections", "1795258333.500 2"), reader.Notes);
        Assert.Equal(histograms.Count, intervals.Count);
        foreach (var (index, interval) in intervals.Index())
        {
            var (histogram, twin) = histograms[index];
            Assert.Equal(("tag" + index, 1.0), (interval.Tag, interval.LengthSeconds));
            Assert.Equal((StartUtcNanos / 1e9) + index, interval.StartSeconds, 3);

            var read = new LatencyHistogram();
            interval.AddTo(read);
            Assert.Equal(histogram.Summarize(), read.Summarize());
            Assert.Equal((twin.Count, twin.Min, twin.Max), (read.Count, read.MinNanos, read.MaxNanos));
            Assert.Equal((twin.ValueAt(50_000), twin.ValueAt(99_000)), (read.ValueAtPercentile(50), read.ValueAtPercentile(99)));
            for (var i = 0; i < LatencyHistogram.CountsLength; i++)
            {
                Assert.Equal(histogram.CountAt(i), read.CountAt(i));
            }
        }
    }

    [Fact]
    public void Read_DamagedLines_PassesThemOverAndGoesOn()
    {
        var random = new Random(Seeds.For(nameof(Read_DamagedLines_PassesThemOverAndGoesOn), 9_310));
        Write([Filled(random, 300).Histogram]);
        var text = File.ReadAllText(LogFile);
        for (var round = 0; round < 2_000; round++)
        {
            var damaged = new StringBuilder(text);
            for (var i = 0; i <= random.Next(3); i++)
            {
                damaged[random.Next(damaged.Length)] = (char)random.Next(32, 127);
            }

            damaged.Length = random.Next(4) == 0 ? random.Next(damaged.Length) : damaged.Length;
            var reader = new HistogramLogReader(new StringReader(damaged + "\n" + text));
            var whole = 0;
            while (reader.TryRead(out var interval))
            {
                interval.AddTo(new LatencyHistogram());
                whole += interval.Count == 300 ? 1 : 0;
            }

            Assert.True(whole >= 1, damaged.ToString());
        }
    }

    [Fact]
    public void TakeGrowth_Repeatedly_AddsUpToTheWhole()
    {
        var random = new Random(Seeds.For(nameof(TakeGrowth_Repeatedly_AddsUpToTheWhole), 9_320));
        var (live, seen, interval, sum) = (new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram());
        for (var round = 0; round < 20; round++)
        {
            var twin = new SortedListHistogram();
            for (var i = 0; i < 200; i++)
            {
                var value = (long)Math.Exp(random.NextDouble() * 27);
                live.Record(value);
                twin.Record(value);
            }

            interval.TakeGrowth(live, seen);
            sum.Add(interval);
            Assert.Equal((200, twin.Min, twin.Max, twin.ValueAt(90_000)),
                ((int)interval.Count, interval.MinNanos, interval.MaxNanos, interval.ValueAtPercentile(90)));
        }

        interval.TakeGrowth(live, seen);
        Assert.Equal(0, interval.Count);
        Assert.Equal(live.Summarize(), sum.Summarize());
    }

    [Fact]
    public void Write_AfterTheFirst_AllocatesNothing()
    {
        var random = new Random(Seeds.For(nameof(Write_AfterTheFirst_AllocatesNothing), 9_330));
        var (live, seen, interval) = (new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram());
        using var writer = new HistogramLogWriter(LogFile, StartUtcNanos);
        var before = 0L;
        for (var i = 0; i < 30; i++)
        {
            before = i == 10 ? GC.GetAllocatedBytesForCurrentThread() : before;
            live.Record(random.Next());
            interval.TakeGrowth(live, seen);
            writer.Write("tick_to_trade", interval, StartUtcNanos, StartUtcNanos + SecondNanos);
            writer.WriteMark("collections", StartUtcNanos, i);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    /// <summary>The same log, read by an implementation that is not ours.</summary>
    [Fact]
    public void HdrHistogramJs_OurLog_ReadsTheSame()
    {
        var modules = Environment.GetEnvironmentVariable(OtherReader);
        Assert.SkipWhen(modules is null, $"{OtherReader} does not name a directory with hdr-histogram-js");
        var random = new Random(Seeds.For(nameof(HdrHistogramJs_OurLog_ReadsTheSame), 9_340));
        var histograms = new[] { 1, 20, 5_000, 200_000 }.Select(count => Filled(random, count).Histogram).ToList();
        Write(histograms);

        var rows = ReadByNode(modules!);

        Assert.Equal(histograms.Count, rows.Count);
        foreach (var (index, row) in rows.Index())
        {
            var histogram = histograms[index];
            Assert.Equal("tag" + index, (string)row!["tag"]!);
            Assert.Equal(
                new[] { histogram.Count, histogram.ValueAtPercentile(50), histogram.ValueAtPercentile(99), histogram.MaxNanos },
                row["figures"]!.AsArray().Select(figure => (long)figure!));
            var buckets = row["buckets"]!.AsArray().Select(pair => ((long)pair![0]!, (long)pair[1]!)).ToList();
            Assert.Equal(
                Enumerable.Range(0, LatencyHistogram.CountsLength).Where(i => histogram.CountAt(i) > 0)
                    .Select(i => (LatencyHistogram.HighestOf(i), histogram.CountAt(i))),
                buckets);
        }
    }

    private JsonArray ReadByNode(string modules)
    {
        const string Script = """
            const hdr = require('hdr-histogram-js');
            const reader = new hdr.HistogramLogReader(require('fs').readFileSync(process.argv[1], 'utf8'), 64);
            const rows = [];
            for (let h; (h = reader.nextIntervalHistogram()) != null;) {
              const buckets = [];
              const all = h.recordedValuesIterator;
              all.reset();
              while (all.hasNext()) { const v = all.next(); buckets.push([v.valueIteratedTo, v.countAddedInThisIterationStep]); }
              rows.push({ tag: h.tag, figures: [h.totalCount, h.getValueAtPercentile(50), h.getValueAtPercentile(99), h.maxValue], buckets });
            }
            process.stdout.write(JSON.stringify(rows));
            """;
        var start = new ProcessStartInfo("node", ["-e", Script, LogFile])
        {
            WorkingDirectory = modules, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        var errors = node.StandardError.ReadToEndAsync();
        var output = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        Assert.True(node.ExitCode == 0, errors.Result);
        return JsonNode.Parse(output)!.AsArray();
    }

    private List<HistogramInterval> Read(out HistogramLogReader reader)
    {
        using var text = new StreamReader(LogFile);
        reader = new HistogramLogReader(text);
        var intervals = new List<HistogramInterval>();
        while (reader.TryRead(out var interval))
        {
            intervals.Add(interval);
        }

        return intervals;
    }

    private void Write(IEnumerable<LatencyHistogram> histograms)
    {
        using var writer = new HistogramLogWriter(LogFile, StartUtcNanos, ("Machine", "{\"cores\":2}"));
        foreach (var (index, histogram) in histograms.Index())
        {
            var start = StartUtcNanos + (index * SecondNanos);
            writer.Write("tag" + index.ToString(CultureInfo.InvariantCulture), histogram, start, start + SecondNanos);
        }

        writer.WriteMark("collections", StartUtcNanos + (377 * 1_000_000), 2);
    }

    private static (LatencyHistogram Histogram, SortedListHistogram Twin) Filled(Random random, int count)
    {
        var (histogram, twin) = (new LatencyHistogram(), new SortedListHistogram());
        for (var i = 0; i < count; i++)
        {
            // Spread over all buckets, 0 and beyond the end among them.
            var value = random.Next(50) switch
            {
                0 => 0,
                1 => 2 * LatencyHistogram.HighestNanos,
                _ => (long)Math.Exp(random.NextDouble() * 28.9),
            };
            histogram.Record(value);
            twin.Record(value);
        }

        return (histogram, twin);
    }
}
