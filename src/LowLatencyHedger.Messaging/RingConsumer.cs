using System.Runtime.CompilerServices;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Messaging;

/// <summary>
/// One reader of a ring. Peek, read in place, advance. Its progress holds the producers back, so a consumer that is not polled fills
/// the ring.
/// </summary>
/// <remarks>
/// Thread: one, except for <see cref="Progress"/> and <see cref="Lag"/>, which any thread may read. <c>_next</c> is private to that
/// thread; <c>_progress</c> is written by it alone, behind its reads of the events (release), so that a producer or a dependent consumer
/// that sees it (acquire) may overwrite or read what lies below. A consumer without dependencies learns of an event from the slot's own
/// sequence; one with dependencies from their progress, which was published after they had seen the slot, so the event is visible to it
/// as well.
/// Progress is published every <see cref="ProgressInterval"/> events and whenever a peek finds nothing, which saves the producers' line
/// most of the traffic.
/// </remarks>
public sealed class RingConsumer<T>
    where T : unmanaged
{
    public const int ProgressInterval = 32;

    private readonly RingBuffer<T> _ring;
    private readonly RingConsumer<T>[] _dependsOn;
    private Sequence _next;
    private Sequence _progress = new(Sequence.Initial);

    internal RingConsumer(RingBuffer<T> ring, string name, RingConsumer<T>[] dependsOn)
    {
        _ring = ring;
        _dependsOn = [.. dependsOn];
        Name = name;
    }

    public string Name { get; }

    /// <summary>The sequence that is read next.</summary>
    [HotPath]
    public long Next => _next.Value;

    /// <summary>The last sequence that others know this consumer to be done with. Any thread.</summary>
    [HotPath]
    public long Progress => _progress.Value;

    /// <summary>How many claimed events this consumer is not known to be done with. Any thread; a figure for telemetry.</summary>
    [HotPath]
    public long Lag
    {
        get
        {
            // Progress first: it can only be behind the cursor that is read later.
            var progress = _progress.Value;
            return _ring.Cursor - progress;
        }
    }

    /// <summary>An event that was peeked and not yet advanced over.</summary>
    [HotPath]
    public ref readonly T this[long sequence]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _ring[sequence];
    }

    /// <summary>True when there is an event to read, at <paramref name="sequence"/>; looks at no slot behind it.</summary>
    [HotPath]
    public bool TryPeek(out long sequence)
    {
        sequence = _next.Value;
        if (_dependsOn.Length == 0 ? _ring.IsPublished(sequence) : sequence <= SlowestDependency())
        {
            return true;
        }

        PublishProgress();
        return false;
    }

    /// <summary>How many events can be read in a row from <see cref="Next"/>, at most <paramref name="limit"/>.</summary>
    [HotPath]
    public int Available(int limit)
    {
        var next = _next.Value;
        var count = 0;
        if (_dependsOn.Length == 0)
        {
            while (count < limit && _ring.IsPublished(next + count))
            {
                count++;
            }
        }
        else
        {
            count = (int)Math.Min(limit, SlowestDependency() - next + 1);
        }

        if (count == 0)
        {
            PublishProgress();
        }

        return count;
    }

    /// <summary>Gives up the next <paramref name="count"/> events, which must have been peeked.</summary>
    [HotPath]
    public void Advance(int count = 1)
    {
        var next = _next.Value + count;
        _next.Value = next;
        if (next - 1 - _progress.Value >= ProgressInterval)
        {
            _progress.Value = next - 1;
        }
    }

    /// <summary>Tells producers and dependents now. For one whose dependents wait and who may not peek again soon.</summary>
    [HotPath]
    public void PublishProgress()
    {
        var done = _next.Value - 1;
        if (done != _progress.Value)
        {
            _progress.Value = done;
        }
    }

    [HotPath]
    private long SlowestDependency()
    {
        var slowest = long.MaxValue;
        foreach (var consumer in _dependsOn)
        {
            slowest = Math.Min(slowest, consumer.Progress);
        }

        return slowest;
    }
}
