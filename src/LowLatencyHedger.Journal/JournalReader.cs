using System.Buffers.Binary;
using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.Journal;

/// <summary>How reading a journal ended.</summary>
public enum JournalEnd
{
    /// <summary>There is more.</summary>
    NotReached = 0,

    /// <summary>The run stopped in order: its last record says so.</summary>
    RunEnd = 1,

    /// <summary>The records stop without a RunEnd: the process died or still runs.</summary>
    Open = 2,

    /// <summary>The last record of the last segment is torn; everything before it is whole.</summary>
    Torn = 3,

    /// <summary>A record in the middle fails its checksum or the chain, or a segment is missing or foreign: what follows cannot be trusted.</summary>
    Corrupt = 4,
}

/// <summary>A place between two records of a run, and what the chain has come to there.</summary>
internal readonly record struct ReadPosition(int Segment, int Offset, ulong Chain, long Records);

/// <summary>Reads the records of one run in order and checks every one. Cold.</summary>
public sealed class JournalReader
{
    private readonly string _run;
    private string[] _paths;
    private byte[] _buffer = [];
    private int _length;
    private int _index;
    private int _position;
    private uint _epoch;
    private ulong _chain;
    private long _records;
    private bool _isChainKnown = true;
    private int _resumeAt;
    private bool _sawRunEnd;

    public JournalReader(string runDirectory)
    {
        _run = runDirectory;
        _paths = JournalDirectory.UsedSegments(runDirectory);
    }

    /// <summary>For a reader that is used again and again: segments are read into this, if they fit, and nothing of their size is allocated.</summary>
    internal byte[] Buffer
    {
        get => _buffer;
        init => _buffer = value;
    }

    private ReadOnlySpan<byte> Whole => _buffer.AsSpan(0, _length);

    public JournalEnd End { get; private set; }

    /// <summary>What is wrong and where, when <see cref="End"/> is Torn or Corrupt.</summary>
    public string? Problem { get; private set; }

    /// <summary>The segment is of another version of the format: it may be whole, but not for this program.</summary>
    public bool IsOtherVersion { get; private set; }

    public uint Epoch => _epoch;

    /// <summary>Segments that hold records.</summary>
    public int SegmentCount => _paths.Length;

    /// <summary>The segment that is being read, and how far: the end of the last whole record.</summary>
    public string Segment => _index < _paths.Length ? _paths[_index] : _run;

    /// <inheritdoc cref="Segment"/>
    public int Offset => _position;

    /// <summary>Only the run's last segment, to see how it ends. The chain is taken over from its first value here.</summary>
    public static JournalReader OfLastSegment(string runDirectory)
    {
        var reader = new JournalReader(runDirectory);
        reader._index = Math.Max(0, reader._paths.Length - 1);
        reader._isChainKnown = reader._index == 0;
        return reader;
    }

    /// <summary>A file of records beside the segments.</summary>
    internal static JournalReader OfFile(string path)
    {
        var reader = new JournalReader(Path.GetDirectoryName(path)!);
        reader._paths = [path];
        return reader;
    }

    /// <summary>From a place where another reader has stood.</summary>
    internal static JournalReader At(string runDirectory, ReadPosition position, byte[]? buffer = null)
    {
        var reader = new JournalReader(runDirectory) { Buffer = buffer ?? [] };
        reader._index = position.Segment;
        reader._resumeAt = position.Offset;
        reader._chain = position.Chain;
        reader._records = position.Records;
        return reader;
    }

    /// <summary>Behind the last whole record that was read.</summary>
    internal ReadPosition Position => new(_index, _position, _chain, _records);

    /// <summary>The next record, or false with <see cref="End"/> set.</summary>
    public bool TryRead(out JournalRecord record)
    {
        record = default;
        while (End == JournalEnd.NotReached)
        {
            if (_position == 0 && !Open())
            {
                return false;
            }

            if (!TryReadHere(out record))
            {
                LeaveSegment();
            }
            else if (record.Type is not (RecordType.Chain or RecordType.Filler))
            {
                _sawRunEnd |= record.Type == RecordType.RunEnd;
                return true;
            }
        }

        record = default;
        return false;
    }

    /// <summary>Looks for what a run that goes on has written since <see cref="End"/> was reached. A torn end may be a record being written.</summary>
    public void Refresh()
    {
        if (End is not (JournalEnd.Open or JournalEnd.Torn))
        {
            return;
        }

        _paths = JournalDirectory.UsedSegments(_run);
        if (_index < _paths.Length)
        {
            if (_position > 0)
            {
                Load(_paths[_index]);
            }

            End = JournalEnd.NotReached;
            Problem = null;
        }
    }

    private string Where => $"{Segment} at byte {_position}";

    private void Load(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var length = (int)RandomAccess.GetLength(file);
        if (_buffer.Length < length)
        {
            _buffer = new byte[length];
        }

        _length = 0;
        while (_length < length && RandomAccess.Read(file, _buffer.AsSpan(_length, length - _length), _length) is > 0 and var read)
        {
            _length += read;
        }
    }

    private bool Open()
    {
        if (_paths.Length == 0)
        {
            return Fail($"{_run}: no journal segment here");
        }

        var path = _paths[_index];
        Load(path);
        var header = Whole;
        if (_paths.Length == 1 && IsUnfinished(header))
        {
            End = JournalEnd.Torn;
            Problem = $"the process died before the run's first record, in {path} at byte 0";
            return false;
        }

        if (header.Length < JournalFormat.SegmentHeaderSize || BinaryPrimitives.ReadUInt32LittleEndian(header) != JournalFormat.Magic)
        {
            return Fail($"{path} is not a journal segment");
        }

        var version = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        if (version is < JournalFormat.OldestVersion or > JournalFormat.Version)
        {
            IsOtherVersion = true;
            return Fail($"{path} has version {version} of the format, this program reads versions {JournalFormat.OldestVersion} to {JournalFormat.Version}");
        }

        if (!JournalFormat.IsHeaderWhole(header))
        {
            return Fail($"the segment's header fails its checksum in {path}");
        }

        var number = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        var epoch = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
        if ((_isChainKnown && number != _index + 1) || (_index > 0 && _epoch != 0 && epoch != _epoch))
        {
            return Fail($"{path} is segment {number} of run {epoch:x8}, expected segment {_index + 1} of run {_epoch:x8}");
        }

        _epoch = epoch;
        _position = Math.Max(JournalFormat.SegmentHeaderSize, _resumeAt);
        _resumeAt = 0;
        return _position <= _length || Fail($"{path} is shorter than the place to go on from");
    }

    /// <summary>The header is not whole, and nothing stands behind it: the segment was being made.</summary>
    private static bool IsUnfinished(ReadOnlySpan<byte> segment) =>
        segment.Length < JournalFormat.SegmentHeaderSize
        || (!JournalFormat.IsHeaderWhole(segment) && segment[JournalFormat.SegmentHeaderSize..].IndexOfAnyExcept((byte)0) < 0);

    /// <summary>No whole record stands here: on to the next segment, or the end of one kind or another.</summary>
    private void LeaveSegment()
    {
        if (End != JournalEnd.NotReached)
        {
            return;
        }

        var isLast = _index == _paths.Length - 1;
        var rest = Whole[_position..];
        if (rest.IndexOfAnyExcept((byte)0) >= 0)
        {
            var isTorn = isLast && !WholeRecordFollows(rest);
            End = isTorn ? JournalEnd.Torn : JournalEnd.Corrupt;
            Problem = isTorn ? $"the last record is torn: it fails its checksum in {Where}" : $"a record fails its checksum, with others behind it, in {Where}";
        }
        else if (isLast)
        {
            End = _sawRunEnd ? JournalEnd.RunEnd : JournalEnd.Open;
        }
        else
        {
            _index++;
            _position = 0;
        }
    }

    private bool TryReadHere(out JournalRecord record)
    {
        record = default;
        var rest = Whole[_position..];
        if (!IsWholeAt(rest, out var length))
        {
            return false;
        }

        var size = JournalFormat.RecordSize(length);
        var type = (RecordType)BinaryPrimitives.ReadUInt16LittleEndian(rest[4..]);
        record = new JournalRecord(type, rest.Slice(JournalFormat.RecordHeaderSize, length));
        if (type == RecordType.Chain)
        {
            if (!IsChainRight(rest[JournalFormat.RecordHeaderSize..]))
            {
                return Fail($"the chain of the records before does not lead to the value in {Where}");
            }
        }
        else if (type != RecordType.Filler)
        {
            _chain = JournalFormat.Link(_chain, BinaryPrimitives.ReadUInt32LittleEndian(rest[(size - JournalFormat.ChecksumSize)..]));
            _records++;
        }

        _position += size;
        return true;
    }

    private bool IsChainRight(ReadOnlySpan<byte> payload)
    {
        var chain = BinaryPrimitives.ReadUInt64LittleEndian(payload);
        var records = BinaryPrimitives.ReadInt64LittleEndian(payload[sizeof(ulong)..]);
        if (!_isChainKnown)
        {
            (_chain, _records, _isChainKnown) = (chain, records, true);
        }

        return chain == _chain && records == _records;
    }

    private static bool IsWholeAt(ReadOnlySpan<byte> bytes, out int payloadLength)
    {
        payloadLength = 0;
        var length = bytes.Length < JournalFormat.RecordHeaderSize ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (length is 0 or > JournalFormat.MaxPayload || JournalFormat.RecordSize((int)length) > bytes.Length)
        {
            return false;
        }

        payloadLength = (int)length;
        return IsWhole(bytes[..JournalFormat.RecordSize(payloadLength)], payloadLength);
    }

    private static bool IsWhole(ReadOnlySpan<byte> record, int length)
    {
        var sealedBytes = record[..^JournalFormat.ChecksumSize];
        var type = (RecordType)BinaryPrimitives.ReadUInt16LittleEndian(record[4..]);
        var trimmed = BinaryPrimitives.ReadUInt16LittleEndian(record[6..]);
        var fits = type switch
        {
            RecordType.Input => length + trimmed == sizeof(long) + InputEvent.Size,
            RecordType.Output => length + trimmed == sizeof(long) + OutputEvent.Size,
            RecordType.Chain => length == JournalFormat.ChainPayload && trimmed == 0,
            _ => trimmed == 0,
        };
        return fits && BinaryPrimitives.ReadUInt32LittleEndian(record[sealedBytes.Length..]) == JournalFormat.Checksum(sealedBytes);
    }

    /// <summary>
    /// A torn record is the last thing written. If whole records follow a bad one, the middle of the file is damaged and the run must
    /// not be taken for one that merely ends here.
    /// </summary>
    private static bool WholeRecordFollows(ReadOnlySpan<byte> rest)
    {
        for (var offset = 4; offset + JournalFormat.RecordHeaderSize < rest.Length; offset += 4)
        {
            if (IsWholeAt(rest[offset..], out _))
            {
                return true;
            }
        }

        return false;
    }

    private bool Fail(string problem)
    {
        End = JournalEnd.Corrupt;
        Problem = problem;
        return false;
    }
}
