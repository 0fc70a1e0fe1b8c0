using System.Runtime.CompilerServices;

namespace LowLatencyHedger.Primitives;

/// <summary>The fixed-point scale that <see cref="Price"/> and <see cref="Quantity"/> share: eight decimals in a long.</summary>
/// <remarks>
/// Every price and amount that the venue prints has at most eight decimals, so sums and comparisons are exact. The range is
/// ±92 billion.
/// </remarks>
public static class Decimal8
{
    /// <summary>Units in one.</summary>
    public const long Scale = 100_000_000;

    /// <summary>The raw value that stands for "absent".</summary>
    public const long None = long.MinValue;

    /// <summary>The largest magnitude that is a number; larger ones are refused where text or a double is turned into units.</summary>
    public const long MaxMagnitude = long.MaxValue / 2;

    private const double MaxMagnitudeAsDouble = MaxMagnitude;

    /// <summary>Nearest representable value, or <see cref="None"/> for NaN and values out of range.</summary>
    [HotPath]
    public static long FromDouble(double value)
    {
        var scaled = value * Scale;
        return Math.Abs(scaled) <= MaxMagnitudeAsDouble ? (long)Math.Round(scaled) : None;
    }

    /// <summary>NaN for <see cref="None"/>.</summary>
    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ToDouble(long raw) => raw == None ? double.NaN : raw / (double)Scale;

    /// <summary>Shortest decimal text. Cold: allocates.</summary>
    public static string ToText(long raw) => raw == None ? "-" : (raw / (decimal)Scale).ToString("0.########");
}
