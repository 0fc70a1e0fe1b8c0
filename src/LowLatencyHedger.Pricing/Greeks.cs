using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing;

/// <summary>
/// Value and sensitivities of one option, per coin of underlying, in raw units: quote currency, 1.00 of volatility, one year. Time
/// derivatives have the calendar sign (what changes as time passes), so that profit attribution is a plain Taylor sum. <see
/// cref="VenueUnits"/> converts for display. A plain value of 128 bytes. When <see cref="IsFinite"/> is false every number is NaN and the
/// option must not be hedged on: a missing delta is not a delta of zero.
/// </summary>
[HotPath]
public struct Greeks
{
    /// <summary>Value in quote currency.</summary>
    public double Price;

    /// <summary>dV/dF (dV/dS under a cost of carry): coins.</summary>
    public double Delta;

    /// <summary>
    /// Delta less the option's value in coins: what keeps the value in coins flat. w (K/F) N(w d2), without cancellation.
    /// </summary>
    public double PremiumAdjustedDelta;

    /// <summary>d delta/dF.</summary>
    public double Gamma;

    /// <summary>dV/dv per 1.00 of volatility.</summary>
    public double Vega;

    /// <summary>dV/dt per year.</summary>
    public double Theta;

    /// <summary>dV/dr per 1.00 of rate, the forward moving with the rate while the spot stays.</summary>
    public double Rho;

    /// <summary>d delta/dv.</summary>
    public double Vanna;

    /// <summary>d vega/dv.</summary>
    public double Volga;

    /// <summary>d delta/dt per year.</summary>
    public double Charm;

    /// <summary>d gamma/dF.</summary>
    public double Speed;

    /// <summary>d gamma/dt per year.</summary>
    public double Color;

    /// <summary>d gamma/dv.</summary>
    public double Zomma;

    /// <summary>d volga/dv.</summary>
    public double Ultima;

    /// <summary>d vega/dt per year.</summary>
    public double Veta;

    public PricingStatus Status;

    /// <summary>True if every number may be used. False for a value that was never evaluated.</summary>
    public readonly bool IsFinite => Status is PricingStatus.Ok or PricingStatus.Intrinsic;

    /// <summary>All numbers NaN, for the reason given.</summary>
    internal static Greeks Unusable(PricingStatus status) => new()
    {
        Price = double.NaN,
        Delta = double.NaN,
        PremiumAdjustedDelta = double.NaN,
        Gamma = double.NaN,
        Vega = double.NaN,
        Theta = double.NaN,
        Rho = double.NaN,
        Vanna = double.NaN,
        Volga = double.NaN,
        Charm = double.NaN,
        Speed = double.NaN,
        Color = double.NaN,
        Zomma = double.NaN,
        Ultima = double.NaN,
        Veta = double.NaN,
        Status = status,
    };

    /// <summary>
    /// Makes the numbers NaN if one of them is not finite. A sum of finite numbers that overflows counts as not finite too.
    /// </summary>
    internal static PricingStatus Settle(ref Greeks greeks, PricingStatus status)
    {
        var probe = greeks.Price + greeks.Delta + greeks.PremiumAdjustedDelta + greeks.Gamma + greeks.Vega
            + greeks.Theta + greeks.Rho + greeks.Vanna + greeks.Volga + greeks.Charm
            + greeks.Speed + greeks.Color + greeks.Zomma + greeks.Ultima + greeks.Veta;
        if (!double.IsFinite(probe))
        {
            status = PricingStatus.NonFiniteResult;
            greeks = Unusable(status);
        }

        greeks.Status = status;
        return status;
    }
}
