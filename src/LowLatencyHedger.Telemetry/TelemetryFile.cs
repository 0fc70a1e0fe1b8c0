using System.IO.MemoryMappedFiles;
using System.Text;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Telemetry;

/// <summary>
/// The writer's end of a telemetry file: counters, histograms and one snapshot in memory that other processes map and read, so that
/// showing them costs the engine nothing. See README.md for the layout.
/// </summary>
/// <remarks>
/// Created and disposed by one thread; each counter and each histogram has one writer, and so has the snapshot. Nothing is allocated after
/// construction. Dispose it after the last writer has ended: the memory is gone then.
/// </remarks>
public sealed class TelemetryFile : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly NativeWords _memory;
    private readonly SnapshotCell _snapshot;
    private readonly TelemetryCounter[] _counters;
    private readonly LatencyHistogram[] _histograms;
    private readonly TelemetryRecords[] _tables;

    private TelemetryFile(MemoryMappedFile file, TelemetryLayout layout)
    {
        _file = file;
        _view = file.CreateViewAccessor(0, layout.FileBytes, MemoryMappedFileAccess.ReadWrite);
        _memory = NativeMemoryOwner.Mapped(_view);
        Layout = layout;

        // Touches every page, so that none faults later.
        _memory.Bytes(0, (int)layout.FileBytes).Clear();
        _snapshot = new SnapshotCell(_memory.Slice((nint)layout.SnapshotOffset), layout.SnapshotBytes);
        _counters = new TelemetryCounter[layout.Counters.Count];
        for (var i = 0; i < _counters.Length; i++)
        {
            _counters[i] = new TelemetryCounter(_memory.Slice((nint)layout.CountersOffset + (i * TelemetryLayout.CounterBytes)));
        }

        _histograms = new LatencyHistogram[layout.Histograms.Count];
        for (var i = 0; i < _histograms.Length; i++)
        {
            _histograms[i] = new LatencyHistogram(_memory.Slice((nint)layout.HistogramsOffset + ((nint)i * LatencyHistogram.Bytes)));
            _histograms[i].Reset();
        }

        _tables = new TelemetryRecords[layout.Tables.Count];
        for (var i = 0; i < _tables.Length; i++)
        {
            _tables[i] = new TelemetryRecords(_memory.Slice((nint)layout.TableOffset(i)), layout.Tables[i]);
        }

        WriteItems(layout);
        WriteHeader(layout);
    }

    public TelemetryLayout Layout { get; }

    /// <summary>
    /// Makes the file, in place of one of an earlier run. It appears under its name when it is complete; readers of the old one keep that.
    /// </summary>
    public static TelemetryFile Create(string path, TelemetryLayout layout)
    {
        Invariant.That(BitConverter.IsLittleEndian, "telemetry files are little endian");
        layout.Check();
        if (layout.FileBytes > int.MaxValue)
        {
            Throw.Argument(nameof(layout), "a file below 2 GiB");
        }

        var making = path + ".new";
        var stream = new FileStream(making, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var mapped = MemoryMappedFile.CreateFromFile(
            stream, null, layout.FileBytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        var file = new TelemetryFile(mapped, layout);
        File.Move(making, path, overwrite: true);
        return file;
    }

    public TelemetryCounter Counter(int index) => _counters[index];

    public TelemetryCounter Counter(string name) => _counters[Layout.CounterIndex(name)];

    public LatencyHistogram Histogram(int index) => _histograms[index];

    public LatencyHistogram Histogram(string name) => _histograms[Layout.HistogramIndex(name)];

    public TelemetryRecords Table(string name) => _tables[Layout.TableIndex(name)];

    /// <summary>Replaces the snapshot. The struct must be the one that the layout was made with.</summary>
    [HotPath]
    public void WriteSnapshot<T>(in T snapshot)
        where T : unmanaged => _snapshot.Write(in snapshot);

    /// <summary>Marks the file as closed in order, and leaves it for readers.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _memory.At<TelemetryHeader>(0).Closed, 1);
        _view.Dispose();
        _file.Dispose();
    }

    private void WriteItems(TelemetryLayout layout)
    {
        var offset = (nint)TelemetryHeader.Bytes;
        foreach (var item in layout.Counters.Concat(layout.Histograms))
        {
            Put(item.Name, offset, TelemetryLayout.NameBytesMax);
            Put(item.Unit, offset + TelemetryLayout.NameBytesMax, TelemetryLayout.UnitBytesMax);
            Put(item.Label, offset + TelemetryLayout.LabelOffset, TelemetryLayout.LabelBytesMax);
            _memory.At<TelemetryKind>(offset + TelemetryLayout.KindOffset) = item.Kind;
            Put(item.Help, offset + TelemetryLayout.HelpOffset, TelemetryLayout.HelpBytesMax);
            offset += TelemetryLayout.ItemBytes;
        }

        foreach (var table in layout.Tables)
        {
            Put(table.Name, offset, TelemetryTable.NameBytesMax);
            _memory.At<int>(offset + 48) = table.RecordBytes;
            _memory.At<int>(offset + 52) = table.Capacity;
            _memory.At<int>(offset + 56) = table.Version;
            _memory.At<int>(offset + 60) = table.IsRing ? 1 : 0;
            offset += TelemetryTable.DescriptorBytes;
        }
    }

    private void Put(string text, nint offset, int bytesMax) => Encoding.UTF8.GetBytes(text, _memory.Bytes(offset, bytesMax));

    private void WriteHeader(TelemetryLayout layout)
    {
        ref var header = ref _memory.At<TelemetryHeader>(0);
        header.Version = TelemetryHeader.CurrentVersion;
        header.ProcessId = Environment.ProcessId;
        header.FileBytes = layout.FileBytes;
        header.StartUtcNanos = HotClock.Now().UtcNanos;
        header.CounterCount = layout.Counters.Count;
        header.HistogramCount = layout.Histograms.Count;
        header.TableCount = layout.Tables.Count;
        header.SnapshotBytes = layout.SnapshotBytes;
        header.SnapshotVersion = layout.SnapshotVersion;
        Volatile.Write(ref header.Magic, TelemetryHeader.ExpectedMagic);
    }
}
