using System.Runtime.CompilerServices;
using System.Text;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Telemetry;

/// <summary>What a telemetry file holds. Positions follow from the header's counts and the tables' sizes, so that a reader can check them.</summary>
public sealed record TelemetryLayout
{
    public const int NameBytesMax = 48;
    public const int UnitBytesMax = 16;
    public const int HelpBytesMax = 160;
    public const int LabelBytesMax = 31;
    public const int ItemsMax = 4096;
    public const int TablesMax = 64;
    public const int SnapshotBytesMax = 1 << 24;

    // Name, unit, label, one byte of kind, help.
    internal const int LabelOffset = NameBytesMax + UnitBytesMax;
    internal const int KindOffset = LabelOffset + LabelBytesMax;
    internal const int HelpOffset = KindOffset + 1;
    internal const int ItemBytes = HelpOffset + HelpBytesMax;

    // A line for each counter: two threads never share one.
    internal const int CounterBytes = 64;
    internal const int SnapshotHeaderBytes = 64;

    public IReadOnlyList<TelemetryItem> Counters { get; init; } = [];

    public IReadOnlyList<TelemetryItem> Histograms { get; init; } = [];

    public IReadOnlyList<TelemetryTable> Tables { get; init; } = [];

    /// <summary>Size of the snapshot; 0 for none.</summary>
    public int SnapshotBytes { get; init; }

    /// <summary>Changes whenever the snapshot's struct does.</summary>
    public int SnapshotVersion { get; init; }

    internal long TableItemsOffset => TelemetryHeader.Bytes + ((long)ItemBytes * (Counters.Count + Histograms.Count));

    internal long CountersOffset => TableItemsOffset + ((long)TelemetryTable.DescriptorBytes * Tables.Count);

    internal long HistogramsOffset => CountersOffset + ((long)CounterBytes * Counters.Count);

    internal long SnapshotOffset => HistogramsOffset + ((long)LatencyHistogram.Bytes * Histograms.Count);

    internal long TablesOffset => SnapshotOffset + SnapshotHeaderBytes + ((SnapshotBytes + 63L) / 64 * 64);

    internal long FileBytes => TableOffset(Tables.Count);

    /// <summary>The same with this struct as its snapshot.</summary>
    public TelemetryLayout WithSnapshot<T>(int version)
        where T : unmanaged => this with { SnapshotBytes = Unsafe.SizeOf<T>(), SnapshotVersion = version };

    /// <summary>The position of a counter, the first of that name; throws when there is none.</summary>
    public int CounterIndex(string name) => Found(Counters.Select(item => item.Name), name);

    /// <summary>The position of a histogram, the first of that name; throws when there is none.</summary>
    public int HistogramIndex(string name) => Found(Histograms.Select(item => item.Name), name);

    /// <summary>The position of a table; throws when there is none of that name.</summary>
    public int TableIndex(string name) => Found(Tables.Select(table => table.Name), name);

    internal long TableOffset(int index) => TablesOffset + Tables.Take(index).Sum(table => table.Bytes);

    internal void Check()
    {
        if (Counters.Count > ItemsMax || Histograms.Count > ItemsMax || Tables.Count > TablesMax || (uint)SnapshotBytes > SnapshotBytesMax)
        {
            Throw.Argument(
                "layout",
                $"at most {ItemsMax} counters and histograms each, {TablesMax} tables and {SnapshotBytesMax} bytes of snapshot");
        }

        foreach (var item in Counters.Concat(Histograms))
        {
            if (item.Name.Length == 0
                || Encoding.UTF8.GetByteCount(item.Name) > NameBytesMax
                || Encoding.UTF8.GetByteCount(item.Unit) > UnitBytesMax
                || Encoding.UTF8.GetByteCount(item.Label) > LabelBytesMax
                || Encoding.UTF8.GetByteCount(item.Help) > HelpBytesMax)
            {
                Throw.Argument(
                    "layout",
                    $"a name of 1 to {NameBytesMax}, a unit of at most {UnitBytesMax}, a label of at most {LabelBytesMax} and a help text of "
                    + $"at most {HelpBytesMax} bytes, not {item}");
            }
        }

        foreach (var table in Tables)
        {
            if (!IsSound(table))
            {
                Throw.Argument("layout", $"a table with a name, of sizes within their limits, not {table}");
            }
        }
    }

    internal static bool IsSound(TelemetryTable table) =>
        table.Name.Length > 0
        && Encoding.UTF8.GetByteCount(table.Name) <= TelemetryTable.NameBytesMax
        && table.RecordBytes is > 0 and <= TelemetryTable.RecordBytesMax
        && table.Capacity is > 0 and <= TelemetryTable.CapacityMax;

    private static int Found(IEnumerable<string> names, string name)
    {
        var index = names.ToList().IndexOf(name);
        return index >= 0 ? index : throw new ArgumentException($"the telemetry layout has no item {name}", nameof(name));
    }
}
