using System.Buffers.Text;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>Numbers as decimal text, eight digits at a time inside one word.</summary>
[HotPath]
internal static class DecimalDigits
{
    /// <summary>Room that any number needs: 20 characters, and what is written beside them.</summary>
    public const int Room = 32;

    private const ulong EightDigits = 100_000_000;
    private const ulong AsciiZeros = 0x3030_3030_3030_3030;

    /// <summary>Writes a number and returns its length; there is <see cref="Room"/> behind the place.</summary>
    public static int Write(long value, ref byte to)
    {
        if ((ulong)value < EightDigits)
        {
            return WriteLeading((uint)value, ref to);
        }

        if ((ulong)value >= EightDigits * EightDigits)
        {
            Utf8Formatter.TryFormat(value, MemoryMarshal.CreateSpan(ref to, Room), out var written);
            return written;
        }

        var (high, low) = Math.DivRem((ulong)value, EightDigits);
        var length = WriteLeading((uint)high, ref to);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, length), Split((uint)low) | AsciiZeros);
        return length + sizeof(ulong);
    }

    /// <summary>Writes units of 1e-8 with as many decimals as they need.</summary>
    public static int WriteUnits(long raw, ref byte to)
    {
        var (whole, units) = Math.DivRem((ulong)Math.Abs(raw), Decimal8.Scale);
        var length = 0;
        if (raw < 0)
        {
            to = (byte)'-';
            length = 1;
        }

        length += Write((long)whole, ref Unsafe.Add(ref to, length));
        if (units == 0)
        {
            return length;
        }

        Unsafe.Add(ref to, length) = (byte)'.';
        var digits = Split((uint)units);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, length + 1), digits | AsciiZeros);
        return length + 1 + sizeof(ulong) - (BitOperations.LeadingZeroCount(digits) / 8);
    }

    /// <summary>Less than 1e8, without leading zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WriteLeading(uint value, ref byte to)
    {
        // With a bit for the last digit, which is written even if it is 0.
        var digits = Split(value);
        var zeros = BitOperations.TrailingZeroCount(digits | (1UL << 56)) & ~7;
        Unsafe.WriteUnaligned(ref to, (digits | AsciiZeros) >> zeros);
        return sizeof(ulong) - (zeros / 8);
    }

    /// <summary>
    /// Eight digits, one a byte, the first in the lowest: fours, then pairs, then single ones, all lanes of a word at once.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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
