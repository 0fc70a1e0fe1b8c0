using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Telemetry.Tests;

public sealed class LatencyHistogramTests
{
    private static readonly int[] s_perHundredThousand = [50_000, 90_000, 99_000, 99_900, 99_990, 100_000, 1, 25_000];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1_000)]
    [InlineData(20_001)]
    public void Summarize_RandomValues_EqualsSortedList(int count)
    {
        var random = new Random(Seeds.For(nameof(Summarize_RandomValues_EqualsSortedList), 8_201 + count));
        for (var round = 0; round < 5; round++)
        {
            var (histogram, twin) = Filled(random, count);
            AssertEqual(twin, histogram);
        }
    }

    [Fact]
    public void Add_TwoHistograms_EqualsAllValuesInOne()
    {
        var random = new Random(Seeds.For(nameof(Add_TwoHistograms_EqualsAllValuesInOne), 8_210));
        var (first, firstTwin) = Filled(random, 5_000);
        var (second, secondTwin) = Filled(random, 3_000);

        first.Add(second);
        firstTwin.Add(secondTwin);
        AssertEqual(firstTwin, first);

        second.CopyFrom(first);
        AssertEqual(firstTwin, second);
    }

    [Fact]
    public void Record_EdgesOfEveryBucket_LandInTheRangeThatHoldsThem()
    {
        for (var i = 0; i < LatencyHistogram.CountsLength; i++)
        {
            Assert.Equal(i == 0 ? 0 : LatencyHistogram.HighestOf(i - 1) + 1, LatencyHistogram.LowestOf(i));
        }

        for (var bit = 0; bit < 42; bit++)
        {
            foreach (var value in new[] { (1L << bit) - 1, 1L << bit, (1L << bit) + 1 })
            {
                var histogram = new LatencyHistogram();
                var twin = new SortedListHistogram();
                histogram.Record(value);
                twin.Record(value);
                AssertEqual(twin, histogram);
            }
        }
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(long.MinValue, 0)]
    [InlineData(LatencyHistogram.HighestNanos + 1, LatencyHistogram.HighestNanos)]
    [InlineData(long.MaxValue, LatencyHistogram.HighestNanos)]
    public void Record_OutOfRange_CountsAtTheNearerEndAndSaysSo(long nanos, long counted)
    {
        var histogram = new LatencyHistogram();
        var nearer = new LatencyHistogram();
        histogram.Record(nanos);
        nearer.Record(counted);

        Assert.Equal(nearer.Summarize(), histogram.Summarize());
        Assert.Equal(1, histogram.OutOfRangeCount);
        Assert.Equal(0, nearer.OutOfRangeCount);
    }

    [Fact]
    public void Reset_AfterRecording_IsLikeNew()
    {
        var histogram = new LatencyHistogram();
        Assert.Equal(default, histogram.Summarize());
        histogram.Record(5);
        histogram.Record(-5);
        histogram.Reset();

        Assert.Equal(default, histogram.Summarize());
        Assert.Equal(0, histogram.OutOfRangeCount);
        histogram.Record(7);
        Assert.Equal(7, histogram.MinNanos);
    }

    [Fact]
    public void Record_SteadyState_AllocatesNothing()
    {
        var stages = new StageHistograms();
        stages.Record(LatencyStage.Core, 1);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            stages.Record(LatencyStage.TickToTrade, (long)i * i * i);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(10_000, stages[LatencyStage.TickToTrade].Count);
        Assert.Equal(1, stages[LatencyStage.Core].Count);
    }

    [Fact]
    public void CopyFrom_WhileRecording_IsConsistentWithItself()
    {
        var live = new LatencyHistogram();
        var writing = new Thread(() =>
        {
            for (var i = 0; i < 2_000_000; i++)
            {
                live.Record(1000 + (i % 1000));
            }
        });
        var copy = new LatencyHistogram();
        writing.Start();
        var last = 0L;
        while (writing.IsAlive)
        {
            copy.CopyFrom(live);
            var summary = copy.Summarize();
            Assert.InRange(summary.Count, last, 2_000_000);
            Assert.True(summary.Count == 0 || summary is { P50Nanos: >= 1000, P9999Nanos: < 2000, MinNanos: < 2000 }, summary.ToString());
            last = summary.Count;
        }

        copy.CopyFrom(live);
        Assert.Equal(2_000_000, copy.Count);
    }

    private static (LatencyHistogram Histogram, SortedListHistogram Twin) Filled(Random random, int count)
    {
        var histogram = new LatencyHistogram();
        var twin = new SortedListHistogram();
        for (var i = 0; i < count; i++)
        {
            // Every magnitude is as likely, up to beyond the range.
            var value = random.NextInt64(1L << random.Next(1, 44));
            histogram.Record(value);
            twin.Record(value);
        }

        return (histogram, twin);
    }

    private static void AssertEqual(SortedListHistogram twin, LatencyHistogram histogram)
    {
        Assert.Equal(twin.Count, histogram.Count);
        Assert.Equal(twin.Min, histogram.MinNanos);
        Assert.Equal(twin.Max, histogram.MaxNanos);
        foreach (var level in s_perHundredThousand)
        {
            Assert.Equal(twin.ValueAt(level), histogram.ValueAtPercentile(level / 1000.0));
        }

        Assert.Equal(twin.Min, histogram.ValueAtPercentile(0));
        var summary = histogram.Summarize();
        Assert.Equal((twin.ValueAt(50_000), twin.ValueAt(99_990)), (summary.P50Nanos, summary.P9999Nanos));
    }
}
