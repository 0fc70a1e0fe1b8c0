using System.Buffers.Binary;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Journal;

/// <summary>
/// The record of zeros by which the appender leaves a page, so that the keeper can sync all of it without holding up the next record. No zero is
/// touched: the segment has them already, and the checksums of all lengths are known beforehand.
/// </summary>
internal static class Filler
{
    private const int SizeMin = JournalFormat.RecordHeaderSize + sizeof(uint) + JournalFormat.ChecksumSize;

    /// <summary>By the record's size in words of four bytes.</summary>
    private static readonly uint[] s_checksums = Checksums();

    /// <summary>Bytes from here to the end of the page, or as many beyond it as the least filler needs; 0 where a page begins.</summary>
    [HotPath]
    public static int SizeAt(int position)
    {
        var rest = -position & (MappedSegment.PageSize - 1);
        return rest == 0 ? 0 : Math.Max(rest, SizeMin);
    }

    /// <summary>Makes these zeros, if there are any, one record.</summary>
    [HotPath]
    public static void Write(Span<byte> zeros)
    {
        if (zeros.IsEmpty)
        {
            return;
        }

        WriteHeader(zeros);
        BinaryPrimitives.WriteUInt32LittleEndian(zeros[^JournalFormat.ChecksumSize..], s_checksums[zeros.Length / sizeof(uint)]);
    }

    [HotPath]
    private static void WriteHeader(Span<byte> record)
    {
        BinaryPrimitives.WriteInt32LittleEndian(record, record.Length - JournalFormat.RecordHeaderSize - JournalFormat.ChecksumSize);
        BinaryPrimitives.WriteUInt16LittleEndian(record[sizeof(int)..], (ushort)RecordType.Filler);
    }

    private static uint[] Checksums()
    {
        var record = new byte[MappedSegment.PageSize];
        var checksums = new uint[1 + (record.Length / sizeof(uint))];
        for (var size = SizeMin; size <= record.Length; size += sizeof(uint))
        {
            WriteHeader(record.AsSpan(0, size));
            checksums[size / sizeof(uint)] = JournalFormat.Checksum(record.AsSpan(0, size - JournalFormat.ChecksumSize));
        }

        return checksums;
    }
}
