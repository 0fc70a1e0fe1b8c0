using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Journal;

/// <summary>
/// The bytes of a journal. A run is a directory of segments <c>00000001.hlj</c>, <c>00000002.hlj</c>, ... of equal, preallocated size.
/// <code>
/// segment  magic "HLJ1" | version u32 | segment number u32 | epoch u32 | segment bytes u64 | records...
/// record   payload length u32 | type u16 | zero bytes cut off the payload's end u16 | payload | padding to 4 | CRC-32C u32
/// </code>
/// All little endian. The checksum covers the record from its length to its padding. A length of zero ends a segment's records.
/// </summary>
[HotPath]
public static class JournalFormat
{
    public const uint Magic = 0x314A_4C48;
    public const uint Version = 1;
    public const int SegmentHeaderSize = 24;
    public const int RecordHeaderSize = 8;
    public const int ChecksumSize = 4;
    public const int MaxPayload = 64 * 1024;
    public const string SegmentExtension = ".hlj";

    /// <summary>Bytes that a record of this payload takes in the segment.</summary>
    public static int RecordSize(int payloadLength) => RecordHeaderSize + Padded(payloadLength) + ChecksumSize;

    public static int Padded(int payloadLength) => (payloadLength + 3) & ~3;

    /// <summary>CRC-32C (Castagnoli), as the processor computes it.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var rest in bytes[(words.Length * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, rest);
        }

        return ~crc;
    }

    /// <summary>Length of <paramref name="bytes"/> without the zeros at its end: most events fill little of their slot.</summary>
    public static int TrimmedLength(ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        var last = words.Length;
        while (last > 0 && words[last - 1] == 0)
        {
            last--;
        }

        return last * sizeof(ulong);
    }

    internal static void WriteSegmentHeader(Span<byte> segment, uint number, uint epoch)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(segment, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(segment[4..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(segment[8..], number);
        BinaryPrimitives.WriteUInt32LittleEndian(segment[12..], epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[16..], (ulong)segment.Length);
    }
}
