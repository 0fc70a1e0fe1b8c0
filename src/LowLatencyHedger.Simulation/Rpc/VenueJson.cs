using System.Buffers.Text;
using System.Text.Json;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>
/// Numbers in the forms that the venue writes: floats always carry a fraction (<c>10.0</c>, <c>92037.5</c>), very small ones an
/// exponent without plus or padding (<c>5.0e-8</c>), and a value that does not exist is null. Source: deribit protocol notes, section 1.
/// </summary>
public static class VenueJson
{
    private const double SmallestFixed = 1e-4;
    private const double LargestFixed = 1e15;

    /// <summary>A float rounded to at most 8 decimals; not-a-number becomes null.</summary>
    public static void WriteFloat(this Utf8JsonWriter writer, string name, double value, int decimals = 8)
    {
        writer.WritePropertyName(name);
        writer.WriteFloatValue(value, decimals);
    }

    /// <summary>A price; <see cref="Price.None"/> becomes null.</summary>
    public static void WriteFloat(this Utf8JsonWriter writer, string name, Price price) => writer.WriteFloat(name, price.ToDouble());

    /// <summary>An amount; <see cref="Quantity.None"/> becomes null.</summary>
    public static void WriteFloat(this Utf8JsonWriter writer, string name, Quantity amount) => writer.WriteFloat(name, amount.ToDouble());

    /// <summary>A float as array element or after a property name.</summary>
    public static void WriteFloatValue(this Utf8JsonWriter writer, double value, int decimals = 8)
    {
        if (!double.IsFinite(value))
        {
            writer.WriteNullValue();
            return;
        }

        Span<byte> text = stackalloc byte[40];
        writer.WriteRawValue(text[..Format(Math.Round(value, decimals), text)], skipInputValidation: true);
    }

    /// <summary>Formats a finite value; returns the length. The destination holds at least 40 bytes.</summary>
    public static int Format(double value, Span<byte> destination)
    {
        if (value == 0)
        {
            "0.0"u8.CopyTo(destination);
            return 3;
        }

        var magnitude = Math.Abs(value);
        if (magnitude == Math.Floor(magnitude) && magnitude < LargestFixed)
        {
            Utf8Formatter.TryFormat((long)value, destination, out var digits);
            ".0"u8.CopyTo(destination[digits..]);
            return digits + 2;
        }

        return magnitude is >= SmallestFixed and < LargestFixed
            ? FormatShortest(value, destination)
            : FormatExponent(value, destination);
    }

    private static int FormatShortest(double value, Span<byte> destination)
    {
        var magnitude = Math.Abs(value);
        if (magnitude >= SmallestFixed
            && (TryFormatFixed(value, 1_000, 3, destination, out var known) || TryFormatFixed(value, 1e9, 9, destination, out known)))
        {
            return known;
        }

        value.TryFormat(destination, out var length, "R");
        return length;
    }

    /// <summary>
    /// A value that is a whole number of units. With at most 15 digits no shorter text stands for the same value, so it is what "R" gives.
    /// </summary>
    private static bool TryFormatFixed(double value, double unitsPerOne, int decimals, Span<byte> destination, out int length)
    {
        length = 0;
        var units = Math.Round(value * unitsPerOne);
        if (!(Math.Abs(units) < LargestFixed) || units / unitsPerOne != value)
        {
            return false;
        }

        if (value < 0)
        {
            destination[length++] = (byte)'-';
        }

        var (whole, fraction) = Math.DivRem((long)Math.Abs(units), (long)unitsPerOne);
        Utf8Formatter.TryFormat(whole, destination[length..], out var digits);
        length += digits;
        destination[length] = (byte)'.';
        for (var place = decimals; place > 0; place--)
        {
            (fraction, var digit) = Math.DivRem(fraction, 10);
            destination[length + place] = (byte)('0' + digit);
        }

        length += 1 + destination.Slice(length + 1, decimals).TrimEnd((byte)'0').Length;
        return true;
    }

    private static int FormatExponent(double value, Span<byte> destination)
    {
        Span<byte> shortest = stackalloc byte[40];
        var source = shortest[..FormatShortest(value, shortest)];
        var mark = source.IndexOf((byte)'E');
        var mantissa = mark < 0 ? source : source[..mark];
        mantissa.CopyTo(destination);
        var length = mantissa.Length;
        if (!mantissa.Contains((byte)'.'))
        {
            ".0"u8.CopyTo(destination[length..]);
            length += 2;
        }

        if (mark < 0)
        {
            return length;
        }

        destination[length++] = (byte)'e';
        var exponent = source[(mark + 1)..];
        if (exponent[0] == (byte)'-')
        {
            destination[length++] = (byte)'-';
        }

        var figures = exponent.TrimStart("+-0"u8);
        figures.CopyTo(destination[length..]);
        return length + figures.Length;
    }
}
