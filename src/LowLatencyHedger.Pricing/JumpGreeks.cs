using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing;

/// <summary>
/// Value and first-order Greeks under jumps, in the units of <see cref="Greeks"/>. All NaN unless <see cref="IsFinite"/>.
/// </summary>
[HotPath]
public struct JumpGreeks
{
    public double Price;

    /// <summary>dV/dS.</summary>
    public double Delta;

    public double Gamma;

    /// <summary>dV/dv per 1.00 of the diffusive volatility.</summary>
    public double Vega;

    /// <summary>dV/dt per year, no jump happening.</summary>
    public double Theta;

    /// <summary>dV/dr per 1.00 of rate, the carry moving with it.</summary>
    public double Rho;

    /// <summary>
    /// The holding of spot that leaves the least local variance, diffusion and jumps together; see <see cref="JumpDiffusion"/>.
    /// </summary>
    public double MinimumVarianceDelta;

    public PricingStatus Status;

    /// <summary>True if every number may be used.</summary>
    public readonly bool IsFinite => Status is PricingStatus.Ok;

    internal static JumpGreeks Unusable(PricingStatus status) => new()
    {
        Price = double.NaN,
        Delta = double.NaN,
        Gamma = double.NaN,
        Vega = double.NaN,
        Theta = double.NaN,
        Rho = double.NaN,
        MinimumVarianceDelta = double.NaN,
        Status = status,
    };
}
