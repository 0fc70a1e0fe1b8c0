using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Journal;

/// <summary>
/// Appends records to mapped segments: a copy and a checksum, no system call.
/// </summary>
/// <remarks>
/// Threads. The appender (one thread) calls the Append methods. The keeper (another) calls <see cref="Keep"/>: it prepares the next
/// segment before it is needed, makes written pages durable and closes finished segments. They meet in four fields:
/// <c>_next</c>, which only the keeper sets from null and only the appender sets back to null, <c>_finished</c>, the other way round, and
/// <c>_leave</c> and <c>_leavePage</c>, by which the keeper asks the appender to go on in the next segment or page. A record that finds no room
/// and no prepared segment is not written; the appender keeps it and calls again.
/// A sync that failed is never tried again on the same file: the appender leaves the segment, and its bytes are written to a new file. When
/// that fails too, or no next segment can be made, the journal is broken for good.
/// </remarks>
public sealed class JournalWriter : INearMemory, IDisposable
{
    /// <summary>How far the keeper keeps pages writable before the appender comes to them: several intervals of a fast market.</summary>
    private const int AheadBytes = 1024 * 1024;

    /// <summary>More than a tick and its order take.</summary>
    private const int TouchedBytes = 2 * 1024;

    private static readonly int s_chainSize = JournalFormat.RecordSize(JournalFormat.ChainPayload);

    private readonly JournalOptions _options;
    private readonly string _directory;
    private readonly uint _epoch;
    private readonly int _recordsEnd;
    private readonly FileStream? _lock;
    private readonly Lock _syncGate = new();
    private MappedSegment _current;
    private MappedSegment? _next;
    private MappedSegment? _finished;
    private MappedSegment? _suspect;
    private bool _leave;
    private bool _leavePage;
    private bool _isHurried;
    private uint _lastNumber;
    private long _appended;
    private long _appendedBeforePage;
    private long _synced;
    private ulong _chain;
    private DecisionHash _decisions;
    private string? _problem;
    private bool _disposed;

    private JournalWriter(JournalOptions options, string directory, uint epoch, FileStream lockFile)
    {
        _options = options;
        _directory = directory;
        _epoch = epoch;
        _lock = lockFile;

        // Room for the chain's value after a record and for that at the segment's end.
        _recordsEnd = options.SegmentBytes - (2 * s_chainSize);
        _current = NewSegment();
        _next = NewSegment();
    }

    /// <summary>In memory.</summary>
    private JournalWriter(int bytes)
    {
        _options = new JournalOptions { Directory = "", SegmentBytes = bytes };
        _directory = "";
        _recordsEnd = bytes - (2 * s_chainSize);
        _current = MappedSegment.CreateInMemory(bytes);
    }

    /// <summary>The directory of this run.</summary>
    public string Directory => _directory;

    /// <summary>Number of this run; part of every order's label. Never used twice in one journal directory.</summary>
    public uint Epoch => _epoch;

    /// <summary>Records written so far. Appender's thread, or approximate.</summary>
    [HotPath]
    public long Appended => Volatile.Read(ref _appended);

    /// <summary>Records known to be on disk.</summary>
    [HotPath]
    public long Synced => Volatile.Read(ref _synced);

    /// <summary>Nothing reaches the disk any more. What still finds room is only in memory.</summary>
    [HotPath]
    public bool IsBroken => Volatile.Read(ref _problem) is not null;

    /// <summary>Why it is broken, or null.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    /// <summary>Hash over all outputs appended so far.</summary>
    public ulong DecisionHash => _decisions.Value;

    /// <summary>
    /// Begins a new run: the next epoch, a directory of its own, a lock against a second writer. The torn end of the run before is cut off, and
    /// old runs are removed as the options say.
    /// </summary>
    /// <exception cref="IOException">
    /// The directory cannot be written, or another process holds it, or the end of the run before has a hole.
    /// </exception>
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
            var previous = JournalDirectory.LastEpoch(options.Directory);
            if (previous != 0)
            {
                JournalUpkeep.CutTornTail(JournalDirectory.RunPath(options.Directory, previous));
                JournalUpkeep.RemoveOldRuns(options, previous, DateTime.UtcNow);
            }

            var run = JournalDirectory.RunPath(options.Directory, previous + 1);
            System.IO.Directory.CreateDirectory(run);
            DirectorySync.Flush(options.Directory);
            return new JournalWriter(options, run, previous + 1, lockFile);
        }
        catch
        {
            lockFile.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A journal that nobody reads: in memory, and when that is full it begins anew. For keeping the code of an append in the processor's caches.
    /// </summary>
    public static JournalWriter CreateInMemory(int bytes) => new(bytes);

    /// <summary>Reads where the next records will be written, so that it is near then; changes nothing. Appender's thread.</summary>
    [HotPath]
    public void Touch(long turn)
    {
        var rest = _current.Bytes[_current.Position..];
        NearMemory.Touch<byte>(rest[..Math.Min(rest.Length, TouchedBytes)]);
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

    /// <summary>Appender's thread: what was just appended must not wait for its group.</summary>
    [HotPath]
    public void Hurry() => Volatile.Write(ref _isHurried, true);

    /// <summary>Keeper's thread: whether it was asked to hurry since the last time.</summary>
    public bool TakeHurry() => Interlocked.Exchange(ref _isHurried, false);

    /// <summary>Keeper's thread: what was appended shall lie in whole pages, to be synced without one that is written to.</summary>
    public void AskToLeavePage() => Volatile.Write(ref _leavePage, true);

    /// <summary>Appender's thread, where it has nothing to append: goes on in the next page, if it was asked to and there is one.</summary>
    [HotPath]
    public void LeavePageIfAsked()
    {
        if (!Volatile.Read(ref _leavePage))
        {
            return;
        }

        Volatile.Write(ref _leavePage, false);
        var position = _current.Position;
        var size = Filler.SizeAt(position);
        if (position + size <= _recordsEnd)
        {
            Filler.Write(_current.Bytes.Slice(position, size));
            Volatile.Write(ref _current.Position, position + size);
            Volatile.Write(ref _appendedBeforePage, _appended);
        }
    }

    /// <summary>A record of text; for the start and the end of a run. Cold.</summary>
    /// <exception cref="ArgumentException">Longer than a record may be.</exception>
    /// <exception cref="IOException">There is no room, and the journal is broken.</exception>
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
            if (IsBroken && !HasRoom(size))
            {
                throw new IOException(_problem);
            }
        }

        var record = _current.Bytes.Slice(_current.Position, size);
        utf8.CopyTo(record[JournalFormat.RecordHeaderSize..]);
        Append(record, type, utf8.Length, trimmed: 0);
    }

    /// <summary>Makes what was appended durable and keeps the next segment ready. Keeper's thread; cold. Failures set <see cref="Problem"/>.</summary>
    /// <returns>Amount of work done.</returns>
    public int Keep() => Advance(wholePagesOnly: false);

    /// <summary>
    /// The same, but what is in the page that the appender writes into stays for later, so that its next record does not wait for the disk.
    /// </summary>
    /// <returns>Amount of work done.</returns>
    public int KeepWholePages() => Advance(wholePagesOnly: true);

    private int Advance(bool wholePagesOnly)
    {
        lock (_syncGate)
        {
            if (_disposed || IsBroken || IsInMemory)
            {
                return 0;
            }

            try
            {
                return FinishSegment() + PrepareSegment() + SyncCurrent(wholePagesOnly);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Volatile.Write(ref _leave, false);
                Volatile.Write(ref _problem, e.Message);
                return 1;
            }
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
            if (IsInMemory)
            {
                _current.Dispose();
                return;
            }

            AppendChain();
            try
            {
                if (!IsBroken && (_current == _suspect || !TrySync(_current)))
                {
                    Step(DiskStep.Rewrite);
                    _current.Rewrite();
                }

                _current.CloseAt(_current.Position);
                if (_next is { } unused)
                {
                    unused.Dispose();
                    File.Delete(unused.Path);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Volatile.Write(ref _problem, e.Message);
            }

            _finished?.Dispose();
            _lock!.Dispose();
        }
    }

    private int FinishSegment()
    {
        if (Volatile.Read(ref _finished) is not { } finished)
        {
            return 0;
        }

        if (finished == _suspect || !TrySync(finished))
        {
            Step(DiskStep.Rewrite);
            finished.Rewrite();
            _suspect = null;
        }

        Volatile.Write(ref _finished, null);
        finished.Dispose();
        return 1;
    }

    private int PrepareSegment()
    {
        if (Volatile.Read(ref _next) is not null)
        {
            return 0;
        }

        MappedSegment next;
        try
        {
            next = NewSegment();
        }
        catch (IOException)
        {
            // Nothing of the failed file is used again; one more is tried before trading has to stop.
            next = NewSegment();
        }

        Volatile.Write(ref _next, next);
        return 1;
    }

    private int SyncCurrent(bool wholePagesOnly)
    {
        // The count first: what was appended later may be on the disk and not be counted, never the other way round.
        var appended = wholePagesOnly ? Volatile.Read(ref _appendedBeforePage) : Volatile.Read(ref _appended);
        var current = Volatile.Read(ref _current);
        var position = Volatile.Read(ref current.Position);
        if (appended <= _synced || current == _suspect)
        {
            return 0;
        }

        var end = wholePagesOnly ? position & -MappedSegment.PageSize : position;
        var isSynced = end == 0 || TrySync(current, end);
        current.TouchAhead(position, AheadBytes);
        Volatile.Read(ref _next)?.TouchAhead(0, AheadBytes);
        if (!isSynced)
        {
            _suspect = current;
            Volatile.Write(ref _leave, true);
        }
        else if (Volatile.Read(ref _finished) is null)
        {
            Volatile.Write(ref _synced, appended);
        }

        return 1;
    }

    /// <param name="segment">Which.</param>
    /// <param name="end">Of the bytes that matter; 0 for all.</param>
    private bool TrySync(MappedSegment segment, int end = 0)
    {
        try
        {
            Step(DiskStep.Sync);
            if (end > 0)
            {
                segment.Sync(end);
            }
            else
            {
                segment.Sync();
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private void Step(DiskStep step) => _options.BeforeDiskStep?.Invoke(step);

    // One piece of machine code for both kinds: inputs, of which there are many, keep it warm for outputs.
    [HotPath]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryAppend(RecordType type, long number, ReadOnlySpan<byte> value)
    {
        var kept = JournalFormat.TrimmedLength(value);
        var length = sizeof(long) + kept;
        var size = JournalFormat.RecordSize(length);
        if (!HasRoom(size))
        {
            return false;
        }

        var record = _current.Bytes.Slice(_current.Position, size);
        BinaryPrimitives.WriteInt64LittleEndian(record[JournalFormat.RecordHeaderSize..], number);
        value[..kept].CopyTo(record[(JournalFormat.RecordHeaderSize + sizeof(long))..]);
        Append(record, type, length, value.Length - kept);
        return true;
    }

    [HotPath]
    private void Append(Span<byte> record, RecordType type, int length, int trimmed)
    {
        _chain = JournalFormat.Link(_chain, Seal(record, type, length, trimmed));
        var appended = _appended + 1;
        Volatile.Write(ref _appended, appended);
        if (appended % JournalFormat.RecordsPerChain == 0)
        {
            AppendChain();
        }
    }

    [HotPath]
    private void AppendChain()
    {
        var record = _current.Bytes.Slice(_current.Position, s_chainSize);
        BinaryPrimitives.WriteUInt64LittleEndian(record[JournalFormat.RecordHeaderSize..], _chain);
        BinaryPrimitives.WriteInt64LittleEndian(record[(JournalFormat.RecordHeaderSize + sizeof(ulong))..], _appended);
        Seal(record, RecordType.Chain, JournalFormat.ChainPayload, trimmed: 0);
    }

    [HotPath]
    private uint Seal(Span<byte> record, RecordType type, int length, int trimmed)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(record[4..], (ushort)type);
        BinaryPrimitives.WriteUInt16LittleEndian(record[6..], (ushort)trimmed);
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)length);
        var sealedBytes = record[..^JournalFormat.ChecksumSize];
        var checksum = JournalFormat.Checksum(sealedBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(record[sealedBytes.Length..], checksum);
        var position = _current.Position;
        var isNewPage = ((position ^ (position + record.Length)) & -MappedSegment.PageSize) != 0;
        Volatile.Write(ref _current.Position, position + record.Length);
        if (isNewPage)
        {
            // All before this record end in pages that nothing is written to any more. Behind the position: who reads the count has one of that page.
            Volatile.Write(ref _appendedBeforePage, _appended);
        }

        return checksum;
    }

    [HotPath]
    private bool HasRoom(int recordSize) => (_current.Position + recordSize <= _recordsEnd && !Volatile.Read(ref _leave)) || TryRotate();

    [HotPath]
    private bool IsInMemory => _lock is null;

    [HotPath]
    private bool TryRotate()
    {
        if (IsInMemory)
        {
            _current.Position = JournalFormat.SegmentHeaderSize;
            return true;
        }

        if (Volatile.Read(ref _next) is not { } next || Volatile.Read(ref _finished) is not null)
        {
            return false;
        }

        AppendChain();
        Volatile.Write(ref _leave, false);
        Volatile.Write(ref _finished, _current);
        Volatile.Write(ref _current, next);
        Volatile.Write(ref _next, null);
        return true;
    }

    private MappedSegment NewSegment()
    {
        Step(DiskStep.CreateSegment);
        var number = _lastNumber + 1;
        var segment = MappedSegment.Create(JournalDirectory.SegmentPath(_directory, number), number, _epoch, _options.SegmentBytes);
        _lastNumber = number;
        return segment;
    }
}
