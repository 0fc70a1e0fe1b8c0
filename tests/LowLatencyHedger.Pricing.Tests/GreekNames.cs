namespace LowLatencyHedger.Pricing.Tests;

/// <summary>The Greeks as a list, for tests that treat them alike.</summary>
internal static class GreekNames
{
    public static readonly string[] All =
    [
        "price", "delta", "gamma", "vega", "theta", "rho", "vanna", "volga", "charm", "speed", "color", "zomma", "ultima", "veta",
        "premium-adjusted delta",
    ];

    public static double[] Values(in Greeks greeks) =>
    [
        greeks.Price, greeks.Delta, greeks.Gamma, greeks.Vega, greeks.Theta, greeks.Rho, greeks.Vanna, greeks.Volga,
        greeks.Charm, greeks.Speed, greeks.Color, greeks.Zomma, greeks.Ultima, greeks.Veta, greeks.PremiumAdjustedDelta,
    ];
}
