using System.Buffers.Binary;
using System.Buffers.Text;
using System.Numerics;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>Numbers as decimal text, eight digits at a time inside one word.</summary>
[HotPath]
internal static class DecimalDigits
{
    /// <summary>Room that any number needs: 20 characters, and what is written beside them.</summary>
    public const int Room = 32;

    private const long EightDigits = 100_000_000;
    private const ulong AsciiZeros = 0x3030_3030_3030_3030;

    /// <summary>Writes a number and returns its length; the destination has <see cref="Room"/>.</summary>
    public static int Write(long value, Span<byte> to)
    {
        if (value is < 0 or >= EightDigits * EightDigits)
        {
            Utf8Formatter.TryFormat(value, to, out var written);
            return written;
        }

        if (value < EightDigits)
        {
            return WriteLeading((uint)value, to);
        }

        var (high, low) = Math.DivRem(value, EightDigits);
        var length = WriteLeading((uint)high, to);
        BinaryPrimitives.WriteUInt64LittleEndian(to[length..], Split((uint)low) | AsciiZeros);
        return length + sizeof(ulong);
    }

    /// <summary>Writes units of 1e-8 with as many decimals as they need.</summary>
    public static int WriteUnits(long raw, Span<byte> to)
    {
        var (whole, units) = Math.DivRem(Math.Abs(raw), Decimal8.Scale);
        var length = 0;
        if (raw < 0)
        {
            to[length++] = (byte)'-';
        }

        length += Write(whole, to[length..]);
        if (units == 0)
        {
            return length;
        }

        to[length++] = (byte)'.';
        var digits = Split((uint)units);
        BinaryPrimitives.WriteUInt64LittleEndian(to[length..], digits | AsciiZeros);
        return length + sizeof(ulong) - (BitOperations.LeadingZeroCount(digits) / 8);
    }

    /// <summary>Less than 1e8, without leading zeros.</summary>
    private static int WriteLeading(uint value, Span<byte> to)
    {
        var digits = Split(value);
        var zeros = Math.Min(BitOperations.TrailingZeroCount(digits) / 8, sizeof(ulong) - 1);
        BinaryPrimitives.WriteUInt64LittleEndian(to, (digits | AsciiZeros) >> (8 * zeros));
        return sizeof(ulong) - zeros;
    }

    /// <summary>Eight digits, one a byte, the first in the lowest: fours, then pairs, then single ones, all lanes of a word at once.</summary>
    private static ulong Split(uint value)
    {
        var fours = (value / 10_000) | ((ulong)(value % 10_000) << 32);

        // A hundredth, and below a tenth, by multiplication; exact for four digits, and for two.
        var hundreds = ((fours * 10_486) >> 20) & 0x0000_007F_0000_007F;
        var pairs = hundreds | ((fours - (hundreds * 100)) << 16);
        var tens = ((pairs * 103) >> 10) & 0x000F_000F_000F_000F;
        return tens | ((pairs - (tens * 10)) << 8);
    }
}
