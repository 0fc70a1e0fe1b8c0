using System.Runtime.CompilerServices;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec.Scan;

/// <summary>
/// Values at a position of a text into fields: the fast twin of <see cref="FieldReader"/>, null for null. The position behind the value,
/// or <see cref="JsonScan.Failed"/>.
/// </summary>
[HotPath]
internal static class FieldScan
{
    private const double PercentPerOne = 100;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Double(ReadOnlySpan<byte> text, int at, ref double field) => NumberScan.ReadDouble(text, at, ref field);

    /// <summary>Printed in percent, kept as a fraction.</summary>
    public static int Percent(ReadOnlySpan<byte> text, int at, ref double field)
    {
        at = Double(text, at, ref field);
        field /= PercentPerOne;
        return at;
    }

    /// <summary>A price is its units and nothing else, so the units are read in place.</summary>
    public static int Price(ReadOnlySpan<byte> text, int at, ref Price field) =>
        Decimal(text, at, ref Unsafe.As<Price, long>(ref field));

    /// <summary>An order's price can be a text, for orders that will be market orders: that is None.</summary>
    public static int OrderPrice(ReadOnlySpan<byte> text, int at, ref Price field)
    {
        if (!JsonScan.IsAt(text, at, (byte)'"'))
        {
            return Price(text, at, ref field);
        }

        field = Primitives.Price.None;
        return JsonScan.Text(text, at, out _);
    }

    /// <summary>As with a price.</summary>
    public static int Amount(ReadOnlySpan<byte> text, int at, ref Quantity field) =>
        Decimal(text, at, ref Unsafe.As<Quantity, long>(ref field));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Int64(ReadOnlySpan<byte> text, int at, ref long field) => NumberScan.ReadInt64(text, at, ref field);

    /// <summary>Printed in milliseconds since 1970, kept in nanoseconds.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Milliseconds(ReadOnlySpan<byte> text, int at, ref long utcNanos)
    {
        var millis = 0L;
        at = NumberScan.ReadInt64(text, at, ref millis);
        utcNanos = millis * Nanos.PerMilli;
        return millis is < 0 or > long.MaxValue / Nanos.PerMilli ? JsonScan.Failed : at;
    }

    public static int Boolean(ReadOnlySpan<byte> text, int at, ref bool field)
    {
        field = JsonScan.IsAt(text, at, (byte)'t');
        return (uint)at >= (uint)text.Length ? JsonScan.Failed : JsonScan.Literal(text, at, field ? "true"u8 : "false"u8);
    }

    /// <summary>Fails for a text that does not fit: an id cut short is another id.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Text(ReadOnlySpan<byte> text, int at, ref InlineText32 field)
    {
        at = JsonScan.Text(text, at, out var value);
        return at >= 0 && InlineText32.TryCreate(value, out field) ? at : JsonScan.Failed;
    }

    /// <summary>Anything but one of our labels is <see cref="OrderRef.None"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Label(ReadOnlySpan<byte> text, int at, ref OrderRef field)
    {
        at = JsonScan.Text(text, at, out var label);
        field = OrderLabel.TryParse(label, out var order) ? order : OrderRef.None;
        return at;
    }

    /// <summary>None if the table does not know the name.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Instrument(ReadOnlySpan<byte> text, int at, in DecodeContext context, ref InstrumentId field)
    {
        at = JsonScan.Text(text, at, out var name);
        context.TryFind(name, out field);
        return at;
    }

    /// <summary>None if the table does not know the name.</summary>
    public static int Index(ReadOnlySpan<byte> text, int at, in DecodeContext context, ref UnderlyingId field)
    {
        at = JsonScan.Text(text, at, out var name);
        context.Instruments.TryFindIndex(name, out field);
        return at;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Direction(ReadOnlySpan<byte> text, int at, ref Side field)
    {
        at = JsonScan.Text(text, at, out var word);
        field = VenueWords.Direction(word);
        return field == Side.None ? JsonScan.Failed : at;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Status(ReadOnlySpan<byte> text, int at, ref TradingStatus field)
    {
        at = JsonScan.Text(text, at, out var word);
        field = VenueWords.Status(word);
        return at;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int State(ReadOnlySpan<byte> text, int at, ref OrderState field)
    {
        at = JsonScan.Text(text, at, out var word);
        field = VenueWords.OrderState(word);
        return at;
    }

    public static int Liquidated(ReadOnlySpan<byte> text, int at, ref LiquidatedSides field)
    {
        at = JsonScan.Text(text, at, out var word);
        field = VenueWords.Liquidated(word);
        return at;
    }

    public static int Liquidity(ReadOnlySpan<byte> text, int at, ref Liquidity field)
    {
        at = JsonScan.Text(text, at, out var word);
        field = VenueWords.Liquidity(word);
        return at;
    }

    /// <summary>Ok if the instrument is known, UnknownInstrument if not, Malformed if none was named.</summary>
    public static DecodeResult Found(bool named, bool known) =>
        !named ? DecodeResult.Malformed : known ? DecodeResult.Ok : DecodeResult.UnknownInstrument;

    /// <summary>Units of 1e-8; None for null.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Decimal(ReadOnlySpan<byte> text, int at, ref long raw) => NumberScan.ReadDecimal8(text, at, ref raw);
}
