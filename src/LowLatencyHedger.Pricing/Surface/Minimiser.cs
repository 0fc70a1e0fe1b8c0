using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing.Surface;

/// <summary>Minima of functions of one variable: deterministic, bounded in work, without allocation.</summary>
[HotPath]
internal static class Minimiser
{
    private const int RefinementsMax = 60;
    private const double GoldenRatio = 0.6180339887498949;

    internal interface ICurve
    {
        [HotPath]
        double At(double x);
    }

    /// <summary>The smallest value on a grid, refined by a golden-section search between the neighbours of the best node.</summary>
    public static double OnInterval<T>(in T curve, double low, double high, int intervals, out double at)
        where T : struct, ICurve
    {
        var step = (high - low) / intervals;
        var best = double.PositiveInfinity;
        at = low;
        for (var i = 0; i <= intervals; i++)
        {
            var x = low + (i * step);
            var value = curve.At(x);
            if (value < best)
            {
                best = value;
                at = x;
            }
        }

        var left = Math.Max(low, at - step);
        var right = Math.Min(high, at + step);
        for (var i = 0; i < RefinementsMax && right - left > 1e-9 * (1.0 + Math.Abs(at)); i++)
        {
            var width = GoldenRatio * (right - left);
            if (curve.At(right - width) < curve.At(left + width))
            {
                right = left + width;
            }
            else
            {
                left = right - width;
            }
        }

        var middle = 0.5 * (left + right);
        var refined = curve.At(middle);
        if (refined < best)
        {
            best = refined;
            at = middle;
        }

        return best;
    }
}
