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

        Prefix.CopyTo(destination);
        destination[SeparatorAt] = (byte)'-';
        WriteHex(order.Epoch, destination.Slice(EpochAt, Digits));
        WriteHex(order.Number, destination.Slice(NumberAt, Digits));
        return true;
    }

    private static void WriteHex(uint value, Span<byte> digits)
    {
        for (var at = digits.Length - 1; at >= 0; at--)
        {
            digits[at] = "0123456789abcdef"u8[(int)(value & 0xF)];
            value >>= 4;
        }
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
