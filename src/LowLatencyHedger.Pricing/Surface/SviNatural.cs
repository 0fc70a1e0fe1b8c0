using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing.Surface;

/// <summary>
/// The natural form w(k) = delta + omega/2 (1 + zeta rho (k - mu) + sqrt((zeta (k - mu) + rho)^2 + 1 - rho^2)). Same thread rules and
/// source as <see cref="SviParameters"/>.
/// </summary>
[HotPath]
public readonly struct SviNatural(double delta, double mu, double rho, double omega, double zeta)
{
    public readonly double Delta = delta;

    public readonly double Mu = mu;

    public readonly double Rho = rho;

    public readonly double Omega = omega;

    public readonly double Zeta = zeta;

    /// <summary>False, with an unusable result, if the slice has no such form: a correlation of one or no curvature at all.</summary>
    public static bool TryFrom(in SviParameters raw, out SviNatural natural)
    {
        var complement = (1.0 - raw.Rho) * (1.0 + raw.Rho);
        if (!raw.IsValid || complement <= 0.0 || raw.B == 0.0)
        {
            natural = default;
            return false;
        }

        var zeta = Math.Sqrt(complement) / raw.Sigma;
        var omega = 2.0 * raw.B / zeta;
        natural = new SviNatural(raw.A - (0.5 * omega * complement), raw.M + (raw.Rho / zeta), raw.Rho, omega, zeta);
        return true;
    }

    /// <summary>The raw form. False, with a result that is not valid, if these numbers are no smile.</summary>
    public bool TryToRaw(out SviParameters raw)
    {
        var complement = (1.0 - Rho) * (1.0 + Rho);
        raw = new SviParameters(
            Delta + (0.5 * Omega * complement), 0.5 * Omega * Zeta, Rho, Mu - (Rho / Zeta), Math.Sqrt(complement) / Zeta);
        return raw.IsValid;
    }
}
