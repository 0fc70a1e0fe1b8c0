using System.Diagnostics;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Messaging;

/// <summary>
/// The one place that reads the machine's clocks. Monotonic nanoseconds are exact; UTC is monotonic plus an offset that
/// <see cref="Resync"/> measures, so that two readings in a row never go backwards between two resyncs.
/// </summary>
/// <remarks>Any thread reads. The offset is one long, written by whoever calls <see cref="Resync"/> and read with acquire.</remarks>
public static class HotClock
{
    private const int ResyncTries = 16;

    private static readonly bool s_ticksAreNanos = Stopwatch.Frequency == Nanos.PerSecond;
    private static long s_utcOffsetNanos = MeasureUtcOffset();

    /// <summary>This machine's monotonic clock. Differences are durations; the origin is the machine's start.</summary>
    [HotPath]
    public static long MonotonicNanos()
    {
        var ticks = Stopwatch.GetTimestamp();
        return s_ticksAreNanos ? ticks : ToNanos(ticks, Stopwatch.Frequency);
    }

    /// <summary>Both clocks, from one reading.</summary>
    [HotPath]
    public static Timestamp Now() => At(MonotonicNanos());

    /// <summary>Both clocks at a moment that was read before.</summary>
    [HotPath]
    public static Timestamp At(long monotonicNanos) => new(monotonicNanos, monotonicNanos + Volatile.Read(ref s_utcOffsetNanos));

    /// <summary>
    /// Measures UTC against the monotonic clock again: once a second from the clock's agent. Returns by how many nanoseconds UTC moved; a
    /// large value is a step of the machine's clock.
    /// </summary>
    [HotPath]
    public static long Resync()
    {
        var offset = MeasureUtcOffset();
        return offset - Interlocked.Exchange(ref s_utcOffsetNanos, offset);
    }

    /// <summary>Whole seconds and remainder apart: no rounding to a double, no overflow for centuries.</summary>
    [HotPath]
    internal static long ToNanos(long ticks, long ticksPerSecond)
    {
        var seconds = ticks / ticksPerSecond;
        return (seconds * Nanos.PerSecond) + ((ticks - (seconds * ticksPerSecond)) * Nanos.PerSecond / ticksPerSecond);
    }

    /// <summary>UTC between two monotonic readings, taken from the try in which these were nearest to each other.</summary>
    [HotPath]
    private static long MeasureUtcOffset()
    {
        var bestWidth = long.MaxValue;
        var offset = 0L;
        for (var i = 0; i < ResyncTries; i++)
        {
            var before = MonotonicNanos();
            var utcNanos = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
            var after = MonotonicNanos();
            if (after - before < bestWidth)
            {
                bestWidth = after - before;
                offset = utcNanos - before - (bestWidth / 2);
            }
        }

        return offset;
    }
}
