using LowLatencyHedger.Pricing.Surface;

namespace LowLatencyHedger.Pricing.Tests.Surface;

/// <summary>Axel Vogt's smile with butterfly arbitrage, as Gatheral and Jacquier (2014) print it and its repairs, one year.</summary>
internal static class Vogt
{
    public const double Years = 1.0;

    public static readonly SviParameters Raw = new(-0.0410, 0.1331, 0.3060, 0.3586, 0.4153);

    public static readonly SviJumpWings Wings = new(0.01742625, -0.1752111, 0.6997381, 1.316798, 0.0116249, Years);

    /// <summary>The authors' optimum: the right wing alone moves.</summary>
    public static readonly SviJumpWings Published = new(0.01742625, -0.1752111, 0.6997381, 0.8564763, 0.0116249, Years);
}
