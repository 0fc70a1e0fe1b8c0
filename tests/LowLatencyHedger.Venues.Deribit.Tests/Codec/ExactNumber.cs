using System.Numerics;

namespace LowLatencyHedger.Venues.Deribit.Tests.Codec;

/// <summary>Decimal numbers by exact arithmetic.</summary>
internal static class ExactNumber
{
    /// <summary>text · 10^decimals rounded half to even, and whether nothing was rounded away.</summary>
    public static (BigInteger Value, bool IsExact) Scale(string text, int decimals)
    {
        var parts = text.ToLowerInvariant().Split('e');
        // Beyond a few thousand the exponent no longer matters to any result, only to the time it takes.
        var exponent = (parts.Length == 2 ? (int)BigInteger.Clamp(BigInteger.Parse(parts[1]), -5_000, 5_000) : 0) + decimals;
        var point = parts[0].IndexOf('.');
        var digits = BigInteger.Parse(parts[0].Replace(".", ""));
        exponent -= point < 0 ? 0 : parts[0].Length - point - 1;
        if (exponent >= 0)
        {
            return (digits * BigInteger.Pow(10, exponent), true);
        }

        var divisor = BigInteger.Pow(10, -exponent);
        var quotient = BigInteger.DivRem(BigInteger.Abs(digits), divisor, out var remainder);
        var twice = (remainder * 2).CompareTo(divisor);
        quotient += twice > 0 || (twice == 0 && !quotient.IsEven) ? 1 : 0;
        return (digits.Sign * quotient, remainder.IsZero);
    }
}
