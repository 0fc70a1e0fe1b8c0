namespace LowLatencyHedger.Pricing.Surface;

/// <summary>Minima of functions of one and two variables: deterministic, bounded in work, without allocation.</summary>
internal static class Minimiser
{
    private const int RefinementsMax = 60;
    private const double GoldenRatio = 0.6180339887498949;

    internal interface ICurve
    {
        double At(double x);
    }

    internal interface IPlane
    {
        double At(double x, double y);
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

    /// <summary>
    /// Nelder and Mead's simplex search, "A simplex method for function minimization", Computer Journal 7 (1965) 308-313, with their
    /// coefficients. Ends when the simplex is small or the steps are used up.
    /// </summary>
    public static double OnPlane<T>(in T plane, ref double x, ref double y, double stepX, double stepY, int stepsMax)
        where T : struct, IPlane
    {
        var best = Vertex.At(in plane, x, y);
        var good = Vertex.At(in plane, x + stepX, y);
        var worst = Vertex.At(in plane, x, y + stepY);
        for (var i = 0; i < stepsMax; i++)
        {
            Sort(ref best, ref good, ref worst);
            if (Size(in best, in good) + Size(in best, in worst) < 1e-11)
            {
                break;
            }

            var next = Vertex.Beyond(in plane, in best, in good, in worst, 1.0);
            if (next.Value < best.Value)
            {
                var further = Vertex.Beyond(in plane, in best, in good, in worst, 2.0);
                worst = further.Value < next.Value ? further : next;
            }
            else if (next.Value < good.Value)
            {
                worst = next;
            }
            else
            {
                var nearer = Vertex.Beyond(in plane, in best, in good, in worst, next.Value < worst.Value ? 0.5 : -0.5);
                if (nearer.Value < Math.Min(next.Value, worst.Value))
                {
                    worst = nearer;
                }
                else
                {
                    good = Vertex.At(in plane, 0.5 * (best.X + good.X), 0.5 * (best.Y + good.Y));
                    worst = Vertex.At(in plane, 0.5 * (best.X + worst.X), 0.5 * (best.Y + worst.Y));
                }
            }
        }

        Sort(ref best, ref good, ref worst);
        x = best.X;
        y = best.Y;
        return best.Value;
    }

    private static double Size(in Vertex a, in Vertex b) => Math.Abs(a.X - b.X) + Math.Abs(a.Y - b.Y);

    private static void Sort(ref Vertex best, ref Vertex good, ref Vertex worst)
    {
        if (good.Value < best.Value)
        {
            (best, good) = (good, best);
        }

        if (worst.Value < good.Value)
        {
            (good, worst) = (worst, good);
        }

        if (good.Value < best.Value)
        {
            (best, good) = (good, best);
        }
    }

    private readonly struct Vertex
    {
        public readonly double X;
        public readonly double Y;
        public readonly double Value;

        public Vertex(double x, double y, double value)
        {
            X = x;
            Y = y;
            Value = value;
        }

        public static Vertex At<T>(in T plane, double x, double y)
            where T : struct, IPlane => new(x, y, plane.At(x, y));

        /// <summary>From the middle of the better two, away from the worst by the given share of its distance.</summary>
        public static Vertex Beyond<T>(in T plane, in Vertex best, in Vertex good, in Vertex worst, double share)
            where T : struct, IPlane
        {
            var middleX = 0.5 * (best.X + good.X);
            var middleY = 0.5 * (best.Y + good.Y);
            return At(in plane, middleX + (share * (middleX - worst.X)), middleY + (share * (middleY - worst.Y)));
        }
    }
}
