using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Messaging;

/// <summary>
/// A bounded, sequenced, lock-free ring: many producers, many consumers, every consumer sees every event in the order of its sequence,
/// and a slot is reused only when all consumers are past it (the Disruptor pattern). Allocates only when it is built.
/// </summary>
/// <remarks>
/// <para>A slot is the sequence of the event that it holds, followed by the event, padded to one cache line or to whole pairs of lines; a
/// hop from producer to consumer therefore moves the event's own lines and nothing else. Pairs, because processors fetch lines in pairs: a
/// consumer that waits for a slot would otherwise take lines of its neighbour from the producer.</para>
/// <para>Who writes what:</para>
/// <list type="bullet">
/// <item><c>_claimed</c>: any producer, by compare-and-swap; hands out sequences.</item>
/// <item><c>_gate</c>: any producer, a remembered lower bound of the slowest consumer. A late write may lower it, which only makes the
/// next producer look again.</item>
/// <item>a slot's event: the producer that claimed its sequence, until it publishes; then nobody until all consumers are past it.</item>
/// <item>a slot's sequence: that producer, as the last write (release). A consumer that reads the sequence it waits for (acquire) sees
/// the whole event.</item>
/// <item>a consumer's progress: that consumer, after its last read of the events (release). A producer reads it (acquire), directly or
/// through <c>_gate</c>, before it overwrites the slot; the compare-and-swap between the two is a full fence as well.</item>
/// </list>
/// <para>These pairs are all that is relied on; x64 orders them by itself, ARM64 by the ldar/stlr of Volatile.</para>
/// <para>A claim must be published: consumers cannot pass a sequence that was claimed and not published.</para>
/// </remarks>
public sealed class RingBuffer<T>
    where T : unmanaged
{
    private const int CacheLine = 64;
    private const int Alignment = 128;

    private readonly byte[] _memory;
    private readonly int _firstSlot;
    private readonly int _mask;
    private RingConsumer<T>[] _consumers = [];
    private bool _started;

    private Sequence _claimed = new(Sequence.Initial);

    // Below every possible demand until Start, so that an early claim ends in the slow path, which refuses it.
    private Sequence _gate = new(long.MinValue);

    /// <param name="capacity">Number of slots, a power of two.</param>
    public RingBuffer(int capacity)
    {
        if (capacity < 2 || !BitOperations.IsPow2(capacity))
        {
            Throw.ArgumentOutOfRange(nameof(capacity), capacity, "a power of two, at least 2");
        }

        var bytes = ((long)capacity * SlotBytes) + Alignment;
        if (bytes > Array.MaxLength)
        {
            Throw.ArgumentOutOfRange(nameof(capacity), capacity, "slots that fit in one array");
        }

        Capacity = capacity;
        _mask = capacity - 1;
        _memory = GC.AllocateArray<byte>((int)bytes, pinned: true);
        var address = Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0);
        _firstSlot = (int)(-address & (Alignment - 1));
        for (var i = 0; i < capacity; i++)
        {
            // Marks the slot as never published, and touches its page so that no fault is left for the first lap.
            SlotOf(i).Sequence = Sequence.Initial;
        }
    }

    public int Capacity { get; }

    /// <summary>Bytes from one slot to the next.</summary>
    [HotPath]
    public int SlotBytes => Unsafe.SizeOf<Slot>() <= CacheLine ? CacheLine : (Unsafe.SizeOf<Slot>() + Alignment - 1) & -Alignment;

    /// <summary>The highest sequence that was claimed; -1 before the first. Any thread.</summary>
    [HotPath]
    public long Cursor => _claimed.Value;

    /// <summary>How many events could be claimed now. Any thread; a producer that is alone may rely on it as a minimum.</summary>
    [HotPath]
    public int AvailableCapacity => Capacity - (int)(_claimed.Value - SlowestConsumer());

    /// <summary>The event at a sequence: for the producer between its claim and its publish.</summary>
    [HotPath]
    public ref T this[long sequence]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref SlotOf(sequence).Value;
    }

    /// <summary>
    /// Adds a reader of all events. Before <see cref="Start"/>, from one thread.
    /// </summary>
    /// <param name="name">For telemetry and error texts.</param>
    /// <param name="dependsOn">Consumers of this ring that must have finished an event before this one sees it.</param>
    public RingConsumer<T> AddConsumer(string name, params RingConsumer<T>[] dependsOn)
    {
        if (_started)
        {
            Throw.InvalidOperation("consumers are added before the ring starts");
        }

        foreach (var consumer in dependsOn)
        {
            if (Array.IndexOf(_consumers, consumer) < 0)
            {
                Throw.Argument(nameof(dependsOn), "consumers of the same ring");
            }
        }

        var added = new RingConsumer<T>(this, name, dependsOn);
        _consumers = [.. _consumers, added];
        return added;
    }

    /// <summary>Fixes the consumers and opens the ring for producers. Before the threads that use it are started.</summary>
    public void Start()
    {
        if (_started || _consumers.Length == 0)
        {
            Throw.InvalidOperation("a ring starts once, with at least one consumer");
        }

        _started = true;
        TryRefreshGate(Sequence.Initial);
    }

    /// <summary>Claims one slot. False when the ring is full. Any thread.</summary>
    [HotPath]
    public bool TryClaim(out long sequence) => TryClaim(1, out sequence);

    /// <summary>
    /// Claims <paramref name="count"/> slots in a row, the first being <paramref name="firstSequence"/>: all or none. Any thread.
    /// </summary>
    [HotPath]
    public bool TryClaim(int count, out long firstSequence)
    {
        if ((uint)(count - 1) >= (uint)Capacity)
        {
            Throw.ArgumentOutOfRange(nameof(count), count, "1 to the capacity of the ring");
        }

        long claimed;
        long last;
        do
        {
            claimed = _claimed.Value;
            last = claimed + count;
            if (last - Capacity > _gate.Value && !TryRefreshGate(last - Capacity))
            {
                firstSequence = default;
                return false;
            }
        }
        while (!_claimed.TryAdvance(claimed, last));
        firstSequence = claimed + 1;
        return true;
    }

    /// <summary>Makes a claimed event visible; nothing may be written to it afterwards.</summary>
    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Publish(long sequence) => Volatile.Write(ref SlotOf(sequence).Sequence, sequence);

    /// <summary>Makes a claimed batch visible, in order.</summary>
    [HotPath]
    public void Publish(long firstSequence, long lastSequence)
    {
        for (var sequence = firstSequence; sequence <= lastSequence; sequence++)
        {
            Publish(sequence);
        }
    }

    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsPublished(long sequence) => Volatile.Read(ref SlotOf(sequence).Sequence) == sequence;

    // Needed once a lap, so that a tiered JIT would come to it hours after the start; compiled for good when the ring starts.
    [HotPath]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private bool TryRefreshGate(long mustBePassed)
    {
        if (!_started)
        {
            Throw.InvalidOperation("a ring is started before anything is claimed");
        }

        var slowest = SlowestConsumer();
        _gate.Value = slowest;
        return mustBePassed <= slowest;
    }

    /// <summary>Reads the slots that will be claimed next, so that they are near then; changes nothing. Any thread.</summary>
    [HotPath]
    internal void TouchNext(int count)
    {
        var next = _claimed.Value + 1;
        for (var i = 0; i < count; i++)
        {
            NearMemory.Touch<Slot>(MemoryMarshal.CreateReadOnlySpan(ref SlotOf(next + i), 1));
        }
    }

    [HotPath]
    private long SlowestConsumer()
    {
        var slowest = long.MaxValue;
        foreach (var consumer in _consumers)
        {
            slowest = Math.Min(slowest, consumer.Progress);
        }

        return slowest;
    }

    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Slot SlotOf(long sequence)
    {
        var offset = _firstSlot + ((nint)((int)sequence & _mask) * SlotBytes);
        return ref Unsafe.As<byte, Slot>(ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(_memory), offset));
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Slot
    {
        public long Sequence;
        public T Value;
    }
}
