using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Journal;

/// <summary>
/// Appends records to mapped segments: a copy and a checksum, no system call.
/// </summary>
/// <remarks>
/// Threads. The appender (one thread) calls the Append methods. The keeper (another) calls <see cref="Keep"/>: it prepares the next
/// segment before it is needed, makes written pages durable and closes finished segments. They meet in two fields:
/// <c>_next</c>, which only the keeper sets from null and only the appender sets back to null, and <c>_finished</c>, the other way
/// round. A record that finds no room and no prepared segment is not written; the appender keeps it and calls again.
/// </remarks>
public sealed class JournalWriter : IDisposable
{
    private readonly string _directory;
    private readonly uint _epoch;
    private readonly int _segmentBytes;
    private readonly FileStream _lock;
    private readonly Lock _syncGate = new();
    private MappedSegment _current;
    private MappedSegment? _next;
    private MappedSegment? _finished;
    private uint _lastNumber = 1;
    private int _position = JournalFormat.SegmentHeaderSize;
    private long _appended;
    private long _synced;
    private DecisionHash _decisions;
    private bool _disposed;

    private JournalWriter(string directory, uint epoch, int segmentBytes, FileStream lockFile)
    {
        _directory = directory;
        _epoch = epoch;
        _segmentBytes = segmentBytes;
        _lock = lockFile;
        _current = MappedSegment.Create(SegmentPath(1), 1, epoch, segmentBytes);
        _next = NewSegment();
    }

    /// <summary>The directory of this run.</summary>
    public string Directory => _directory;

    /// <summary>Number of this run; part of every order's label. Never used twice in one journal directory.</summary>
    public uint Epoch => _epoch;

    /// <summary>Records written so far. Appender's thread, or approximate.</summary>
    public long Appended => Volatile.Read(ref _appended);

    /// <summary>Records known to be on disk.</summary>
    public long Synced => Volatile.Read(ref _synced);

    /// <summary>Hash over all outputs appended so far.</summary>
    public ulong DecisionHash => _decisions.Value;

    /// <summary>Begins a new run: the next epoch, a directory of its own, a lock against a second writer.</summary>
    /// <exception cref="IOException">The directory cannot be written, or another process holds it.</exception>
    public static JournalWriter Create(JournalOptions options)
    {
        if (options.SegmentBytes < 2 * JournalFormat.MaxPayload)
        {
            Throw.ArgumentOutOfRange(nameof(options), options.SegmentBytes, "a segment of at least 128 KiB");
        }

        System.IO.Directory.CreateDirectory(options.Directory);
        var lockFile = new FileStream(Path.Combine(options.Directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            var epoch = JournalDirectory.LastEpoch(options.Directory) + 1;
            var run = JournalDirectory.RunPath(options.Directory, epoch);
            System.IO.Directory.CreateDirectory(run);
            return new JournalWriter(run, epoch, options.SegmentBytes, lockFile);
        }
        catch
        {
            lockFile.Dispose();
            throw;
        }
    }

    /// <summary>False when the next segment is not ready yet: nothing was written, try again.</summary>
    [HotPath]
    public bool TryAppendInput(long sequence, in InputEvent input)
    {
        var bytes = MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in input, 1));
        return TryAppend(RecordType.Input, sequence, bytes);
    }

    /// <inheritdoc cref="TryAppendInput"/>
    [HotPath]
    public bool TryAppendOutput(long number, in OutputEvent output)
    {
        var bytes = MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in output, 1));
        if (!TryAppend(RecordType.Output, number, bytes))
        {
            return false;
        }

        _decisions.Add(in output);
        return true;
    }

    /// <summary>A record of text; for the start and the end of a run. Cold.</summary>
    /// <exception cref="ArgumentException">Longer than a record may be.</exception>
    public void AppendText(RecordType type, ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > JournalFormat.MaxPayload)
        {
            Throw.Argument(nameof(utf8), "at most 64 KiB");
        }

        var size = JournalFormat.RecordSize(utf8.Length);
        while (!HasRoom(size))
        {
            Keep();
        }

        var record = _current.Bytes.Slice(_position, size);
        utf8.CopyTo(record[JournalFormat.RecordHeaderSize..]);
        Seal(record, type, utf8.Length, trimmed: 0);
    }

    /// <summary>Makes what was appended durable and keeps the next segment ready. Keeper's thread; cold.</summary>
    /// <returns>Amount of work done.</returns>
    /// <exception cref="IOException">The disk is full or failing: trading must stop.</exception>
    public int Keep()
    {
        lock (_syncGate)
        {
            if (_disposed)
            {
                return 0;
            }

            var work = 0;
            var appended = Volatile.Read(ref _appended);
            if (Interlocked.Exchange(ref _finished, null) is { } finished)
            {
                finished.Sync();
                finished.Dispose();
                work++;
            }

            if (Volatile.Read(ref _next) is null)
            {
                Volatile.Write(ref _next, NewSegment());
                work++;
            }

            if (appended != _synced)
            {
                Volatile.Read(ref _current).Sync();
                Volatile.Write(ref _synced, appended);
                work++;
            }

            return work;
        }
    }

    /// <summary>Syncs, cuts the unused end off and releases the lock. Appender and keeper have stopped.</summary>
    public void Dispose()
    {
        Keep();
        lock (_syncGate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _current.CloseAt(_position);
            if (_next is { } unused)
            {
                unused.Dispose();
                File.Delete(SegmentPath(_lastNumber));
            }

            _finished?.Dispose();
            _lock.Dispose();
        }
    }

    [HotPath]
    private bool TryAppend(RecordType type, long number, ReadOnlySpan<byte> value)
    {
        var kept = JournalFormat.TrimmedLength(value);
        var length = sizeof(long) + kept;
        var size = JournalFormat.RecordSize(length);
        if (!HasRoom(size))
        {
            return false;
        }

        var record = _current.Bytes.Slice(_position, size);
        BinaryPrimitives.WriteInt64LittleEndian(record[JournalFormat.RecordHeaderSize..], number);
        value[..kept].CopyTo(record[(JournalFormat.RecordHeaderSize + sizeof(long))..]);
        Seal(record, type, length, value.Length - kept);
        return true;
    }

    [HotPath]
    private void Seal(Span<byte> record, RecordType type, int length, int trimmed)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(record[4..], (ushort)type);
        BinaryPrimitives.WriteUInt16LittleEndian(record[6..], (ushort)trimmed);
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)length);
        var sealedBytes = record[..^JournalFormat.ChecksumSize];
        BinaryPrimitives.WriteUInt32LittleEndian(record[sealedBytes.Length..], JournalFormat.Checksum(sealedBytes));
        _position += record.Length;
        Volatile.Write(ref _appended, _appended + 1);
    }

    [HotPath]
    private bool HasRoom(int recordSize) => _position + recordSize <= _segmentBytes || TryRotate();

    [HotPath]
    private bool TryRotate()
    {
        if (Volatile.Read(ref _next) is not { } next || Volatile.Read(ref _finished) is not null)
        {
            return false;
        }

        Volatile.Write(ref _finished, _current);
        Volatile.Write(ref _current, next);
        Volatile.Write(ref _next, null);
        _position = JournalFormat.SegmentHeaderSize;
        return true;
    }

    private MappedSegment NewSegment()
    {
        _lastNumber++;
        return MappedSegment.Create(SegmentPath(_lastNumber), _lastNumber, _epoch, _segmentBytes);
    }

    private string SegmentPath(uint number) => JournalDirectory.SegmentPath(_directory, number);
}
