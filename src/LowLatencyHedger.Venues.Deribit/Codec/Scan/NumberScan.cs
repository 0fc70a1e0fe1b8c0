using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec.Scan;

/// <summary>
/// Numbers at a position of a text. Those of up to 15 characters before an exponent are read in one vector, all others by
/// <see cref="JsonNumber"/>; both give the same bits. A null leaves a double NaN, a decimal None and an integer as it was.
/// </summary>
[HotPath]
internal static class NumberScan
{
    private const int Width = 16;
    private const int LargestExactPower = 22;
    private const int LargestUlongPower = 19;

    private static Vector128<sbyte> Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    }

    public static int Skip(ReadOnlySpan<byte> text, int at)
    {
        var end = ReadShort(text, at, out _);
        return end >= 0 ? end : JsonNumber.EndAt(text, at);
    }

    /// <summary>The nearest double. Fails for an infinite one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadDouble(ReadOnlySpan<byte> text, int at, ref double field)
    {
        var end = ReadShort(text, at, out var number);
        if (end < 0)
        {
            return ReadLongDouble(text, at, ref field);
        }

        // Fifteen digits and a power of ten up to 22 are exact as doubles, so the one rounding of the operation is the correct one.
        double significand = (long)number.Significand;
        var value = number.Exponent <= 0
            ? significand / JsonNumber.ExactPowersOfTen[-number.Exponent]
            : significand * JsonNumber.ExactPowersOfTen[number.Exponent];
        field = number.IsNegative ? -value : value;
        return end;
    }

    /// <summary>Units of 1e-8. Fails where <see cref="JsonReader.TryGetDecimal8"/> would refuse or round.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadDecimal8(ReadOnlySpan<byte> text, int at, ref long raw)
    {
        var end = ReadShort(text, at, out var number);
        var power = number.Exponent + 8;
        if (end < 0 || (uint)power > LargestUlongPower
            || Math.BigMul(number.Significand, JsonNumber.PowersOfTen[power], out var magnitude) != 0
            || magnitude > Decimal8.MaxMagnitude)
        {
            return ReadLongDecimal8(text, at, ref raw);
        }

        raw = number.IsNegative ? -(long)magnitude : (long)magnitude;
        return end;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadInt64(ReadOnlySpan<byte> text, int at, ref long field)
    {
        var end = ReadShort(text, at, out var number);
        if (end < 0 || number.Exponent != 0)
        {
            return ReadLongInt64(text, at, ref field);
        }

        field = number.IsNegative ? -(long)number.Significand : (long)number.Significand;
        return end;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadLongDouble(ReadOnlySpan<byte> text, int at, ref double field)
    {
        var end = JsonNumber.EndAt(text, at);
        if (end < 0)
        {
            field = double.NaN;
            return JsonScan.Literal(text, at, "null"u8);
        }

        return JsonNumber.TryToDouble(text[at..end], out field) ? end : JsonScan.Failed;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadLongDecimal8(ReadOnlySpan<byte> text, int at, ref long raw)
    {
        var end = JsonNumber.EndAt(text, at);
        if (end < 0)
        {
            raw = Decimal8.None;
            return JsonScan.Literal(text, at, "null"u8);
        }

        return JsonNumber.TryToDecimal8(text[at..end], out raw, out var rounded) && !rounded ? end : JsonScan.Failed;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadLongInt64(ReadOnlySpan<byte> text, int at, ref long field)
    {
        var end = JsonNumber.EndAt(text, at);
        if (end < 0)
        {
            return JsonScan.Literal(text, at, "null"u8);
        }

        return JsonNumber.TryToInt64(text[at..end], out field) ? end : JsonScan.Failed;
    }

    /// <remarks>A branch on the sign: what follows need not wait for the byte that it is guessed from.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReadShort(ReadOnlySpan<byte> text, int at, out ShortNumber number) =>
        JsonScan.IsAt(text, at, (byte)'-') ? ReadNegative(text, at + 1, out number) : ReadUnsigned(text, at, out number);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadNegative(ReadOnlySpan<byte> text, int at, out ShortNumber number)
    {
        var end = ReadUnsigned(text, at, out number);
        number.IsNegative = true;
        return end;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReadUnsigned(ReadOnlySpan<byte> text, int at, out ShortNumber number)
    {
        number = default;

        // In one comparison: the number begins inside, and the 16 bytes before it are inside too.
        if (!Sse41.IsSupported || (uint)(at - Width) >= (long)text.Length - Width)
        {
            return JsonScan.Failed;
        }

        ref var start = ref MemoryMarshal.GetReference(text);
        var digits = Load(ref start, at, text.Length);
        var others = ~Vector128.Equals(Vector128.Min(digits, Vector128.Create((byte)9)), digits).ExtractMostSignificantBits();
        var whole = BitOperations.TrailingZeroCount(others);
        var end = at + whole;
        if (whole is 0 or Width || (uint)end >= (uint)text.Length || (whole > 1 && text[at] == '0'))
        {
            return JsonScan.Failed;
        }

        Vector128<byte> aligned;
        if (text[end] == '.')
        {
            var length = BitOperations.TrailingZeroCount(others & (others - 1));
            var decimals = length - whole - 1;
            end = at + length;
            if (length == Width || (uint)end >= (uint)text.Length || decimals == 0)
            {
                return JsonScan.Failed;
            }

            number.Exponent = -decimals;
            aligned = WithoutPoint(LoadBefore(ref start, end), decimals) & LanesAbove(Width - length);
        }
        else
        {
            aligned = LoadBefore(ref start, end) & LanesAbove(Width - 1 - whole);
        }

        number.Significand = Join(aligned);
        if ((text[end] | 0x20) != 'e')
        {
            return end;
        }

        end = ReadExponent(text, end + 1, out var power);
        number.Exponent += power;
        return (uint)(number.Exponent + LargestExactPower) <= 2 * LargestExactPower ? end : JsonScan.Failed;
    }

    /// <summary>The 16 bytes from a position on, less '0'; what lies behind the end of the text is no digit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Load(ref byte start, int at, int length)
    {
        var zero = Vector128.Create((byte)'0');
        if (at <= length - Width)
        {
            return Vector128.LoadUnsafe(ref start, (nuint)at) - zero;
        }

        // The last 16 bytes, moved down; the shuffle gives 0 for places of 128 and more.
        const byte BeyondLanes = 0x80 - Width;
        var places = Lanes.AsByte() + Vector128.Create((byte)(at - (length - Width) + BeyondLanes));
        return Ssse3.Shuffle(Vector128.LoadUnsafe(ref start, (nuint)(length - Width)), places) - zero;
    }

    /// <summary>The 16 bytes before a position, less '0': the last digit of the number is in the last lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> LoadBefore(ref byte start, int end) =>
        Vector128.LoadUnsafe(ref start, (nuint)(end - Width)) - Vector128.Create((byte)'0');

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> LanesAbove(int lane) => Vector128.GreaterThan(Lanes, Vector128.Create((sbyte)lane)).AsByte();

    /// <summary>Moves what is before the point one lane up, over it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> WithoutPoint(Vector128<byte> digits, int decimals) =>
        Vector128.ConditionalSelect(LanesAbove(Width - 1 - decimals), digits, Sse2.ShiftLeftLogical128BitLane(digits, 1));

    /// <summary>Sixteen digits to one number: pairs, then fours, then eights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Join(Vector128<byte> digits)
    {
        var pairs = Ssse3.MultiplyAddAdjacent(digits, Vector128.Create(10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1, 10, 1));
        var fours = Sse2.MultiplyAddAdjacent(pairs, Vector128.Create(100, 1, 100, 1, 100, 1, 100, 1));
        var packed = Sse41.PackUnsignedSaturate(fours, fours).AsInt16();
        var eights = Sse2.MultiplyAddAdjacent(packed, Vector128.Create(10_000, 1, 10_000, 1, 10_000, 1, 10_000, 1)).AsUInt32();
        return ((ulong)eights.GetElement(0) * 100_000_000) + eights.GetElement(1);
    }

    /// <summary>One or two digits; more are left to <see cref="JsonNumber"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReadExponent(ReadOnlySpan<byte> text, int at, out int exponent)
    {
        exponent = 0;
        if (at > text.Length - 4)
        {
            return JsonScan.Failed;
        }

        var isNegative = text[at] == '-';
        at += isNegative || text[at] == '+' ? 1 : 0;
        var first = text[at] - '0';
        var second = text[at + 1] - '0';
        if ((uint)first > 9)
        {
            return JsonScan.Failed;
        }

        var hasTwo = (uint)second <= 9;
        at += hasTwo ? 2 : 1;
        exponent = hasTwo ? (first * 10) + second : first;
        exponent = isNegative ? -exponent : exponent;
        return (uint)(text[at] - '0') > 9 ? at : JsonScan.Failed;
    }

    /// <summary>±Significand · 10^Exponent, with at most 15 digits and an exponent of at most ±22.</summary>
    [HotPath]
    private struct ShortNumber
    {
        public ulong Significand;
        public int Exponent;
        public bool IsNegative;
    }
}
