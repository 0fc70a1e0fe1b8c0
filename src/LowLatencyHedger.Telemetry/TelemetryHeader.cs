using System.Runtime.InteropServices;

namespace LowLatencyHedger.Telemetry;

/// <summary>The first bytes of a telemetry file, little endian. The magic number is written last, when all else is in place.</summary>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
internal struct TelemetryHeader
{
    public const int Bytes = 128;
    public const int CurrentVersion = 2;

    /// <summary>"HEDGTELE" in ASCII.</summary>
    public const ulong ExpectedMagic = 0x454C_4554_4744_4548;

    [FieldOffset(0)]
    public ulong Magic;

    [FieldOffset(8)]
    public int Version;

    [FieldOffset(12)]
    public int ProcessId;

    [FieldOffset(16)]
    public long FileBytes;

    [FieldOffset(24)]
    public long StartUtcNanos;

    [FieldOffset(32)]
    public int CounterCount;

    [FieldOffset(36)]
    public int HistogramCount;

    [FieldOffset(40)]
    public int SnapshotBytes;

    [FieldOffset(44)]
    public int SnapshotVersion;

    /// <summary>1 once the writer has closed it in order.</summary>
    [FieldOffset(48)]
    public int Closed;

    [FieldOffset(52)]
    public int TableCount;
}
