using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec.Scan;

/// <summary>
/// The two numbers of a book's level, <c>price,amount]</c>, in one vector: as the venue spells them, both with a point, in 32 characters,
/// with at most eight digits before a point and seven behind. What is spelled otherwise is left to <see cref="NumberScan"/>, which gives
/// the same units.
/// </summary>
[HotPath]
internal static class LevelScan
{
    private const int Width = 16;
    private const int Decimals = 8;

    /// <summary>Units of 1e-8. The position of the closing bracket, or <see cref="JsonScan.Failed"/> and nothing read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read(ReadOnlySpan<byte> text, int at, ref long price, ref long amount)
    {
        var last = text.Length - Vector256<byte>.Count;
        if (!Avx2.IsSupported || last < 0 || (uint)(at - Width) >= (uint)(text.Length - Width))
        {
            return JsonScan.Failed;
        }

        // Near the end the last 32 bytes, without those before the position.
        ref var start = ref MemoryMarshal.GetReference(text);
        var blockAt = Math.Min(at, last);
        var block = Vector256.LoadUnsafe(ref start, (nuint)blockAt) - Vector256.Create((byte)'0');
        var isDigit = Vector256.Equals(Vector256.Min(block, Vector256.Create((byte)9)), block);
        var others = ~isDigit.ExtractMostSignificantBits() >> (at - blockAt);
        var pricePoint = BitOperations.TrailingZeroCount(others);
        others &= others - 1;
        var comma = BitOperations.TrailingZeroCount(others);
        others &= others - 1;
        var amountPoint = BitOperations.TrailingZeroCount(others);
        others &= others - 1;
        var end = BitOperations.TrailingZeroCount(others);
        if (others == 0)
        {
            return JsonScan.Failed;
        }

        ref var first = ref Unsafe.Add(ref start, at);
        var priceDecimals = comma - pricePoint - 1;
        var amountDigits = amountPoint - comma - 1;
        var amountDecimals = end - amountPoint - 1;

        // Every count of digits from one to eight, of decimals to seven: none of these has a bit above the third, nor is one negative.
        var counts = (pricePoint - 1) | priceDecimals | (priceDecimals - 1) | (amountDigits - 1) | amountDecimals | (amountDecimals - 1);
        var separators = (Unsafe.Add(ref first, pricePoint) ^ '.') | (Unsafe.Add(ref first, comma) ^ ',')
            | (Unsafe.Add(ref first, amountPoint) ^ '.') | (Unsafe.Add(ref first, end) ^ ']');
        if ((uint)counts > 7 || separators != 0
            || (first == '0' & pricePoint > 1) || (Unsafe.Add(ref first, comma + 1) == '0' & amountDigits > 1))
        {
            return JsonScan.Failed;
        }

        var digits = Vector256.Create(EndingAt(ref first, comma), EndingAt(ref first, end)) - Vector256.Create((byte)'0');
        var behindPoint = Vector256.Create(NumberScan.LanesAbove(Width - 1 - priceDecimals), NumberScan.LanesAbove(Width - 1 - amountDecimals));
        var inside = Vector256.Create(NumberScan.LanesAbove(Width - comma), NumberScan.LanesAbove(Width + 1 + comma - end));
        var joined = Vector256.ConditionalSelect(behindPoint, digits, Avx2.ShiftLeftLogical128BitLane(digits, 1)) & inside;
        Join(joined, out var priceUnits, out var amountUnits);
        price = priceUnits * (long)JsonNumber.PowersOfTen[Decimals - priceDecimals];
        amount = amountUnits * (long)JsonNumber.PowersOfTen[Decimals - amountDecimals];
        return at + end;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> EndingAt(ref byte start, int end) => Vector128.LoadUnsafe(ref Unsafe.Add(ref start, end - Width));

    /// <summary>Sixteen digits a half to one number each: pairs, then fours, then eights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Join(Vector256<byte> digits, out long lower, out long upper)
    {
        var pairs = Avx2.MultiplyAddAdjacent(digits, Vector256.Create((short)0x010A).AsSByte());
        var fours = Avx2.MultiplyAddAdjacent(pairs, Vector256.Create(0x0001_0064).AsInt16());
        var packed = Avx2.PackUnsignedSaturate(fours, fours).AsInt16();
        var eights = Avx2.MultiplyAddAdjacent(packed, Vector256.Create(0x0001_2710).AsInt16());
        lower = ((long)eights.GetElement(0) * 100_000_000) + eights.GetElement(1);
        upper = ((long)eights.GetElement(4) * 100_000_000) + eights.GetElement(5);
    }
}
