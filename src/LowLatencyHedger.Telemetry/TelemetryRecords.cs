using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Telemetry;

/// <summary>The writer's end of one <see cref="TelemetryTable"/>. Thread: one writer.</summary>
/// <remarks>Each record is a <see cref="SnapshotCell"/>; the count is stored behind the record that it counts.</remarks>
[HotPath]
public sealed class TelemetryRecords
{
    private readonly NativeWords _words;
    private readonly TelemetryTable _table;
    private long _count;

    internal TelemetryRecords(NativeWords words, TelemetryTable table)
    {
        _words = words;
        _table = table;
    }

    /// <summary>Ring: appends, over the oldest.</summary>
    public void Append<T>(in T record)
        where T : unmanaged
    {
        Cell((int)(_count % _table.Capacity)).Write(in record);
        SetCount(_count + 1);
    }

    /// <summary>Replaces the record at a place. The struct must be the one that the table was made with.</summary>
    public void Write<T>(int place, in T record)
        where T : unmanaged
    {
        Invariant.That((uint)place < (uint)_table.Capacity, "a telemetry record is written outside its table");
        Cell(place).Write(in record);
        if (place >= _count)
        {
            SetCount(place + 1);
        }
    }

    /// <summary>How many records readers look at: those behind are what they were, and no longer meant.</summary>
    public void SetCount(long count)
    {
        _count = count;
        Volatile.Write(ref _words[0], count);
    }

    private SnapshotCell Cell(int place) => CellAt(_words, _table, place);

    internal static SnapshotCell CellAt(NativeWords words, TelemetryTable table, int place) =>
        new(words.Slice(TelemetryTable.HeaderBytes + ((nint)place * table.StrideBytes)), table.RecordBytes);
}
