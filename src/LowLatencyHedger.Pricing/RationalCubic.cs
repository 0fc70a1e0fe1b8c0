using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing;

/// <summary>
/// Interpolation between two points with given slopes by a cubic over a quadratic, which keeps monotone and convex data so.
/// Source: R. Delbourgo and J. A. Gregory, "Shape preserving piecewise rational interpolation", SIAM J. Sci. Stat. Comput. 6 (1985)
/// 967-976.
/// </summary>
[HotPath]
internal static class RationalCubic
{
    /// <summary>Beyond this control parameter the curve is the straight line to double precision.</summary>
    private const double ControlMax = 1e15;

    public static double Interpolate(
        double at, double leftX, double rightX, double leftY, double rightY, double leftSlope, double rightSlope, double control)
    {
        var width = rightX - leftX;
        if (!(width > 0.0))
        {
            return 0.5 * (leftY + rightY);
        }

        var t = (at - leftX) / width;
        var rest = 1.0 - t;
        if (control >= ControlMax)
        {
            return (rightY * t) + (leftY * rest);
        }

        var top = (rightY * t * t * t)
            + (((control * rightY) - (width * rightSlope)) * t * t * rest)
            + (((control * leftY) + (width * leftSlope)) * t * rest * rest)
            + (leftY * rest * rest * rest);
        return top / (1.0 + ((control - 3.0) * t * rest));
    }

    /// <summary>The control parameter at which the second derivative at the left end is the one given, kept shape-preserving.</summary>
    public static double ControlForLeftCurvature(
        double leftX, double rightX, double leftY, double rightY, double leftSlope, double rightSlope, double curvature)
    {
        var width = rightX - leftX;
        var chord = (rightY - leftY) / width;
        var control = Ratio((0.5 * width * curvature) + (rightSlope - leftSlope), chord - leftSlope);
        return Math.Max(control, ShapePreserving(leftSlope, rightSlope, chord));
    }

    /// <summary>The control parameter at which the second derivative at the right end is the one given, kept shape-preserving.</summary>
    public static double ControlForRightCurvature(
        double leftX, double rightX, double leftY, double rightY, double leftSlope, double rightSlope, double curvature)
    {
        var width = rightX - leftX;
        var chord = (rightY - leftY) / width;
        var control = Ratio((0.5 * width * curvature) + (rightSlope - leftSlope), rightSlope - chord);
        return Math.Max(control, ShapePreserving(leftSlope, rightSlope, chord));
    }

    /// <summary>The smallest control parameter that keeps a monotone curve monotone and a convex or concave one so.</summary>
    private static double ShapePreserving(double leftSlope, double rightSlope, double chord)
    {
        var least = -1.0;
        if (leftSlope * chord >= 0.0 && rightSlope * chord >= 0.0)
        {
            least = Math.Max(least, Ratio(leftSlope + rightSlope, chord));
        }

        if ((chord - leftSlope) * (rightSlope - chord) >= 0.0)
        {
            var bend = Math.Abs(rightSlope - leftSlope);
            least = Math.Max(least, Math.Max(Ratio(bend, Math.Abs(rightSlope - chord)), Ratio(bend, Math.Abs(chord - leftSlope))));
        }

        return least;
    }

    private static double Ratio(double top, double bottom)
    {
        var ratio = top / bottom;
        return double.IsNaN(ratio) || ratio > ControlMax ? ControlMax : ratio;
    }
}
