using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing;

/// <summary>What one unit of a position adds to the book's hedging sums. NaN means unusable.</summary>
[HotPath]
public readonly struct HedgeGreeks(double delta, double gamma)
{
    /// <summary>Coins.</summary>
    public readonly double Delta = delta;

    /// <summary>
    /// Coins per unit of quote currency: how <see cref="Delta"/>, with the hedged share of equity, moves with the forward.
    /// </summary>
    public readonly double Gamma = gamma;
}
