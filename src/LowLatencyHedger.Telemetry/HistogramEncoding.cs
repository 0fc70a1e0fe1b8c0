using System.Buffers.Binary;

namespace LowLatencyHedger.Telemetry;

/// <summary>
/// HdrHistogram's V2 encoding: a header of 40 bytes, big endian, then each count as a zigzag LEB128 of at most 9 bytes, a run of zeros as its
/// negative length. The buckets of <see cref="LatencyHistogram"/> are HdrHistogram's of lowest 1, highest 1 h and 3 digits, so index n here
/// is index n there, and nothing is rounded once more.
/// </summary>
internal static class HistogramEncoding
{
    public const int BytesMax = HeaderBytes + (LatencyHistogram.CountsLength * WordBytesMax);

    private const int Cookie = 0x1c849303 | 0x10;
    private const int HeaderBytes = 40;
    private const int WordBytesMax = 9;
    private const int Digits = 3;

    // No run counts as many in one bucket; sums of them do not overflow.
    private const long CountMax = 1L << 40;

    /// <summary>Returns how many bytes were written. Allocates nothing.</summary>
    public static int Encode(LatencyHistogram histogram, Span<byte> destination)
    {
        var length = HeaderBytes;
        var end = histogram.CountsEnd;
        var zeros = 0;
        for (var i = 0; i < end; i++)
        {
            var count = histogram.CountAt(i);
            if (count == 0)
            {
                zeros++;
                continue;
            }

            // A single zero is a count of its own.
            length += zeros == 0 ? 0 : Write(destination[length..], zeros == 1 ? 0 : -zeros);
            length += Write(destination[length..], count);
            zeros = 0;
        }

        BinaryPrimitives.WriteInt32BigEndian(destination, Cookie);
        BinaryPrimitives.WriteInt32BigEndian(destination[4..], length - HeaderBytes);
        BinaryPrimitives.WriteInt32BigEndian(destination[8..], 0);
        BinaryPrimitives.WriteInt32BigEndian(destination[12..], Digits);
        BinaryPrimitives.WriteInt64BigEndian(destination[16..], 1);
        BinaryPrimitives.WriteInt64BigEndian(destination[24..], LatencyHistogram.HighestNanos);
        BinaryPrimitives.WriteDoubleBigEndian(destination[32..], 1);
        return length;
    }

    /// <summary>The buckets that hold something, of any layout of whole numbers; false when the bytes are not such a histogram.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> source, List<BucketCount> buckets)
    {
        buckets.Clear();
        if (source.Length < HeaderBytes || BinaryPrimitives.ReadInt32BigEndian(source) != Cookie)
        {
            return false;
        }

        var payload = BinaryPrimitives.ReadInt32BigEndian(source[4..]);
        var digits = BinaryPrimitives.ReadInt32BigEndian(source[12..]);
        var lowest = BinaryPrimitives.ReadInt64BigEndian(source[16..]);
        if (payload < 0 || payload > source.Length - HeaderBytes || digits is < 0 or > 5 || lowest < 1)
        {
            return false;
        }

        var halfBits = Math.Max(1, (int)Math.Ceiling(Math.Log2(2 * Math.Pow(10, digits)))) - 1;
        var unitBits = (int)Math.Floor(Math.Log2(lowest));
        var rest = source.Slice(HeaderBytes, payload);
        var index = 0L;
        while (!rest.IsEmpty)
        {
            if (!TryRead(ref rest, out var count))
            {
                return false;
            }

            if (count < 0)
            {
                index -= count;
                continue;
            }

            var bucket = Math.Max(0, (index >> halfBits) - 1);
            if (index < 0 || count > CountMax || bucket + unitBits + halfBits > 61)
            {
                return false;
            }

            if (count > 0)
            {
                buckets.Add(new BucketCount((index - (bucket << halfBits)) << (int)(bucket + unitBits), count));
            }

            index++;
        }

        return true;
    }

    private static int Write(Span<byte> destination, long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        var length = 0;
        while (rest >= 0x80 && length < WordBytesMax - 1)
        {
            destination[length++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        destination[length++] = (byte)rest;
        return length;
    }

    /// <summary>The ninth byte, if there is one, has eight bits of the value.</summary>
    private static bool TryRead(ref ReadOnlySpan<byte> source, out long value)
    {
        var bits = 0UL;
        value = 0;
        for (var i = 0; i < WordBytesMax && i < source.Length; i++)
        {
            var isLast = i == WordBytesMax - 1 || source[i] < 0x80;
            bits |= (ulong)(i == WordBytesMax - 1 ? source[i] : source[i] & 0x7f) << (7 * i);
            if (isLast)
            {
                source = source[(i + 1)..];
                value = (long)(bits >> 1) ^ -(long)(bits & 1);
                return true;
            }
        }

        return false;
    }
}
