using System.Runtime.CompilerServices;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Messaging;

/// <summary>
/// One producer's handle on a ring: its name, what it does when the ring is full, and what it counted.
/// </summary>
/// <remarks>
/// Thread: one; the counters may be read by any. All synchronization is the ring's.
/// A thread that also runs a consumer of the ring must not wait for that consumer: such a producer has a wait limit of 0.
/// </remarks>
public sealed class RingProducer<T>
    where T : unmanaged
{
    private const long NotOpen = -1;
    private const int TouchedSlots = 2;

    private readonly RingBuffer<T> _ring;
    private readonly StopSignal _stop;
    private readonly long _waitNanosMax;
    private readonly string _fullReason;
    private YieldingIdleStrategy _idle;
    private ProducerCounters _counters;
    private long _open = NotOpen;
    private long _touched = NotOpen;
    private T _discarded;

    /// <param name="ring">The ring to publish to.</param>
    /// <param name="name">For telemetry and stop reasons.</param>
    /// <param name="policy">What happens when the ring is full.</param>
    /// <param name="stop">Ends a wait; raised when the policy or a wait beyond its limit demands it.</param>
    /// <param name="waitNanosMax">How long <see cref="OverflowPolicy.Backpressure"/> may wait for one claim.</param>
    public RingProducer(
        RingBuffer<T> ring,
        string name,
        OverflowPolicy policy,
        StopSignal stop,
        long waitNanosMax = Nanos.PerSecond)
    {
        _ring = ring;
        _stop = stop;
        _waitNanosMax = waitNanosMax;
        _fullReason = $"ring full: producer {name}";
        Name = name;
        Policy = policy;
    }

    public string Name { get; }

    public OverflowPolicy Policy { get; }

    /// <summary>Events made visible. Any thread.</summary>
    public long Published => Volatile.Read(ref _counters.Published);

    /// <summary>Events that were asked for and got no slot. Any thread.</summary>
    public long Dropped => Volatile.Read(ref _counters.Dropped);

    /// <summary>Claims that had to wait for a slot. Any thread.</summary>
    public long FullWaits => Volatile.Read(ref _counters.FullWaits);

    /// <summary>How many events could be claimed now, if no other producer is faster.</summary>
    [HotPath]
    public int AvailableCapacity => _ring.AvailableCapacity;

    /// <inheritdoc cref="RingBuffer{T}.Capacity"/>
    [HotPath]
    public int Capacity => _ring.Capacity;

    /// <summary>The event of an open claim.</summary>
    [HotPath]
    public ref T this[long sequence] => ref _ring[sequence];

    /// <summary>
    /// Reads the slots that will be claimed next, once for each claim of whomever. A ring is larger than the caches, so that a slot was last used
    /// too long ago to be in them: for a producer with nothing to do.
    /// </summary>
    [HotPath]
    public void TouchNext()
    {
        var cursor = _ring.Cursor;
        if (cursor != _touched)
        {
            _touched = cursor;
            _ring.TouchNext(TouchedSlots);
        }
    }

    /// <summary>Claims one slot, by the policy. False: dropped, or trading stops.</summary>
    [HotPath]
    public bool TryClaim(out long sequence) => _ring.TryClaim(1, out sequence) || TryClaimWhenFull(1, out sequence);

    /// <summary>Claims slots in a row, all or none, by the policy. False: dropped, or trading stops.</summary>
    [HotPath]
    public bool TryClaim(int count, out long firstSequence) =>
        _ring.TryClaim(count, out firstSequence) || TryClaimWhenFull(count, out firstSequence);

    [HotPath]
    public void Publish(long sequence)
    {
        _ring.Publish(sequence);
        _counters.Published++;
    }

    [HotPath]
    public void Publish(long firstSequence, long lastSequence)
    {
        _ring.Publish(firstSequence, lastSequence);
        _counters.Published += lastSequence - firstSequence + 1;
    }

    /// <summary>
    /// A cleared event to fill and <see cref="Publish()"/>. When the policy gave no slot it is one that goes nowhere, and counts as
    /// dropped.
    /// </summary>
    [HotPath]
    public ref T Claim()
    {
        Invariant.That(_open == NotOpen, "a producer claims again before it has published");
        ref var claimed = ref _discarded;
        if (TryClaim(out var sequence))
        {
            _open = sequence;
            claimed = ref _ring[sequence];
        }

        claimed = default;
        return ref claimed;
    }

    /// <summary>The event that <see cref="Claim"/> handed out, until it is published.</summary>
    [HotPath]
    public ref T Claimed
    {
        get
        {
            ref var claimed = ref _discarded;
            if (_open != NotOpen)
            {
                claimed = ref _ring[_open];
            }

            return ref claimed;
        }
    }

    /// <summary>Publishes what <see cref="Claim"/> handed out.</summary>
    [HotPath]
    public void Publish()
    {
        if (_open == NotOpen)
        {
            return;
        }

        var sequence = _open;
        _open = NotOpen;
        Publish(sequence);
    }

    [HotPath]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryClaimWhenFull(int count, out long firstSequence)
    {
        firstSequence = default;
        if (Policy == OverflowPolicy.Backpressure)
        {
            _counters.FullWaits++;
            if (TryClaimWithin(_waitNanosMax, count, out firstSequence))
            {
                return true;
            }
        }

        _counters.Dropped += count;
        if (Policy != OverflowPolicy.Drop)
        {
            _stop.Raise(_fullReason);
        }

        return false;
    }

    [HotPath]
    private bool TryClaimWithin(long waitNanosMax, int count, out long firstSequence)
    {
        var startNanos = HotClock.MonotonicNanos();
        _idle.Reset();
        while (!_ring.TryClaim(count, out firstSequence))
        {
            if (_stop.IsRaised || HotClock.MonotonicNanos() - startNanos >= waitNanosMax)
            {
                return false;
            }

            _idle.Idle(0);
        }

        return true;
    }
}
