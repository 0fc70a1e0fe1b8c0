using System.Numerics;
using System.Runtime.CompilerServices;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Telemetry;

/// <summary>
/// Counts durations of 0 ns to 1 h to three significant digits, in linear sub-buckets of logarithmic buckets: the layout and the rules of
/// HdrHistogram (lowest 1, highest 1 h, 3 digits), whose package cannot be restored here. Values outside are counted at the nearer end.
/// </summary>
/// <remarks>
/// Thread: one writer. Any thread, or another process through the telemetry file, may read counts while they grow: each is a word that
/// only goes up, so a copy taken with <see cref="CopyFrom"/> lacks at most what was recorded meanwhile. The minimum may not be set yet when
/// the first count is seen; the maximum bounds it then.
/// </remarks>
public sealed class LatencyHistogram
{
    public const long HighestNanos = 3600 * Nanos.PerSecond;

    internal const int SubBuckets = 1 << SubBucketBits;
    internal const int Buckets = 32;
    internal const int CountsLength = (Buckets + 1) * Half;
    internal const int Bytes = (FirstCount + CountsLength) * sizeof(long);

    // 2048 sub-buckets: two neighbours differ by less than one in a thousand.
    private const int SubBucketBits = 11;
    private const int HalfBits = SubBucketBits - 1;
    private const int Half = 1 << HalfBits;

    private const int TotalWord = 0;
    private const int OutOfRangeWord = 1;
    private const int MinWord = 2;
    private const int MaxWord = 3;

    // The words above have a cache line of their own.
    private const int FirstCount = 8;

    private readonly NativeWords _words;

    public LatencyHistogram()
        : this(NativeMemoryOwner.Pinned(FirstCount + CountsLength))
    {
        Reset();
    }

    internal LatencyHistogram(NativeWords words)
    {
        _words = words;
    }

    /// <summary>How many were recorded.</summary>
    public long Count => Volatile.Read(ref _words[TotalWord]);

    /// <summary>How many of them were below 0 (two clocks were mixed) or above <see cref="HighestNanos"/>.</summary>
    public long OutOfRangeCount => Volatile.Read(ref _words[OutOfRangeWord]);

    /// <summary>The lowest value that is equivalent to the smallest recorded; 0 when there is none.</summary>
    public long MinNanos =>
        Count == 0 ? 0 : LowestEquivalent(Math.Min(Volatile.Read(ref _words[MinWord]), Volatile.Read(ref _words[MaxWord])));

    /// <summary>The highest value that is equivalent to the greatest recorded; 0 when there is none.</summary>
    public long MaxNanos => Count == 0 ? 0 : HighestEquivalent(Volatile.Read(ref _words[MaxWord]));

    [HotPath]
    public void Record(long nanos)
    {
        if ((ulong)nanos > HighestNanos)
        {
            _words[OutOfRangeWord]++;
            nanos = nanos < 0 ? 0 : HighestNanos;
        }

        _words[FirstCount + IndexOf(nanos)]++;
        _words[TotalWord]++;
        if (nanos > _words[MaxWord])
        {
            _words[MaxWord] = nanos;
        }

        if (nanos < _words[MinWord])
        {
            _words[MinWord] = nanos;
        }
    }

    /// <summary>
    /// The highest value that is equivalent to the one below or at which <paramref name="percentile"/> (0 to 100) of the recorded values
    /// lie.
    /// </summary>
    public long ValueAtPercentile(double percentile)
    {
        // One step down, so that a percentile that has no exact double does not ask for one value more than it means.
        var asked = Math.BitDecrement(Math.Clamp(percentile, 0, 100));
        var wanted = Math.Max(1, (long)Math.Ceiling(asked * Count / 100));
        var counted = 0L;
        for (var i = 0; i < CountsLength; i++)
        {
            counted += CountAt(i);
            if (counted >= wanted)
            {
                return percentile <= 0 ? LowestOf(i) : HighestOf(i);
            }
        }

        return 0;
    }

    public LatencySummary Summarize() => new(
        Count,
        MinNanos,
        ValueAtPercentile(50),
        ValueAtPercentile(90),
        ValueAtPercentile(99),
        ValueAtPercentile(99.9),
        ValueAtPercentile(99.99),
        MaxNanos);

    /// <summary>Adds what another has recorded.</summary>
    public void Add(LatencyHistogram other)
    {
        var total = 0L;
        for (var i = 0; i < CountsLength; i++)
        {
            var count = other.CountAt(i);
            _words[FirstCount + i] += count;
            total += count;
        }

        // From the counts, not from the other's total, which its writer may have moved on meanwhile.
        _words[TotalWord] += total;
        _words[OutOfRangeWord] += other.OutOfRangeCount;
        _words[MinWord] = Math.Min(_words[MinWord], Volatile.Read(ref other._words[MinWord]));
        _words[MaxWord] = Math.Max(_words[MaxWord], Volatile.Read(ref other._words[MaxWord]));
    }

    /// <summary>Becomes a copy of another, which may be recording.</summary>
    public void CopyFrom(LatencyHistogram other)
    {
        Reset();
        Add(other);
    }

    /// <summary>Takes away what an earlier copy of the same histogram held; minimum and maximum become those of the buckets left.</summary>
    public void Subtract(LatencyHistogram earlier)
    {
        var (total, min, max) = (0L, long.MaxValue, 0L);
        for (var i = 0; i < CountsLength; i++)
        {
            var count = Math.Max(0, _words[FirstCount + i] - earlier.CountAt(i));
            _words[FirstCount + i] = count;
            total += count;
            min = count > 0 ? Math.Min(min, LowestOf(i)) : min;
            max = count > 0 ? HighestOf(i) : max;
        }

        _words[TotalWord] = total;
        _words[OutOfRangeWord] = Math.Max(0, _words[OutOfRangeWord] - earlier.OutOfRangeCount);
        _words[MinWord] = min;
        _words[MaxWord] = max;
    }

    /// <summary>
    /// Becomes what <paramref name="live"/>, which may be recording, has recorded since the last call with the same <paramref name="seen"/>;
    /// that is brought up to date.
    /// </summary>
    public void TakeGrowth(LatencyHistogram live, LatencyHistogram seen)
    {
        Reset();
        var end = live.CountsEnd;
        for (var i = 0; i < end; i++)
        {
            var count = live.CountAt(i);
            var grown = count - seen.CountAt(i);
            if (grown > 0)
            {
                seen._words[FirstCount + i] = count;
                AddAt(i, grown);
            }
        }
    }

    /// <summary>Records one value, in range, so many times. Cold.</summary>
    public void RecordMany(long nanos, long count) => AddAt(IndexOf(Math.Clamp(nanos, 0, HighestNanos)), count);

    /// <summary>How many recorded values lie in buckets that end at or below <paramref name="nanos"/>.</summary>
    public long CountAtOrBelow(long nanos)
    {
        var count = 0L;
        for (var i = 0; i < CountsLength && HighestOf(i) <= nanos; i++)
        {
            count += CountAt(i);
        }

        return count;
    }

    /// <summary>The sum of all values, each taken as the middle of its bucket: right to one in two thousand.</summary>
    public double ApproximateSumNanos()
    {
        var sum = 0.0;
        for (var i = 0; i < CountsLength; i++)
        {
            var count = CountAt(i);
            sum += count == 0 ? 0 : count * 0.5 * (LowestOf(i) + HighestOf(i));
        }

        return sum;
    }

    /// <summary>Forgets everything. By the writer, or before there is one.</summary>
    public void Reset()
    {
        _words.Words(0, FirstCount + CountsLength).Clear();
        _words[MinWord] = long.MaxValue;
    }

    /// <summary>Behind the last bucket that may hold something.</summary>
    internal int CountsEnd => Count == 0 ? 0 : IndexOf(Volatile.Read(ref _words[MaxWord])) + 1;

    internal long CountAt(int index) => Volatile.Read(ref _words[FirstCount + index]);

    internal static long LowestOf(int index)
    {
        var bucket = Math.Max(0, (index >> HalfBits) - 1);
        return (long)(index - (bucket << HalfBits)) << bucket;
    }

    internal static long HighestOf(int index) => LowestOf(index) + (1L << Math.Max(0, (index >> HalfBits) - 1)) - 1;

    /// <summary>The greatest value in the bucket of this one, which must be in range.</summary>
    public static long HighestEquivalent(long nanos) => HighestOf(IndexOf(nanos));

    private static long LowestEquivalent(long nanos) => LowestOf(IndexOf(nanos));

    private void AddAt(int index, long count)
    {
        _words[FirstCount + index] += count;
        _words[TotalWord] += count;
        _words[MinWord] = Math.Min(_words[MinWord], LowestOf(index));
        _words[MaxWord] = Math.Max(_words[MaxWord], HighestOf(index));
    }

    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int IndexOf(long nanos)
    {
        // The bucket is how far the value must be shifted to fit in the sub-buckets; its lower half is the bucket below.
        var bucket = 64 - SubBucketBits - BitOperations.LeadingZeroCount((ulong)nanos | (SubBuckets - 1));
        return (bucket << HalfBits) + (int)(nanos >> bucket);
    }
}
