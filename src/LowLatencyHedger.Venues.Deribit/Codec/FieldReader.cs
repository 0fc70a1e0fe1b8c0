using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>
/// Reads the value that follows a name into a field. All are false, the field unchanged, for a value of a type or range that the field
/// cannot have; a null leaves prices and amounts None, numbers NaN, and everything else as it was.
/// </summary>
[HotPath]
internal static class FieldReader
{
    /// <summary>Longer texts than this are only read when they need no unescaping.</summary>
    private const int ScratchLength = 128;

    private const double PercentPerOne = 100;

    public static bool Double(ref JsonReader reader, ref double field)
    {
        if (!reader.Read())
        {
            return false;
        }

        if (reader.Kind == JsonKind.Null)
        {
            field = double.NaN;
            return true;
        }

        if (!reader.TryGetDouble(out var value))
        {
            return false;
        }

        field = value;
        return true;
    }

    /// <summary>Printed in percent, kept as a fraction.</summary>
    public static bool Percent(ref JsonReader reader, ref double field)
    {
        if (!Double(ref reader, ref field))
        {
            return false;
        }

        field /= PercentPerOne;
        return true;
    }

    public static bool Price(ref JsonReader reader, ref Price field)
    {
        if (!Decimal(ref reader, out var raw))
        {
            return false;
        }

        field = Primitives.Price.FromRaw(raw);
        return true;
    }

    /// <summary>An order's price can be a text, for orders that will be market orders: that is None.</summary>
    public static bool OrderPrice(ref JsonReader reader, ref Price field)
    {
        if (!reader.Read())
        {
            return false;
        }

        field = Primitives.Price.None;
        if (reader.Kind is JsonKind.Null or JsonKind.String)
        {
            return true;
        }

        var fits = reader.TryGetDecimal8(out var raw, out _);
        field = Primitives.Price.FromRaw(raw);
        return fits;
    }

    public static bool Amount(ref JsonReader reader, ref Quantity field)
    {
        if (!Decimal(ref reader, out var raw))
        {
            return false;
        }

        field = Quantity.FromRaw(raw);
        return true;
    }

    public static bool Int64(ref JsonReader reader, ref long field)
    {
        if (!reader.Read())
        {
            return false;
        }

        if (reader.TryGetInt64(out var value))
        {
            field = value;
            return true;
        }

        return reader.Kind == JsonKind.Null;
    }

    /// <summary>Printed in milliseconds since 1970, kept in nanoseconds.</summary>
    public static bool Milliseconds(ref JsonReader reader, ref long utcNanos)
    {
        long millis = 0;
        if (!Int64(ref reader, ref millis) || millis is < 0 or > long.MaxValue / Nanos.PerMilli)
        {
            return false;
        }

        utcNanos = millis * Nanos.PerMilli;
        return true;
    }

    public static bool Boolean(ref JsonReader reader, ref bool field)
    {
        if (!reader.Read())
        {
            return false;
        }

        if (reader.TryGetBoolean(out var value))
        {
            field = value;
            return true;
        }

        return reader.Kind == JsonKind.Null;
    }

    /// <summary>False for a text that does not fit: an id cut short is another id.</summary>
    public static bool Text(ref JsonReader reader, ref InlineText32 field)
    {
        Span<byte> scratch = stackalloc byte[ScratchLength];
        return reader.Read() && reader.TryGetText(scratch, out var text) && InlineText32.TryCreate(text, out field);
    }

    /// <summary>Anything but one of our labels is <see cref="OrderRef.None"/>.</summary>
    public static bool Label(ref JsonReader reader, ref OrderRef field)
    {
        Span<byte> scratch = stackalloc byte[ScratchLength];
        if (!reader.Read())
        {
            return false;
        }

        field = reader.TryGetText(scratch, out var label) && OrderLabel.TryParse(label, out var order) ? order : OrderRef.None;
        return reader.Kind is JsonKind.String or JsonKind.Null;
    }

    /// <summary>Ok if the table knows the name, else UnknownInstrument.</summary>
    public static bool Instrument(ref JsonReader reader, in DecodeContext context, ref InstrumentId field, ref DecodeResult found)
    {
        Span<byte> scratch = stackalloc byte[ScratchLength];
        if (!reader.Read() || !reader.TryGetText(scratch, out var name))
        {
            return false;
        }

        found = context.TryFind(name, out field) ? DecodeResult.Ok : DecodeResult.UnknownInstrument;
        return true;
    }

    /// <summary>Ok if the table knows the name, else UnknownInstrument.</summary>
    public static bool Index(ref JsonReader reader, in DecodeContext context, ref UnderlyingId field, ref DecodeResult found)
    {
        Span<byte> scratch = stackalloc byte[ScratchLength];
        if (!reader.Read() || !reader.TryGetText(scratch, out var name))
        {
            return false;
        }

        found = context.Instruments.TryFindIndex(name, out field) ? DecodeResult.Ok : DecodeResult.UnknownInstrument;
        return true;
    }

    public static bool Direction(ref JsonReader reader, ref Side field)
    {
        Span<byte> scratch = stackalloc byte[ScratchLength];
        field = reader.Read() && reader.TryGetText(scratch, out var word) ? VenueWords.Direction(word) : Side.None;
        return field != Side.None;
    }

    public static bool Status(ref JsonReader reader, ref TradingStatus field)
    {
        Span<byte> scratch = stackalloc byte[ScratchLength];
        field = reader.Read() && reader.TryGetText(scratch, out var word) ? VenueWords.Status(word) : TradingStatus.Unknown;
        return reader.Kind is JsonKind.String or JsonKind.Null;
    }

    public static bool State(ref JsonReader reader, ref OrderState field)
    {
        Span<byte> scratch = stackalloc byte[ScratchLength];
        field = reader.Read() && reader.TryGetText(scratch, out var word) ? VenueWords.OrderState(word) : OrderState.Unknown;
        return reader.Kind == JsonKind.String;
    }

    public static bool Liquidity(ref JsonReader reader, ref Liquidity field)
    {
        Span<byte> scratch = stackalloc byte[ScratchLength];
        field = reader.Read() && reader.TryGetText(scratch, out var word) ? VenueWords.Liquidity(word) : Core.Events.Liquidity.Unknown;
        return reader.Kind is JsonKind.String or JsonKind.Null;
    }

    public static bool Liquidated(ref JsonReader reader, ref LiquidatedSides field)
    {
        Span<byte> scratch = stackalloc byte[ScratchLength];
        field = reader.Read() && reader.TryGetText(scratch, out var word) ? VenueWords.Liquidated(word) : LiquidatedSides.None;
        return reader.Kind is JsonKind.String or JsonKind.Null;
    }

    private static bool Decimal(ref JsonReader reader, out long raw)
    {
        raw = Decimal8.None;
        return reader.Read() && (reader.Kind == JsonKind.Null || reader.TryGetDecimal8(out raw, out _));
    }
}
