using System.Buffers.Binary;

namespace LowLatencyHedger.Telemetry;

/// <summary>
/// The zlib format (RFC 1950) with stored blocks only: every inflater reads it, and writing it allocates nothing, which the compressors of
/// the runtime do. Histograms in V2 encoding have their runs of zeros folded already.
/// </summary>
internal static class StoredZlib
{
    private const int BlockBytesMax = ushort.MaxValue;
    private const uint AdlerModulus = 65_521;

    /// <summary>How many bytes this many become.</summary>
    public static int BytesFor(int length) => 2 + (5 * ((length / BlockBytesMax) + 1)) + length + 4;

    /// <summary>Returns how many bytes were written.</summary>
    public static int Write(ReadOnlySpan<byte> data, Span<byte> destination)
    {
        destination[0] = 0x78;
        destination[1] = 0x01;
        var length = 2;
        var rest = data;
        do
        {
            var block = rest[..Math.Min(rest.Length, BlockBytesMax)];
            rest = rest[block.Length..];
            destination[length] = (byte)(rest.IsEmpty ? 1 : 0);
            BinaryPrimitives.WriteUInt16LittleEndian(destination[(length + 1)..], (ushort)block.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(destination[(length + 3)..], (ushort)~block.Length);
            block.CopyTo(destination[(length + 5)..]);
            length += 5 + block.Length;
        }
        while (!rest.IsEmpty);

        BinaryPrimitives.WriteUInt32BigEndian(destination[length..], Adler(data));
        return length + 4;
    }

    private static uint Adler(ReadOnlySpan<byte> data)
    {
        var (a, b) = (1u, 0u);
        foreach (var value in data)
        {
            a = (a + value) % AdlerModulus;
            b = (b + a) % AdlerModulus;
        }

        return (b << 16) | a;
    }
}
