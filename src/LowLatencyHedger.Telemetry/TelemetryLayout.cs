using System.Runtime.CompilerServices;
using System.Text;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Telemetry;

/// <summary>What a telemetry file holds. Positions follow from the three counts, so that a reader can check them.</summary>
public sealed record TelemetryLayout
{
    public const int NameBytesMax = 48;
    public const int UnitBytesMax = 16;
    public const int ItemsMax = 4096;
    public const int SnapshotBytesMax = 1 << 24;

    internal const int ItemBytes = NameBytesMax + UnitBytesMax;

    // A line for each counter: two threads never share one.
    internal const int CounterBytes = 64;
    internal const int SnapshotHeaderBytes = 64;

    public IReadOnlyList<TelemetryItem> Counters { get; init; } = [];

    public IReadOnlyList<TelemetryItem> Histograms { get; init; } = [];

    /// <summary>Size of the snapshot; 0 for none.</summary>
    public int SnapshotBytes { get; init; }

    /// <summary>Changes whenever the snapshot's struct does.</summary>
    public int SnapshotVersion { get; init; }

    internal long CountersOffset => TelemetryHeader.Bytes + ((long)ItemBytes * (Counters.Count + Histograms.Count));

    internal long HistogramsOffset => CountersOffset + ((long)CounterBytes * Counters.Count);

    internal long SnapshotOffset => HistogramsOffset + ((long)LatencyHistogram.Bytes * Histograms.Count);

    internal long FileBytes => SnapshotOffset + SnapshotHeaderBytes + SnapshotBytes;

    /// <summary>The same with this struct as its snapshot.</summary>
    public TelemetryLayout WithSnapshot<T>(int version)
        where T : unmanaged => this with { SnapshotBytes = Unsafe.SizeOf<T>(), SnapshotVersion = version };

    /// <summary>The position of a counter; throws when there is none of that name.</summary>
    public int CounterIndex(string name) => IndexOf(Counters, name);

    /// <summary>The position of a histogram; throws when there is none of that name.</summary>
    public int HistogramIndex(string name) => IndexOf(Histograms, name);

    internal void Check()
    {
        if (Counters.Count > ItemsMax || Histograms.Count > ItemsMax || (uint)SnapshotBytes > SnapshotBytesMax)
        {
            Throw.Argument("layout", $"at most {ItemsMax} counters and histograms each and {SnapshotBytesMax} bytes of snapshot");
        }

        foreach (var item in Counters.Concat(Histograms))
        {
            if (item.Name.Length == 0
                || Encoding.UTF8.GetByteCount(item.Name) > NameBytesMax
                || Encoding.UTF8.GetByteCount(item.Unit) > UnitBytesMax)
            {
                Throw.Argument("layout", $"a name of 1 to {NameBytesMax} and a unit of at most {UnitBytesMax} bytes, not {item}");
            }
        }
    }

    private static int IndexOf(IReadOnlyList<TelemetryItem> items, string name)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].Name == name)
            {
                return i;
            }
        }

        throw new ArgumentException($"the telemetry layout has no item {name}", nameof(name));
    }
}
