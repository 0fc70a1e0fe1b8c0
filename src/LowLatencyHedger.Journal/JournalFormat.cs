using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Journal;

/// <summary>
/// The bytes of a journal. A run is a directory of segments <c>00000001.hlj</c>, <c>00000002.hlj</c>, ... of equal, preallocated size.
/// <code>
/// segment  magic "HLJ1" | version u32 | segment number u32 | epoch u32 | segment bytes u64 | CRC-32C u32 | records...
/// record   payload length u32 | type u16 | zero bytes cut off the payload's end u16 | payload | padding to 4 | CRC-32C u32
/// </code>
/// All little endian. The checksum covers the record from its length to its padding. Zeros follow a segment's last record. The chain takes
/// in the checksum of every record of the run; it is written after each 4,096 records and at the end of a segment, and so shows a record or a
/// segment that is whole but not the one that stood there. A filler leads to the end of a page, and is not in the chain.
/// </summary>
[HotPath]
public static class JournalFormat
{
    private const ulong ChainMultiplier = 0x9E37_79B9_7F4A_7C15;

    public const uint Magic = 0x314A_4C48;
    public const uint Version = 3;

    /// <summary>The oldest that can be read: it has no fillers, and is otherwise the same.</summary>
    public const uint OldestVersion = 2;

    public const int SegmentHeaderSize = 28;
    public const int RecordHeaderSize = 8;
    public const int ChecksumSize = 4;
    public const int MaxPayload = 64 * 1024;
    public const int RecordsPerChain = 4096;
    public const int ChainPayload = 2 * sizeof(ulong);
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

    /// <summary>The chain's value after a record with this checksum.</summary>
    public static ulong Link(ulong chain, uint checksum) => BitOperations.RotateLeft((chain ^ checksum) * ChainMultiplier, 29);

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

    internal static bool IsHeaderWhole(ReadOnlySpan<byte> segment) =>
        BinaryPrimitives.ReadUInt32LittleEndian(segment[24..]) == Checksum(segment[..24]);

    internal static void WriteSegmentHeader(Span<byte> segment, uint number, uint epoch)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(segment, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(segment[4..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(segment[8..], number);
        BinaryPrimitives.WriteUInt32LittleEndian(segment[12..], epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[16..], (ulong)segment.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(segment[24..], Checksum(segment[..24]));
    }
}
