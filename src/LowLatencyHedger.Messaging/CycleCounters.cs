using System.Runtime.InteropServices;

namespace LowLatencyHedger.Messaging;

/// <summary>Written by one agent thread with plain stores, read by any; alone on its cache lines.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct CycleCounters
{
    public const int Size = Sequence.Padding + (3 * sizeof(long)) + Sequence.Padding;

    [FieldOffset(Sequence.Padding)]
    public long Cycles;

    [FieldOffset(Sequence.Padding + 8)]
    public long BusyCycles;

    [FieldOffset(Sequence.Padding + 16)]
    public long AllocatedBytes;
}
