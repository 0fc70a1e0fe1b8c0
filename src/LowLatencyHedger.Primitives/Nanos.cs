namespace LowLatencyHedger.Primitives;

/// <summary>
/// Conversions between the time units in use. A name ends in its unit and clock: <c>receivedNanos</c> is this machine's monotonic
/// clock, <c>...UtcNanos</c> is nanoseconds since 1970-01-01 UTC.
/// </summary>
[HotPath]
public static class Nanos
{
    public const long PerMicro = 1_000;
    public const long PerMilli = 1_000_000;
    public const long PerSecond = 1_000_000_000;
    public const long PerDay = 86_400 * PerSecond;

    /// <summary>The venue's year: 365 days.</summary>
    public const double PerYear = 365.0 * PerDay;

    public static long FromMillis(long millis) => millis * PerMilli;

    public static long ToMillis(long nanos) => nanos / PerMilli;

    public static double ToYears(long nanos) => nanos / PerYear;
}
