using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing.Surface;

/// <summary>
/// Nelder and Mead's simplex search in the plane, a step at a time: deterministic, without allocation. Source: "A simplex method for
/// function minimization", Computer Journal 7 (1965) 308-313, with their coefficients.
/// </summary>
[HotPath]
internal struct SimplexSearch
{
    private const double SizeMin = 1e-11;

    private Vertex _best;
    private Vertex _good;
    private Vertex _worst;

    internal interface IPlane
    {
        [HotPath]
        double At(double x, double y);
    }

    public readonly double X => _best.X;

    public readonly double Y => _best.Y;

    public readonly double Value => _best.Value;

    public static SimplexSearch Start<T>(in T plane, double x, double y, double stepX, double stepY)
        where T : struct, IPlane
    {
        SimplexSearch search = default;
        search._best = Vertex.At(in plane, x, y);
        search._good = Vertex.At(in plane, x + stepX, y);
        search._worst = Vertex.At(in plane, x, y + stepY);
        search.Sort();
        return search;
    }

    /// <summary>At most four values of the plane. False, without having done anything, once the simplex is small.</summary>
    public bool Step<T>(in T plane)
        where T : struct, IPlane
    {
        if (Size(in _best, in _good) + Size(in _best, in _worst) < SizeMin)
        {
            return false;
        }

        var next = Beyond(in plane, 1.0);
        if (next.Value < _best.Value)
        {
            var further = Beyond(in plane, 2.0);
            _worst = further.Value < next.Value ? further : next;
        }
        else if (next.Value < _good.Value)
        {
            _worst = next;
        }
        else
        {
            var nearer = Beyond(in plane, next.Value < _worst.Value ? 0.5 : -0.5);
            if (nearer.Value < Math.Min(next.Value, _worst.Value))
            {
                _worst = nearer;
            }
            else
            {
                _good = Vertex.At(in plane, 0.5 * (_best.X + _good.X), 0.5 * (_best.Y + _good.Y));
                _worst = Vertex.At(in plane, 0.5 * (_best.X + _worst.X), 0.5 * (_best.Y + _worst.Y));
            }
        }

        Sort();
        return true;
    }

    private static double Size(in Vertex a, in Vertex b) => Math.Abs(a.X - b.X) + Math.Abs(a.Y - b.Y);

    /// <summary>From the middle of the better two, away from the worst by the given share of its distance.</summary>
    private readonly Vertex Beyond<T>(in T plane, double share)
        where T : struct, IPlane
    {
        var middleX = 0.5 * (_best.X + _good.X);
        var middleY = 0.5 * (_best.Y + _good.Y);
        return Vertex.At(in plane, middleX + (share * (middleX - _worst.X)), middleY + (share * (middleY - _worst.Y)));
    }

    private void Sort()
    {
        if (_good.Value < _best.Value)
        {
            (_best, _good) = (_good, _best);
        }

        if (_worst.Value < _good.Value)
        {
            (_good, _worst) = (_worst, _good);
        }

        if (_good.Value < _best.Value)
        {
            (_best, _good) = (_good, _best);
        }
    }

    [HotPath]
    private readonly struct Vertex(double x, double y, double value)
    {
        public readonly double X = x;
        public readonly double Y = y;
        public readonly double Value = value;

        public static Vertex At<T>(in T plane, double x, double y)
            where T : struct, IPlane => new(x, y, plane.At(x, y));
    }
}
