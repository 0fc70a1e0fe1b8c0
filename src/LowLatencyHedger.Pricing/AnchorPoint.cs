using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing;

/// <summary>
/// Where and when the options of one expiry are expanded into Taylor series, and the interval around it in which the bounds of their
/// remainders hold: |ln(F/F0)| up to <see cref="TrustLog"/> and |t - t0| up to <see cref="TrustYears"/>.
/// </summary>
/// <param name="forward">F0, positive.</param>
/// <param name="reference">The price that the logarithms of the strikes are relative to.</param>
/// <param name="years">Time to expiry at t0; at least <see cref="Black76.YearsMin"/>.</param>
/// <param name="trustLog">0 to 0.5.</param>
/// <param name="trustYears">Below <paramref name="years"/>.</param>
/// <param name="style">Of all options.</param>
[HotPath]
public readonly struct AnchorPoint(
    double forward, double reference, double years, double trustLog, double trustYears, SettlementStyle style)
{
    public readonly double Forward = forward;

    public readonly double Years = years;

    public readonly double TrustLog = trustLog;

    public readonly double TrustYears = trustYears;

    public readonly SettlementStyle Style = style;

    internal readonly double LogForward = Black76.LogMoneyness(forward, reference);

    internal readonly double RootYears = Math.Sqrt(years);

    /// <summary>Root of the shortest time to expiry within the interval.</summary>
    internal readonly double RootYearsLow = Math.Sqrt(years - trustYears);

    internal readonly double RootYearsHigh = Math.Sqrt(years + trustYears);

    internal readonly double Growth = Math.Exp(trustLog);
}
