using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing.Surface;

/// <summary>
/// Weighted least squares of z on two features, without a constant, with both coefficients between 0 and 1. The optimum is the unbounded
/// one if that lies inside, otherwise on an edge of the square, where one coefficient is known and the other a clamped quotient.
/// </summary>
[HotPath]
internal struct BoxProblem
{
    private double _xx;
    private double _xy;
    private double _yy;
    private double _xz;
    private double _yz;

    public void Add(double weight, double x, double y, double z)
    {
        _xx += weight * x * x;
        _xy += weight * x * y;
        _yy += weight * y * y;
        _xz += weight * x * z;
        _yz += weight * y * z;
    }

    public readonly void Solve(out double first, out double second)
    {
        var determinant = (_xx * _yy) - (_xy * _xy);
        if (determinant > 1e-14 * _xx * _yy)
        {
            first = ((_yy * _xz) - (_xy * _yz)) / determinant;
            second = ((_xx * _yz) - (_xy * _xz)) / determinant;
            if (first >= 0.0 && first <= 1.0 && second >= 0.0 && second <= 1.0)
            {
                return;
            }
        }

        (first, second) = (0.0, Edge(_yz, _yy));
        Try(1.0, Edge(_yz - _xy, _yy), ref first, ref second);
        Try(Edge(_xz, _xx), 0.0, ref first, ref second);
        Try(Edge(_xz - _xy, _xx), 1.0, ref first, ref second);
    }

    private static double Edge(double slope, double curvature) => curvature > 0.0 ? Math.Clamp(slope / curvature, 0.0, 1.0) : 0.0;

    private readonly void Try(double x, double y, ref double first, ref double second)
    {
        if (Loss(x, y) < Loss(first, second))
        {
            (first, second) = (x, y);
        }
    }

    /// <summary>Half the sum of squares, but for what the coefficients do not change.</summary>
    private readonly double Loss(double x, double y) =>
        (x * ((0.5 * _xx * x) + (_xy * y) - _xz)) + (y * ((0.5 * _yy * y) - _yz));
}
