namespace LowLatencyHedger.Pricing.Tests;

/// <summary>
/// The slow twin of every closed-form Greek: a five-point central difference, exact for polynomials up to the fourth degree.
/// </summary>
internal static class NumericalDerivative
{
    public static double Of(Func<double, double> function, double at, double step) =>
        ((8.0 * (function(at + step) - function(at - step))) - (function(at + (2.0 * step)) - function(at - (2.0 * step)))) / (12.0 * step);
}
