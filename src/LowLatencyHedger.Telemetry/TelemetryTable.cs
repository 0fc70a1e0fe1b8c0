using System.Runtime.CompilerServices;

namespace LowLatencyHedger.Telemetry;

/// <summary>
/// A table of equal records in a telemetry file, each of which a reader gets whole or not at all. With <see cref="IsRing"/> records are
/// appended and the oldest is overwritten; otherwise each has its place, and a place that was never written has none.
/// </summary>
/// <param name="Name">At most 48 bytes of UTF-8, lower_case.</param>
/// <param name="RecordBytes">Size of the record's struct.</param>
/// <param name="Capacity">Records.</param>
/// <param name="Version">Changes whenever the struct does.</param>
/// <param name="IsRing">Append only.</param>
public sealed record TelemetryTable(string Name, int RecordBytes, int Capacity, int Version, bool IsRing)
{
    public const int NameBytesMax = 48;
    public const int CapacityMax = 1 << 16;
    public const int RecordBytesMax = 1 << 16;

    // The count has a line of its own, and so has each record's version.
    internal const int HeaderBytes = 64;
    internal const int DescriptorBytes = 64;

    internal int StrideBytes => TelemetryLayout.SnapshotHeaderBytes + ((RecordBytes + 63) / 64 * 64);

    internal long Bytes => HeaderBytes + ((long)StrideBytes * Capacity);

    /// <summary>A table of places.</summary>
    public static TelemetryTable Of<T>(string name, int capacity, int version)
        where T : unmanaged => new(name, Unsafe.SizeOf<T>(), capacity, version, IsRing: false);

    /// <summary>A ring of the last records.</summary>
    public static TelemetryTable Ring<T>(string name, int capacity, int version)
        where T : unmanaged => new(name, Unsafe.SizeOf<T>(), capacity, version, IsRing: true);
}
