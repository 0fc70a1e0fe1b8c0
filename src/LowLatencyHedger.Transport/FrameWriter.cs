using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Transport;

/// <summary>
/// RFC 6455 sending side of a client: one unfragmented, masked frame.
/// The mask exists to keep a hostile page from choosing the bytes that an old HTTP proxy sees (RFC 6455 section 10.3). This process sends
/// its own messages through no such proxy, so the mask only has to be there; callers take it from a seeded generator, which costs a
/// nanosecond and repeats in tests.
/// </summary>
[HotPath]
public static class FrameWriter
{
    /// <summary>The largest control frame: two bytes of header, four of mask, 125 of payload.</summary>
    public const int ControlFrameBytesMax = 131;

    /// <summary>Bytes on the wire for a payload of this length.</summary>
    public static int Size(int payloadLength) => HeaderSize(payloadLength) + payloadLength;

    /// <summary>
    /// Writes the frame and returns its length; the destination holds at least <see cref="Size"/> bytes and does not overlap the payload.
    /// </summary>
    public static int Write(Span<byte> destination, FrameOpcode opcode, ReadOnlySpan<byte> payload, uint mask)
    {
        var headerSize = HeaderSize(payload.Length);
        destination[0] = (byte)(0x80 | (byte)opcode);
        if (payload.Length < 126)
        {
            destination[1] = (byte)(0x80 | payload.Length);
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            destination[1] = 0x80 | 126;
            BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)payload.Length);
        }
        else
        {
            destination[1] = 0x80 | 127;
            BinaryPrimitives.WriteUInt64BigEndian(destination[2..], (ulong)payload.Length);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(destination[(headerSize - 4)..], mask);
        CopyMasked(payload, destination.Slice(headerSize, payload.Length), mask);
        return headerSize + payload.Length;
    }

    private static int HeaderSize(int payloadLength) => payloadLength < 126 ? 6 : payloadLength <= ushort.MaxValue ? 8 : 14;

    private static void CopyMasked(ReadOnlySpan<byte> source, Span<byte> destination, uint mask)
    {
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(destination);
        var wideMask = Vector256.Create(mask).AsByte();
        var offset = 0;
        for (; offset <= source.Length - Vector256<byte>.Count; offset += Vector256<byte>.Count)
        {
            (Vector256.LoadUnsafe(ref from, (nuint)offset) ^ wideMask).StoreUnsafe(ref to, (nuint)offset);
        }

        if (offset > 0)
        {
            // The rest with the last 32 bytes, some of them a second time; the mask turned to where they begin.
            var last = source.Length - Vector256<byte>.Count;
            var turned = Vector256.Create(BitOperations.RotateRight(mask, 8 * (last & 3))).AsByte();
            (Vector256.LoadUnsafe(ref from, (nuint)last) ^ turned).StoreUnsafe(ref to, (nuint)last);
            return;
        }

        for (; offset < source.Length; offset++)
        {
            destination[offset] = (byte)(source[offset] ^ (byte)(mask >> (8 * (offset & 3))));
        }
    }
}
