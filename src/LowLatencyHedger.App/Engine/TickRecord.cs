using System.Runtime.InteropServices;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Engine;

/// <summary>What made a tick slow: the first of these that happened meanwhile. The order is that of the stages' histograms.</summary>
internal enum SlowCause : byte
{
    /// <summary>Within its budget.</summary>
    None = 0,

    /// <summary>Garbage was collected.</summary>
    Collection = 1,

    /// <summary>The JIT compiled a method.</summary>
    Compilation = 2,

    /// <summary>The thread touched a page that was not mapped.</summary>
    PageFault = 3,

    /// <summary>The kernel took the processor away from the thread.</summary>
    Preemption = 4,

    /// <summary>It came in one receive with others and waited for those before it, or the core was behind.</summary>
    Burst = 5,

    /// <summary>None of these: the work itself, caches, or a virtual machine's host.</summary>
    Other = 6,
}

/// <summary>
/// The way of one tick through the engine, and what happened around it. A plain value that can be copied as bytes. Durations in nanoseconds; what
/// the tick did not come to is 0.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TickRecord
{
    public const int LayoutVersion = 1;

    /// <summary>Number of the input event.</summary>
    public long Sequence;

    /// <summary>The receive call had returned, on the machine's monotonic clock.</summary>
    public long ReceivedNanos;

    public long ReceivedUtcNanos;

    /// <summary>The receive call returned to the event in the ring: frame, scan, the messages of the same receive before it.</summary>
    public long DecodeNanos;

    /// <summary>... to the core began.</summary>
    public long RingNanos;

    /// <summary>... to decided: book, Greeks, policy, gate.</summary>
    public long CoreNanos;

    /// <summary>... to the gateway took the order up: input and order are in the journal.</summary>
    public long JournalNanos;

    /// <summary>... to the order's bytes ready.</summary>
    public long EncodeNanos;

    /// <summary>... to the send call returned.</summary>
    public long SendNanos;

    /// <summary>Of the order that it led to, if it led to one.</summary>
    public OrderRef Ref;

    /// <summary>Of the message; in records of orders that of the order.</summary>
    public InstrumentId Instrument;

    /// <summary>Events that waited in the ring behind it. Not known of orders.</summary>
    public int QueueDepth;

    /// <summary>Messages of the same receive before it. Not known of orders.</summary>
    public int BurstPlace;

    /// <summary>Since the recorder last looked, some milliseconds before: collections of garbage.</summary>
    public int Collections;

    /// <summary>... methods compiled.</summary>
    public int Methods;

    /// <summary>... times that the kernel took the processor away.</summary>
    public int InvoluntarySwitches;

    /// <summary>... pages mapped on first touch.</summary>
    public int MinorFaults;

    /// <summary>... pages read from a disk.</summary>
    public int MajorFaults;

    public InputKind Kind;
    public SlowCause Cause;

    /// <summary>The receive call returned to the send call about to begin; to the decision when there was no order.</summary>
    public readonly long TotalNanos => DecodeNanos + RingNanos + CoreNanos + JournalNanos + EncodeNanos;
}
