using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing.Surface;

/// <summary>
/// Fits one expiry's smile to bid and ask volatilities by the quasi-explicit method: with m and sigma given, total variance is linear in
/// the other three parameters, so a small least-squares problem with bounds is solved exactly and a simplex search is left with two
/// dimensions. A quote weighs its vega over the square of its spread. Deterministic; allocates only in the constructor; state is scratch
/// space, so one thread at a time; bad quotes are counted, never thrown. Source: S. De Marco and C. Martini, "Quasi-explicit calibration
/// of Gatheral's SVI model", Zeliade white paper ZWP-0005 (2009). Different here: the linear problem runs over the slopes of the two
/// wings, whose bounds are then a box, and the level may be negative as long as total variance is positive.
/// </summary>
public sealed class SviFitter
{
    /// <summary>With fewer quotes than parameters a slice is not determined.</summary>
    public const int QuotesMin = 5;

    /// <summary>A narrower spread counts as this one, 0.1 volatility points, so that no single quote decides a fit.</summary>
    public const double SpreadMin = 0.001;

    /// <summary>A sharper vertex than this is noise between two strikes.</summary>
    public const double SigmaMin = 0.005;

    private const int SearchSteps = 150;
    private const int PolishSteps = 300;
    private const int LevelIntervals = 60;

    /// <summary>The smile's lowest point stays above this share of the lowest quote.</summary>
    private const double VarianceFloorShare = 0.01;

    private readonly double[] _logMoneyness;
    private readonly double[] _variance;
    private readonly double[] _weight;
    private readonly double[] _bid;
    private readonly double[] _ask;
    private int _count;
    private double _years;
    private double _low;
    private double _high;
    private double _varianceMin;
    private double _varianceMax;

    /// <param name="capacity">The most quotes that one fit may be given.</param>
    public SviFitter(int capacity)
    {
        _logMoneyness = new double[capacity];
        _variance = new double[capacity];
        _weight = new double[capacity];
        _bid = new double[capacity];
        _ask = new double[capacity];
    }

    /// <summary>
    /// Fits the quotes, which may come in any order. With fewer than <see cref="QuotesMin"/> usable ones, or when arbitrage cannot be
    /// repaired, the fallback's shape is used at the level that fits best; a default fallback, or one with arbitrage, is the flat smile.
    /// </summary>
    public SviFit Fit(ReadOnlySpan<SviQuote> quotes, double years, in SsviParameters fallback)
    {
        if (quotes.Length > _weight.Length)
        {
            Throw.ArgumentOutOfRange(nameof(quotes), quotes.Length, "at most the fitter's capacity");
        }

        if (!(years > 0.0) || !double.IsFinite(years))
        {
            return new SviFit { Status = SviFitStatus.InputOutOfRange, RejectedCount = quotes.Length };
        }

        _years = years;
        Load(quotes);
        if (_count == 0)
        {
            return new SviFit { Status = SviFitStatus.NoQuotes, RejectedCount = quotes.Length };
        }

        if (_count >= QuotesMin && _high > _low)
        {
            var slice = Search();
            var fit = Assess(in slice, SviFitStatus.Svi, quotes.Length);
            if (fit.HasArbitrageInside && SviRepair.TryRepair(in slice, _low, _high, out var repaired))
            {
                fit = Assess(in repaired, SviFitStatus.Repaired, quotes.Length);
            }

            if (!fit.HasArbitrageInside)
            {
                return fit;
            }
        }

        return FitLevel(in fallback, quotes.Length);
    }

    private void Load(ReadOnlySpan<SviQuote> quotes)
    {
        _count = 0;
        _low = _varianceMin = double.PositiveInfinity;
        _high = _varianceMax = double.NegativeInfinity;
        var sum = 0.0;
        foreach (ref readonly var quote in quotes)
        {
            var spread = quote.AskVolatility - quote.BidVolatility;
            var middle = 0.5 * (quote.AskVolatility + quote.BidVolatility);
            if (!double.IsFinite(quote.LogMoneyness + spread) || !(quote.BidVolatility > 0.0) || spread < 0.0)
            {
                continue;
            }

            // Vega but for the factors that all strikes share; an error of variance is 2 v T errors of volatility.
            var deviation = middle * Math.Sqrt(_years);
            var vega = NormalDistribution.Pdf((0.5 * deviation) - (quote.LogMoneyness / deviation));
            var unit = Math.Max(spread, SpreadMin) * 2.0 * middle * _years;
            var weight = vega / (unit * unit);
            if (!(weight > 0.0) || !double.IsFinite(weight))
            {
                continue;
            }

            var variance = middle * middle * _years;
            _logMoneyness[_count] = quote.LogMoneyness;
            _variance[_count] = variance;
            _weight[_count] = weight;
            _bid[_count] = quote.BidVolatility;
            _ask[_count] = quote.AskVolatility;
            _count++;
            sum += weight;
            _low = Math.Min(_low, quote.LogMoneyness);
            _high = Math.Max(_high, quote.LogMoneyness);
            _varianceMin = Math.Min(_varianceMin, variance);
            _varianceMax = Math.Max(_varianceMax, variance);
        }

        for (var i = 0; i < _count; i++)
        {
            _weight[i] /= sum;
        }
    }

    private SviParameters Search()
    {
        var plane = new OuterPlane(this);
        var range = _high - _low;
        double best = double.PositiveInfinity, m = 0.0, logSigma = 0.0;
        for (var start = 0; start < 3; start++)
        {
            // From a sharp vertex at the lowest quote to a wide one in the middle.
            var x = start == 0 ? LogMoneynessOfLowest() : start == 1 ? 0.0 : 0.5 * (_low + _high);
            var y = Math.Log(Math.Max(2.0 * SigmaMin, range * (start == 0 ? 0.1 : start == 1 ? 0.3 : 1.0)));
            var value = Minimiser.OnPlane(in plane, ref x, ref y, 0.1 * range, 0.5, SearchSteps);
            if (value < best)
            {
                (best, m, logSigma) = (value, x, y);
            }
        }

        Minimiser.OnPlane(in plane, ref m, ref logSigma, 0.01 * range, 0.05, PolishSteps);
        Bound(ref m, logSigma, out var sigma);
        Solve(m, sigma, out var slice);
        return slice;
    }

    private double LogMoneynessOfLowest()
    {
        var lowest = 0;
        for (var i = 1; i < _count; i++)
        {
            lowest = _variance[i] < _variance[lowest] ? i : lowest;
        }

        return _logMoneyness[lowest];
    }

    /// <summary>The vertex at most one range outside the quotes, its width at most four ranges.</summary>
    private void Bound(ref double m, double logSigma, out double sigma)
    {
        var range = _high - _low;
        m = Math.Clamp(m, _low - range, _high + range);
        sigma = Math.Clamp(Math.Exp(logSigma), SigmaMin, Math.Max(2.0 * SigmaMin, 4.0 * range));
    }

    /// <summary>The best slice with this vertex; returns the weighted mean square of its errors in total variance.</summary>
    private double Solve(double m, double sigma, out SviParameters slice)
    {
        var floor = VarianceFloorShare * _varianceMin;
        var wings = Wings(m, sigma, 0.0, isLevelFree: true);
        if (Excess(in wings, sigma, floor) < 0.0)
        {
            // Back towards the best slice that is surely above the floor; the constraint is convex, so the two are separated by one point.
            var safe = Wings(m, sigma, floor, isLevelFree: false);
            double near = 0.0, far = 1.0;
            for (var i = 0; i < 40; i++)
            {
                var share = 0.5 * (near + far);
                var trial = safe.Towards(in wings, share);
                if (Excess(in trial, sigma, floor) >= 0.0)
                {
                    near = share;
                }
                else
                {
                    far = share;
                }
            }

            wings = safe.Towards(in wings, near);
        }

        var b = wings.Right + wings.Left;
        slice = new SviParameters(wings.Level, b, b > 0.0 ? (wings.Right - wings.Left) / b : 0.0, m, sigma);
        var sum = 0.0;
        for (var i = 0; i < _count; i++)
        {
            var error = slice.TotalVariance(_logMoneyness[i]) - _variance[i];
            sum += _weight[i] * error * error;
        }

        return sum;
    }

    /// <summary>How far the slice's lowest point is above the floor.</summary>
    private static double Excess(in LinearSlice slice, double sigma, double floor) =>
        slice.Level - floor + (2.0 * sigma * Math.Sqrt(slice.Right * slice.Left));

    /// <summary>
    /// Least squares of w = level + right (R + x) + left (R - x), x = k - m, R = sqrt(x^2 + sigma^2). Two times right and left are the
    /// slopes of the wings, so both lie between 0 and 1. A free level is taken out by centring on weighted means.
    /// </summary>
    private LinearSlice Wings(double m, double sigma, double level, bool isLevelFree)
    {
        double meanRight = 0.0, meanLeft = 0.0, meanVariance = level;
        if (isLevelFree)
        {
            meanVariance = 0.0;
            for (var i = 0; i < _count; i++)
            {
                Features(_logMoneyness[i] - m, sigma, out var right, out var left);
                meanRight += _weight[i] * right;
                meanLeft += _weight[i] * left;
                meanVariance += _weight[i] * _variance[i];
            }
        }

        BoxProblem problem = default;
        for (var i = 0; i < _count; i++)
        {
            Features(_logMoneyness[i] - m, sigma, out var right, out var left);
            problem.Add(_weight[i], right - meanRight, left - meanLeft, _variance[i] - meanVariance);
        }

        problem.Solve(out var rightWing, out var leftWing);
        return new LinearSlice(meanVariance - (rightWing * meanRight) - (leftWing * meanLeft), rightWing, leftWing);
    }

    private static void Features(double x, double sigma, out double right, out double left)
    {
        // The smaller of the two by division: the difference would lose its digits.
        var root = Math.Sqrt((x * x) + (sigma * sigma));
        var larger = root + Math.Abs(x);
        var smaller = sigma * sigma / larger;
        (right, left) = x > 0.0 ? (larger, smaller) : (smaller, larger);
    }

    private SviFit FitLevel(in SsviParameters fallback, int quoteCount)
    {
        var shape = fallback.IsArbitrageFree ? fallback : default;
        var curve = new LevelCurve(this, in shape);
        Minimiser.OnInterval(in curve, Math.Log(0.1 * _varianceMin), Math.Log(2.0 * _varianceMax), LevelIntervals, out var logTheta);
        var slice = shape.Slice(Math.Exp(logTheta));
        return Assess(in slice, shape.Eta == 0.0 ? SviFitStatus.Flat : SviFitStatus.Ssvi, quoteCount);
    }

    private SviFit Assess(in SviParameters slice, SviFitStatus status, int quoteCount)
    {
        double sum = 0.0, weights = 0.0, maximum = 0.0;
        var inside = 0;
        for (var i = 0; i < _count; i++)
        {
            var volatility = slice.Volatility(_logMoneyness[i], _years);
            var error = volatility - (0.5 * (_bid[i] + _ask[i]));

            // Back from weights of variance to weights of volatility.
            var weight = _weight[i] * _variance[i];
            sum += weight * error * error;
            weights += weight;
            maximum = Math.Max(maximum, Math.Abs(error));
            inside += volatility >= _bid[i] && volatility <= _ask[i] ? 1 : 0;
        }

        return new SviFit
        {
            Parameters = slice,
            Status = status,
            UsedCount = _count,
            RejectedCount = quoteCount - _count,
            InsideCount = inside,
            RootMeanSquareError = Math.Sqrt(sum / weights),
            MaximumError = maximum,
            MinimumDurrleman = SviArbitrage.MinimumDurrleman(in slice, _low, _high, out _),
            IsButterflyFree = SviArbitrage.IsButterflyFree(in slice),
        };
    }

    private readonly struct LinearSlice(double level, double right, double left)
    {
        public readonly double Level = level;
        public readonly double Right = right;
        public readonly double Left = left;

        public LinearSlice Towards(in LinearSlice other, double share) => new(
            Level + (share * (other.Level - Level)), Right + (share * (other.Right - Right)), Left + (share * (other.Left - Left)));
    }

    private readonly struct OuterPlane(SviFitter fitter) : Minimiser.IPlane
    {
        public double At(double x, double y)
        {
            var m = x;
            fitter.Bound(ref m, y, out var sigma);
            return fitter.Solve(m, sigma, out _);
        }
    }

    private readonly struct LevelCurve(SviFitter fitter, in SsviParameters shape) : Minimiser.ICurve
    {
        private readonly SsviParameters _shape = shape;

        public double At(double x)
        {
            var slice = _shape.Slice(Math.Exp(x));
            var sum = 0.0;
            for (var i = 0; i < fitter._count; i++)
            {
                var error = slice.TotalVariance(fitter._logMoneyness[i]) - fitter._variance[i];
                sum += fitter._weight[i] * error * error;
            }

            return sum;
        }
    }
}
