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

    /// <summary>A record in the middle fails its checksum, or a segment is missing or foreign: what follows cannot be trusted.</summary>
    Corrupt = 4,
}

/// <summary>Reads the records of one run in order and checks every one. Cold.</summary>
public sealed class JournalReader
{
    private readonly string[] _paths;
    private byte[] _segment = [];
    private int _index = -1;
    private int _position;
    private uint _epoch;
    private bool _sawRunEnd;

    public JournalReader(string runDirectory) => _paths = JournalDirectory.Segments(runDirectory);

    public JournalEnd End { get; private set; }

    /// <summary>What is wrong and where, when <see cref="End"/> is Torn or Corrupt.</summary>
    public string? Problem { get; private set; }

    public uint Epoch => _epoch;

    /// <summary>The next record, or false with <see cref="End"/> set.</summary>
    public bool TryRead(out JournalRecord record)
    {
        record = default;
        while (End == JournalEnd.NotReached)
        {
            if (_position == 0 && !OpenNext())
            {
                return false;
            }

            if (TryReadHere(out record))
            {
                _sawRunEnd |= record.Type == RecordType.RunEnd;
                return true;
            }

            _position = 0;
        }

        return false;
    }

    private bool IsLastSegment => _index == _paths.Length - 1;

    private string Where => $"{_paths[_index]} at byte {_position}";

    private bool OpenNext()
    {
        if (++_index >= _paths.Length)
        {
            End = _paths.Length == 0 ? JournalEnd.Corrupt : _sawRunEnd ? JournalEnd.RunEnd : JournalEnd.Open;
            Problem = _paths.Length == 0 ? "no journal segment here" : null;
            return false;
        }

        _segment = File.ReadAllBytes(_paths[_index]);
        var header = _segment.AsSpan();
        if (header.Length < JournalFormat.SegmentHeaderSize
            || BinaryPrimitives.ReadUInt32LittleEndian(header) != JournalFormat.Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) != JournalFormat.Version)
        {
            return Fail($"{_paths[_index]} is not a journal segment of version {JournalFormat.Version}");
        }

        var number = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        var epoch = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
        if (number != _index + 1 || (_index > 0 && epoch != _epoch))
        {
            return Fail($"{_paths[_index]} is segment {number} of run {epoch:x8}, expected segment {_index + 1} of run {_epoch:x8}");
        }

        _epoch = epoch;
        _position = JournalFormat.SegmentHeaderSize;
        return true;
    }

    private bool TryReadHere(out JournalRecord record)
    {
        record = default;
        var rest = _segment.AsSpan(_position);
        var length = rest.Length < JournalFormat.RecordHeaderSize ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(rest);
        if (length == 0)
        {
            return false;
        }

        var size = length > JournalFormat.MaxPayload ? int.MaxValue : JournalFormat.RecordSize((int)length);
        if (size > rest.Length || !IsWhole(rest[..size], (int)length))
        {
            End = IsLastSegment && !WholeRecordFollows(rest) ? JournalEnd.Torn : JournalEnd.Corrupt;
            Problem = $"record fails its checksum in {Where}";
            return false;
        }

        var type = (RecordType)BinaryPrimitives.ReadUInt16LittleEndian(rest[4..]);
        record = new JournalRecord(type, rest.Slice(JournalFormat.RecordHeaderSize, (int)length));
        _position += size;
        return true;
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
            var candidate = rest[offset..];
            var length = BinaryPrimitives.ReadUInt32LittleEndian(candidate);
            if (length == 0 || length > JournalFormat.MaxPayload)
            {
                continue;
            }

            var size = JournalFormat.RecordSize((int)length);
            if (size <= candidate.Length && IsWhole(candidate[..size], (int)length))
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
