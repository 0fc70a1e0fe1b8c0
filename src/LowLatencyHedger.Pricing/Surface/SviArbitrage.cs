using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing.Surface;

/// <summary>
/// Whether smiles admit static arbitrage. Numerical: grids refined at their minimum. Pure; any thread; allocates nothing.
/// </summary>
[HotPath]
public static class SviArbitrage
{
    /// <summary>Beyond this log-moneyness the asymptotes decide.</summary>
    public const double LogMoneynessMax = 3.0;

    /// <summary>Half the width, in units of sigma, of the finer grid around a slice's vertex.</summary>
    private const double VertexWidth = 8.0;

    private const int Intervals = 240;

    /// <summary>Rounding that does not count as arbitrage.</summary>
    private const double Tolerance = 1e-12;

    /// <summary>The smallest value of Durrleman's g between two log-moneynesses, and where it is.</summary>
    public static double MinimumDurrleman(in SviParameters slice, double low, double high, out double at) =>
        Minimiser.OnInterval(new DurrlemanCurve(in slice), low, high, Intervals, out at);

    /// <summary>No butterfly has a negative price at any strike, and the wings are bounded.</summary>
    public static bool IsButterflyFree(in SviParameters slice) =>
        slice.IsValid && slice.HasBoundedWings
        && MinimumDurrleman(in slice, -LogMoneynessMax, LogMoneynessMax, out _) >= -Tolerance
        && MinimumDurrleman(in slice, slice.M - (VertexWidth * slice.Sigma), slice.M + (VertexWidth * slice.Sigma), out _) >= -Tolerance;

    /// <summary>
    /// The smallest excess of the later slice's total variance over the earlier one's, to <see cref="LogMoneynessMax"/>; negative means
    /// that a calendar spread has a negative price.
    /// </summary>
    public static double MinimumCalendarGap(in SviParameters near, in SviParameters far)
    {
        var curve = new GapCurve(in near, in far);
        var gap = Minimiser.OnInterval(in curve, -LogMoneynessMax, LogMoneynessMax, Intervals, out _);
        gap = Math.Min(gap, AroundVertex(in curve, in near));
        return Math.Min(gap, AroundVertex(in curve, in far));
    }

    /// <summary>The later slice has at least the earlier one's total variance at every strike.</summary>
    public static bool IsCalendarFree(in SviParameters near, in SviParameters far) =>
        far.LeftSlope >= near.LeftSlope - Tolerance && far.RightSlope >= near.RightSlope - Tolerance
        && MinimumCalendarGap(in near, in far) >= -Tolerance;

    private static double AroundVertex(in GapCurve curve, in SviParameters slice)
    {
        var half = VertexWidth * slice.Sigma;
        var low = Math.Clamp(slice.M - half, -LogMoneynessMax, LogMoneynessMax);
        var high = Math.Clamp(slice.M + half, -LogMoneynessMax, LogMoneynessMax);
        return Minimiser.OnInterval(in curve, low, high, Intervals, out _);
    }

    [HotPath]
    private readonly struct DurrlemanCurve(in SviParameters slice) : Minimiser.ICurve
    {
        private readonly SviParameters _slice = slice;

        public double At(double x) => _slice.Durrleman(x);
    }

    [HotPath]
    private readonly struct GapCurve(in SviParameters near, in SviParameters far) : Minimiser.ICurve
    {
        private readonly SviParameters _near = near;
        private readonly SviParameters _far = far;

        public double At(double x) => _far.TotalVariance(x) - _near.TotalVariance(x);
    }
}
