using System.Globalization;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>Turns the token of a legal JSON number into the number types of the engine, each exactly as its method says.</summary>
[HotPath]
internal static class JsonNumber
{
    private const int SignificandDigits = 19;
    private const long ExponentLimit = 1_000_000_000_000;
    private const ulong ExactInDouble = 1UL << 53;

    private static readonly NumberFormatInfo s_invariant = NumberFormatInfo.InvariantInfo;

    public static ReadOnlySpan<ulong> PowersOfTen =>
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000,
        1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000,
        100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
    ];

    public static ReadOnlySpan<double> ExactPowersOfTen =>
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>Where the number that begins here ends; -1 if none does.</summary>
    public static int EndAt(ReadOnlySpan<byte> text, int at)
    {
        if (at < text.Length && text[at] == '-')
        {
            at++;
        }

        at = at < text.Length && text[at] == '0' ? at + 1 : EndOfDigits(text, at);
        if (at >= 0 && at < text.Length && text[at] == '.')
        {
            at = EndOfDigits(text, at + 1);
        }

        if (at >= 0 && at < text.Length && (text[at] | 0x20) == 'e')
        {
            at++;
            at = EndOfDigits(text, at < text.Length && text[at] is (byte)'+' or (byte)'-' ? at + 1 : at);
        }

        return at;
    }

    /// <summary>Exact; false when there is a fractional part or the value does not fit.</summary>
    public static bool TryToInt64(ReadOnlySpan<byte> token, out long value)
    {
        var number = Decompose(token);
        value = 0;
        if (!TryScale(number, 0, out var magnitude, out var rounded) || rounded)
        {
            return false;
        }

        value = number.Negative ? (long)(0 - magnitude) : (long)magnitude;
        return magnitude <= long.MaxValue || (number.Negative && magnitude == 1UL << 63);
    }

    /// <summary>Units of 1e-8, rounded half to even; false when out of the range of <see cref="Decimal8"/>.</summary>
    public static bool TryToDecimal8(ReadOnlySpan<byte> token, out long raw, out bool rounded)
    {
        var number = Decompose(token);
        raw = Decimal8.None;
        if (!TryScale(number, 8, out var magnitude, out rounded) || magnitude > Decimal8.MaxMagnitude)
        {
            return false;
        }

        raw = number.Negative ? -(long)magnitude : (long)magnitude;
        return true;
    }

    /// <summary>The nearest double; false when that is infinite.</summary>
    public static bool TryToDouble(ReadOnlySpan<byte> token, out double value)
    {
        var number = Decompose(token);
        if (number.Significand < ExactInDouble && number.DroppedDigits == 0 && number.Exponent is >= -22 and <= 22)
        {
            // Both operands are exact, so the one rounding of the operation is the correct one.
            double significand = number.Significand;
            var power = ExactPowersOfTen[(int)Math.Abs(number.Exponent)];
            value = number.Exponent < 0 ? significand / power : significand * power;
            value = number.Negative ? -value : value;
            return true;
        }

        // Not Utf8Parser: it rounds 10530550604016909.000, and others whose digits end in zeros, away from the nearest double.
        return double.TryParse(token, NumberStyles.Float, s_invariant, out value) && double.IsFinite(value);
    }

    /// <summary>|number| times ten to the power of <paramref name="decimals"/>, rounded half to even to a whole number.</summary>
    private static bool TryScale(in Decomposed number, int decimals, out ulong magnitude, out bool rounded)
    {
        var power = number.Exponent + decimals;
        var tail = number.FirstDropped != 0 || number.MoreDropped;
        rounded = tail;
        magnitude = number.Significand;
        if (number.Significand == 0)
        {
            return true;
        }

        if (power >= 0)
        {
            // A positive power with dropped digits means at least 20 digits before the point: the product cannot fit.
            if (power >= SignificandDigits || Math.BigMul(number.Significand, PowersOfTen[(int)power], out magnitude) != 0)
            {
                return false;
            }

            var tailAboveHalf = number.FirstDropped > 5 || (number.FirstDropped == 5 && (number.MoreDropped || (magnitude & 1) != 0));
            magnitude += tailAboveHalf ? 1UL : 0;
            return true;
        }

        if (power < -SignificandDigits)
        {
            magnitude = 0;
            rounded = true;
            return true;
        }

        var divisor = PowersOfTen[(int)-power];
        magnitude = number.Significand / divisor;
        var remainder = number.Significand % divisor;
        rounded |= remainder != 0;
        var half = divisor / 2;
        var aboveHalf = remainder > half || (remainder == half && (tail || (magnitude & 1) != 0));
        magnitude += aboveHalf ? 1UL : 0;
        return true;
    }

    private static Decomposed Decompose(ReadOnlySpan<byte> token)
    {
        var number = default(Decomposed);
        var position = 0;
        if (token[0] == '-')
        {
            number.Negative = true;
            position = 1;
        }

        var digits = 0;
        var decimals = 0;
        var inFraction = false;
        for (; position < token.Length; position++)
        {
            if (token[position] == '.')
            {
                inFraction = true;
                continue;
            }

            var digit = (uint)(token[position] - '0');
            if (digit > 9)
            {
                number.Exponent = ParseExponent(token[(position + 1)..]);
                break;
            }

            decimals += inFraction ? 1 : 0;
            if (digits < SignificandDigits)
            {
                number.Significand = (number.Significand * 10) + digit;
                digits += number.Significand != 0 ? 1 : 0;
            }
            else
            {
                number.Drop(digit);
            }
        }

        number.Exponent += number.DroppedDigits - decimals;
        return number;
    }

    /// <summary>-1 if there is no digit.</summary>
    private static int EndOfDigits(ReadOnlySpan<byte> text, int at)
    {
        var start = at;
        while (at < text.Length && (uint)(text[at] - '0') <= 9)
        {
            at++;
        }

        return at > start ? at : -1;
    }

    private static long ParseExponent(ReadOnlySpan<byte> text)
    {
        var negative = text[0] == '-';
        long exponent = 0;
        foreach (var next in text)
        {
            if (next is not ((byte)'+' or (byte)'-') && exponent < ExponentLimit)
            {
                exponent = (exponent * 10) + next - '0';
            }
        }

        return negative ? -exponent : exponent;
    }

    /// <summary>±(Significand + the dropped digits as a fraction) · 10^Exponent.</summary>
    [HotPath]
    private struct Decomposed
    {
        public ulong Significand;
        public long Exponent;
        public int DroppedDigits;
        public uint FirstDropped;
        public bool MoreDropped;
        public bool Negative;

        public void Drop(uint digit)
        {
            if (DroppedDigits++ == 0)
            {
                FirstDropped = digit;
            }
            else
            {
                MoreDropped |= digit != 0;
            }
        }
    }
}
