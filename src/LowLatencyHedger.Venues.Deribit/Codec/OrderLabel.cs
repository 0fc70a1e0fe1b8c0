using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>Our orders' labels on the wire: <c>hx1-{epoch:x8}-{number:x8}</c>.</summary>
[HotPath]
public static class OrderLabel
{
    public const int Length = 21;

    private const int EpochAt = 4;
    private const int SeparatorAt = 12;
    private const int NumberAt = 13;
    private const int Digits = 8;

    private static ReadOnlySpan<byte> Prefix => "hx1-"u8;

    /// <summary>False, and <see cref="OrderRef.None"/>, for every label that <see cref="TryWrite"/> cannot have written.</summary>
    public static bool TryParse(ReadOnlySpan<byte> label, out OrderRef order)
    {
        order = OrderRef.None;
        if (label.Length != Length || !label.StartsWith(Prefix) || label[SeparatorAt] != '-'
            || !TryParseHex(label.Slice(EpochAt, Digits), out var epoch) || !TryParseHex(label.Slice(NumberAt, Digits), out var number)
            || epoch == 0)
        {
            return false;
        }

        order = new OrderRef(epoch, number);
        return true;
    }

    /// <summary>False if there are fewer than <see cref="Length"/> bytes or the order is not one of ours.</summary>
    public static bool TryWrite(OrderRef order, Span<byte> destination)
    {
        if (destination.Length < Length || !order.HasValue)
        {
            return false;
        }

        Write(order, ref MemoryMarshal.GetReference(destination));
        return true;
    }

    /// <summary>The same for one of our orders, where there are <see cref="Length"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Write(OrderRef order, ref byte to)
    {
        Unsafe.WriteUnaligned(ref to, MemoryMarshal.Read<uint>(Prefix));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, EpochAt), ToHex(order.Epoch));
        Unsafe.Add(ref to, SeparatorAt) = (byte)'-';
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, NumberAt), ToHex(order.Number));
    }

    /// <summary>
    /// All digits in one word, the first in the lowest byte: a nibble to each byte, and 39 more from '0' to what is above nine.
    /// </summary>
    private static ulong ToHex(uint value)
    {
        var nibbles = (ulong)value;
        nibbles = (nibbles | (nibbles << 16)) & 0x0000_FFFF_0000_FFFF;
        nibbles = (nibbles | (nibbles << 8)) & 0x00FF_00FF_00FF_00FF;
        nibbles = (nibbles | (nibbles << 4)) & 0x0F0F_0F0F_0F0F_0F0F;
        var letters = ((nibbles + 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101;
        return BinaryPrimitives.ReverseEndianness(nibbles + 0x3030_3030_3030_3030 + (letters * ('a' - '0' - 10)));
    }

    private static bool TryParseHex(ReadOnlySpan<byte> digits, out uint value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            var nibble = digit switch
            {
                >= (byte)'0' and <= (byte)'9' => digit - '0',
                >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
                _ => -1,
            };
            if (nibble < 0)
            {
                return false;
            }

            value = (value << 4) | (uint)nibble;
        }

        return true;
    }
}
