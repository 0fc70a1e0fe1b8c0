using System.Diagnostics.CodeAnalysis;
using System.IO.MemoryMappedFiles;
using System.Text;

namespace LowLatencyHedger.Telemetry;

/// <summary>
/// The reader's end of a telemetry file, for another process, also when the writer is gone. Thread: one.
/// </summary>
public sealed class TelemetryReader : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly NativeWords _memory;

    private TelemetryReader(MemoryMappedFile file, MemoryMappedViewAccessor view, TelemetryLayout layout)
    {
        _file = file;
        _view = view;
        _memory = NativeMemoryOwner.Mapped(view);
        Layout = layout;
    }

    public TelemetryLayout Layout { get; }

    public int ProcessId => Header.ProcessId;

    public long StartUtcNanos => Header.StartUtcNanos;

    /// <summary>The writer has closed it in order. False for one that runs and for one that died.</summary>
    public bool IsClosed => Volatile.Read(ref Header.Closed) != 0;

    private ref TelemetryHeader Header => ref _memory.At<TelemetryHeader>(0);

    public static TelemetryOpenError TryOpen(string path, out TelemetryReader? reader)
    {
        reader = null;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return TryOpen(stream, out reader);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return TelemetryOpenError.NotFound;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return TelemetryOpenError.NotReadable;
        }
    }

    public long Counter(int index)
    {
        var offset = Offset(Layout.CountersOffset, TelemetryLayout.CounterBytes, index, Layout.Counters.Count);
        return Volatile.Read(ref _memory.At<long>(offset));
    }

    public long Counter(string name) => Counter(Layout.CounterIndex(name));

    /// <summary>Copies a histogram as it is now.</summary>
    public void ReadHistogram(int index, LatencyHistogram into)
    {
        var offset = Offset(Layout.HistogramsOffset, LatencyHistogram.Bytes, index, Layout.Histograms.Count);
        into.CopyFrom(new LatencyHistogram(_memory.Slice(offset)));
    }

    /// <summary>Records in a table: of a ring all that were ever appended, else those that are meant.</summary>
    public long RecordCount(int table) => Volatile.Read(ref _memory.At<long>(TableOffset(table)));

    /// <summary>
    /// The record at a place, whole; in a ring record n is at n modulo the capacity, and a newer one may have taken the place. False when
    /// it was never written, or the writer died while it wrote.
    /// </summary>
    public bool TryReadRecord<T>(int table, int place, out T record)
        where T : unmanaged
    {
        var layout = Layout.Tables[table];
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)place, (uint)layout.Capacity, nameof(place));
        return TelemetryRecords.CellAt(_memory.Slice(TableOffset(table)), layout, place).TryRead(out record);
    }

    /// <summary>
    /// The snapshot, whole. False when none was written yet, or the writer died while it wrote. The struct must have the size of
    /// <see cref="TelemetryLayout.SnapshotBytes"/>; compare <see cref="TelemetryLayout.SnapshotVersion"/> first.
    /// </summary>
    public bool TryReadSnapshot<T>(out T snapshot)
        where T : unmanaged =>
        new SnapshotCell(_memory.Slice((nint)Layout.SnapshotOffset), Layout.SnapshotBytes).TryRead(out snapshot);

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private static TelemetryOpenError TryOpen(FileStream stream, out TelemetryReader? reader)
    {
        reader = null;
        if (stream.Length < TelemetryHeader.Bytes)
        {
            return TelemetryOpenError.Truncated;
        }

        var file = MemoryMappedFile.CreateFromFile(
            stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        var view = file.CreateViewAccessor(0, stream.Length, MemoryMappedFileAccess.Read);
        var error = TryReadLayout(NativeMemoryOwner.Mapped(view), stream.Length, out var layout);
        if (error == TelemetryOpenError.None)
        {
            reader = new TelemetryReader(file, view, layout!);
            return error;
        }

        view.Dispose();
        file.Dispose();
        return error;
    }

    private static TelemetryOpenError TryReadLayout(NativeWords memory, long length, [MaybeNull] out TelemetryLayout layout)
    {
        layout = null;
        ref var header = ref memory.At<TelemetryHeader>(0);
        if (Volatile.Read(ref header.Magic) != TelemetryHeader.ExpectedMagic)
        {
            return TelemetryOpenError.WrongMagic;
        }

        if (header.Version != TelemetryHeader.CurrentVersion)
        {
            return TelemetryOpenError.WrongVersion;
        }

        if ((uint)header.CounterCount > TelemetryLayout.ItemsMax
            || (uint)header.HistogramCount > TelemetryLayout.ItemsMax
            || (uint)header.TableCount > TelemetryLayout.TablesMax
            || (uint)header.SnapshotBytes > TelemetryLayout.SnapshotBytesMax)
        {
            return TelemetryOpenError.Corrupt;
        }

        var tableItems = TelemetryHeader.Bytes + ((nint)TelemetryLayout.ItemBytes * (header.CounterCount + header.HistogramCount));
        var itemsEnd = tableItems + ((long)TelemetryTable.DescriptorBytes * header.TableCount);
        if (length < header.FileBytes || length < itemsEnd)
        {
            return TelemetryOpenError.Truncated;
        }

        layout = new TelemetryLayout
        {
            Counters = ReadItems(memory, 0, header.CounterCount),
            Histograms = ReadItems(memory, header.CounterCount, header.HistogramCount),
            Tables = ReadTables(memory, tableItems, header.TableCount),
            SnapshotBytes = header.SnapshotBytes,
            SnapshotVersion = header.SnapshotVersion,
        };
        return layout.Tables.All(TelemetryLayout.IsSound) && layout.FileBytes == header.FileBytes ? TelemetryOpenError.None : TelemetryOpenError.Corrupt;
    }

    private static TelemetryItem[] ReadItems(NativeWords memory, int first, int count)
    {
        var items = new TelemetryItem[count];
        for (var i = 0; i < count; i++)
        {
            var offset = TelemetryHeader.Bytes + ((nint)(first + i) * TelemetryLayout.ItemBytes);
            items[i] = new TelemetryItem(
                Text(memory.Bytes(offset, TelemetryLayout.NameBytesMax)),
                Text(memory.Bytes(offset + TelemetryLayout.NameBytesMax, TelemetryLayout.UnitBytesMax)),
                Text(memory.Bytes(offset + TelemetryLayout.HelpOffset, TelemetryLayout.HelpBytesMax)),
                memory.At<TelemetryKind>(offset + TelemetryLayout.KindOffset),
                Text(memory.Bytes(offset + TelemetryLayout.LabelOffset, TelemetryLayout.LabelBytesMax)));
        }

        return items;
    }

    private static TelemetryTable[] ReadTables(NativeWords memory, nint offset, int count)
    {
        var tables = new TelemetryTable[count];
        for (var i = 0; i < count; i++)
        {
            tables[i] = new TelemetryTable(
                Text(memory.Bytes(offset, TelemetryTable.NameBytesMax)),
                memory.At<int>(offset + 48),
                memory.At<int>(offset + 52),
                memory.At<int>(offset + 56),
                memory.At<int>(offset + 60) != 0);
            offset += TelemetryTable.DescriptorBytes;
        }

        return tables;
    }

    private nint TableOffset(int table)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)table, (uint)Layout.Tables.Count, nameof(table));
        return (nint)Layout.TableOffset(table);
    }

    private static string Text(ReadOnlySpan<byte> padded) => Encoding.UTF8.GetString(padded.TrimEnd((byte)0));

    private static nint Offset(long start, int stride, int index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)count, nameof(index));
        return (nint)start + ((nint)index * stride);
    }
}
