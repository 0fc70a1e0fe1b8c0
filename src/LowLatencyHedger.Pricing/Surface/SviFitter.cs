using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing.Surface;

/// <summary>
/// Fits one expiry's smile to bid and ask volatilities by the quasi-explicit method: with m and sigma given, total variance is linear in
/// the other three parameters, so a small least-squares problem with bounds is solved exactly and a simplex search is left with two
/// dimensions. A quote weighs its vega over the square of its spread. Where the slice then leaves a spread, its density is corrected.
/// Deterministic; allocates only in the constructor; one thread; bad quotes are counted, never thrown. Source: S. De Marco and C. Martini,
/// "Quasi-explicit calibration of Gatheral's SVI model", Zeliade white paper ZWP-0005 (2009). Different here: the linear problem runs over
/// the slopes of the two wings, whose bounds are then a box, and the level may be negative as long as total variance is positive.
/// </summary>
/// <remarks>
/// A fit is <see cref="Begin"/> and then <see cref="Step"/> until that is true, so that a caller in a hurry can spread it out; or
/// <see cref="Fit"/>. Expiries of one surface are fitted from the last to the first, each under the one behind it: total variance must not
/// fall with time, and it is the near smile that says little about far strikes.
/// </remarks>
[HotPath]
public sealed class SviFitter
{
    /// <summary>With fewer quotes than parameters a slice is not determined.</summary>
    public const int QuotesMin = 5;

    /// <summary>A sharper vertex than this is noise between two strikes.</summary>
    public const double SigmaMin = 0.005;

    private const int Starts = 3;
    private const int SearchSteps = 150;
    private const int PolishSteps = 300;
    private const int SearchStepsAtOnce = 4;
    private const int LevelIntervals = 60;
    private const int LevelBisections = 20;

    /// <summary>The smile's lowest point stays above this share of the lowest quote.</summary>
    private const double VarianceFloorShare = 0.01;

    private readonly SviQuoteSet _quotes;
    private readonly double[] _bidDeviation;
    private readonly double[] _askDeviation;
    private readonly DensityCorrection _correction;
    private readonly CalendarCeiling _ceiling = new();
    private double _years;
    private SsviParameters _fallback;
    private Stage _stage = Stage.Done;
    private SimplexSearch _search;
    private SviRepair.Search _repair;
    private SviFit _fit;
    private int _start;
    private int _steps;
    private bool _isUnderCeiling;
    private double _bestValue;
    private double _bestM;
    private double _bestLogSigma;

    /// <param name="capacity">The most quotes that one fit may be given.</param>
    public SviFitter(int capacity)
    {
        _quotes = new SviQuoteSet(capacity);
        _bidDeviation = new double[capacity];
        _askDeviation = new double[capacity];
        _correction = new DensityCorrection(capacity);
    }

    private enum Stage : byte
    {
        Search,
        Polish,
        Repair,
        Level,
        Prepare,
        Correct,
        Done,
    }

    public int Capacity => _askDeviation.Length;

    /// <summary>Whether the slice is corrected where it leaves a spread. Not for published marks, which are no spreads.</summary>
    public bool IsCorrecting { get; init; } = true;

    /// <summary>The last fit; complete once <see cref="Step"/> was true.</summary>
    public SviFit Result => _fit;

    /// <summary>The whole fit of an expiry without neighbours at once. See <see cref="Begin"/>.</summary>
    public SviFit Fit(ReadOnlySpan<SviQuote> quotes, double years, in SsviParameters fallback)
    {
        Begin(quotes, years, in fallback, default);
        while (!Step())
        {
        }

        return _fit;
    }

    /// <summary>
    /// Starts a fit of quotes, which may come in any order. With fewer than <see cref="QuotesMin"/> usable ones, or when arbitrage cannot
    /// be repaired, the fallback's shape is used at the level that fits best; a default fallback, or one with arbitrage, is the flat smile.
    /// </summary>
    /// <param name="quotes">At most as many as there is capacity for. Those without a bid only hold a fit below their ask.</param>
    /// <param name="years">To expiry.</param>
    /// <param name="fallback">The surface's shape.</param>
    /// <param name="ceiling">The slice of the next later expiry, whose total variance is not exceeded; not valid: there is none.</param>
    public void Begin(ReadOnlySpan<SviQuote> quotes, double years, in SsviParameters fallback, in SviParameters ceiling)
    {
        if (quotes.Length > Capacity)
        {
            Throw.ArgumentOutOfRange(nameof(quotes), quotes.Length, "at most the fitter's capacity");
        }

        _correction.Reset(default);
        _stage = Stage.Done;
        if (!(years > 0.0) || !double.IsFinite(years))
        {
            _fit = new SviFit { Status = SviFitStatus.InputOutOfRange, RejectedCount = quotes.Length };
            return;
        }

        _years = years;
        _fallback = fallback;
        _ceiling.Set(in ceiling);
        _quotes.Load(quotes, years);
        if (_quotes.Used == 0)
        {
            _fit = new SviFit { Status = SviFitStatus.NoQuotes, RejectedCount = quotes.Length };
            return;
        }

        _start = 0;
        _bestValue = double.PositiveInfinity;
        _stage = _quotes.Used >= QuotesMin && _quotes.High > _quotes.Low ? Stage.Search : Stage.Level;
        if (_stage == Stage.Search)
        {
            StartSearch();
        }
    }

    /// <summary>Carries on by a bounded number of operations. True when there is nothing left to do.</summary>
    public bool Step()
    {
        switch (_stage)
        {
            case Stage.Search or Stage.Polish:
                StepSearch();
                break;
            case Stage.Repair:
                if (_repair.Step())
                {
                    Settle(_repair.Best, SviFitStatus.Repaired);
                }

                break;
            case Stage.Level:
                FitLevel();
                break;
            case Stage.Prepare:
                var count = _quotes.Count;
                _correction.Begin(
                    _fit.Parameters, _quotes.LogMoneyness.AsSpan(0, count), _bidDeviation.AsSpan(0, count), _askDeviation.AsSpan(0, count));
                _stage = Stage.Correct;
                break;
            case Stage.Correct:
                if (_correction.Step())
                {
                    TakeCorrection();
                }

                break;
            default:
                return true;
        }

        return _stage == Stage.Done;
    }

    /// <summary>The finished fit's volatility, with its correction.</summary>
    public double Volatility(double logMoneyness) => _correction.Deviation(logMoneyness) / Math.Sqrt(_years);

    private void StartSearch()
    {
        // From a sharp vertex at the lowest quote to a wide one in the middle.
        var range = _quotes.High - _quotes.Low;
        var x = _start == 0 ? _quotes.LogMoneynessOfLowest() : _start == 1 ? 0.0 : 0.5 * (_quotes.Low + _quotes.High);
        var y = Math.Log(Math.Max(2.0 * SigmaMin, range * (_start == 0 ? 0.1 : _start == 1 ? 0.3 : 1.0)));
        _search = SimplexSearch.Start(new OuterPlane(this), x, y, 0.1 * range, 0.5);
        _steps = 0;
    }

    private void StepSearch()
    {
        var stepsMax = _stage == Stage.Polish ? PolishSteps : SearchSteps;
        var plane = new OuterPlane(this);
        for (var i = 0; i < SearchStepsAtOnce; i++)
        {
            if (_steps++ >= stepsMax || !_search.Step(in plane))
            {
                EndSearch();
                return;
            }
        }
    }

    private void EndSearch()
    {
        if (_stage == Stage.Polish)
        {
            var m = _search.X;
            Bound(ref m, _search.Y, out var sigma);
            Solve(m, sigma, out var slice);
            Settle(in slice, SviFitStatus.Svi);
            return;
        }

        if (_search.Value < _bestValue)
        {
            (_bestValue, _bestM, _bestLogSigma) = (_search.Value, _search.X, _search.Y);
        }

        if (++_start < Starts)
        {
            StartSearch();
            return;
        }

        _stage = Stage.Polish;
        _steps = 0;
        _search = SimplexSearch.Start(new OuterPlane(this), _bestM, _bestLogSigma, 0.01 * (_quotes.High - _quotes.Low), 0.05);
    }

    /// <summary>A slice is there: under the ceiling with it, and on to the next stage.</summary>
    private void Settle(in SviParameters slice, SviFitStatus status)
    {
        var lowered = _ceiling.Lower(in slice);
        _correction.Reset(in lowered);
        _fit = Assess(in lowered, status);
        var isGood = lowered.IsValid && lowered.MinimumTotalVariance > 0.0 && !_fit.HasArbitrageInside;
        if (!isGood)
        {
            var isRepairable = status == SviFitStatus.Svi && SviRepair.TryStart(in lowered, _quotes.Low, _quotes.High, out _repair);
            _stage = isRepairable ? Stage.Repair : Stage.Level;
            return;
        }

        StartCorrection(isUnderCeiling: true);
    }

    private void StartCorrection(bool isUnderCeiling)
    {
        _stage = Stage.Done;
        _isUnderCeiling = isUnderCeiling;
        var isOutside = false;
        var rootYears = Math.Sqrt(_years);
        for (var i = 0; i < _quotes.Count; i++)
        {
            var k = _quotes.LogMoneyness[i];
            var volatility = _fit.Parameters.Volatility(k, _years);
            isOutside |= volatility < _quotes.Bid[i] || volatility > _quotes.Ask[i];
            _bidDeviation[i] = rootYears * _quotes.Bid[i];
            _askDeviation[i] = rootYears * _quotes.Ask[i];
            if (isUnderCeiling)
            {
                _askDeviation[i] = _ceiling.Below(k, _bidDeviation[i], _askDeviation[i]);
            }
        }

        if (IsCorrecting && isOutside)
        {
            _stage = Stage.Prepare;
        }
    }

    private void TakeCorrection()
    {
        var slice = _fit.Parameters;
        var corrected = Assess(in slice, _fit.Status);
        if (corrected.InsideCount < corrected.UsedCount && _isUnderCeiling && _ceiling.IsSet)
        {
            // The next expiry has no quotes so far out, and its wing is a guess: bids and asks come first.
            _correction.Reset(in slice);
            StartCorrection(isUnderCeiling: false);
            return;
        }

        _stage = Stage.Done;
        if (corrected.InsideCount >= _fit.InsideCount)
        {
            _fit = corrected;
            return;
        }

        _correction.Reset(in slice);
    }

    /// <summary>The vertex at most one range outside the quotes, its width at most four ranges.</summary>
    private void Bound(ref double m, double logSigma, out double sigma)
    {
        var range = _quotes.High - _quotes.Low;
        m = Math.Clamp(m, _quotes.Low - range, _quotes.High + range);
        sigma = Math.Clamp(Math.Exp(logSigma), SigmaMin, Math.Max(2.0 * SigmaMin, 4.0 * range));
    }

    /// <summary>The best slice with this vertex; returns the weighted mean square of its errors in total variance.</summary>
    private double Solve(double m, double sigma, out SviParameters slice)
    {
        var floor = VarianceFloorShare * _quotes.VarianceMin;
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

        slice = _ceiling.Limit(wings.Slice(m, sigma), floor);
        return _quotes.Loss(in slice);
    }

    /// <summary>How far the slice's lowest point is above the floor.</summary>
    private static double Excess(in LinearSlice slice, double sigma, double floor) =>
        slice.Level - floor + (2.0 * sigma * Math.Sqrt(slice.Right * slice.Left));

    /// <summary>
    /// Least squares of w = level + right (R + x) + left (R - x), x = k - m, R = sqrt(x^2 + sigma^2). Two times right and left are the
    /// slopes of the wings, so both lie between 0 and 1, or under the ceiling's. A free level is taken out by centring on weighted means.
    /// </summary>
    private LinearSlice Wings(double m, double sigma, double level, bool isLevelFree)
    {
        double meanRight = 0.0, meanLeft = 0.0, meanVariance = level;
        if (isLevelFree)
        {
            meanVariance = 0.0;
            for (var i = 0; i < _quotes.Count; i++)
            {
                Features(_quotes.LogMoneyness[i] - m, sigma, out var right, out var left);
                meanRight += _quotes.Weight[i] * right;
                meanLeft += _quotes.Weight[i] * left;
                meanVariance += _quotes.Weight[i] * _quotes.Variance[i];
            }
        }

        BoxProblem problem = default;
        for (var i = 0; i < _quotes.Count; i++)
        {
            Features(_quotes.LogMoneyness[i] - m, sigma, out var right, out var left);
            problem.Add(
                _quotes.Weight[i],
                _ceiling.RightMax * (right - meanRight),
                _ceiling.LeftMax * (left - meanLeft),
                _quotes.Variance[i] - meanVariance);
        }

        problem.Solve(out var rightWing, out var leftWing);
        rightWing *= _ceiling.RightMax;
        leftWing *= _ceiling.LeftMax;
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

    private void FitLevel()
    {
        var shape = _fallback.IsArbitrageFree ? _fallback : default;
        var curve = new LevelCurve(this, in shape);
        var lowest = Math.Log(0.1 * _quotes.VarianceMin);
        Minimiser.OnInterval(in curve, lowest, Math.Log(2.0 * _quotes.VarianceMax), LevelIntervals, out var logTheta);
        var slice = shape.Slice(Math.Exp(logTheta));
        var status = shape.Eta == 0.0 ? SviFitStatus.Flat : SviFitStatus.Ssvi;
        if (!_ceiling.IsAbove(in slice))
        {
            // The surface's slices do not cross each other, but the ceiling is none of them.
            var low = lowest - 5.0;
            for (var i = 0; i < LevelBisections; i++)
            {
                var middle = 0.5 * (low + logTheta);
                (low, logTheta) = _ceiling.IsAbove(shape.Slice(Math.Exp(middle))) ? (middle, logTheta) : (low, middle);
            }

            slice = shape.Slice(Math.Exp(low));
            if (!_ceiling.IsAbove(in slice))
            {
                slice = default(SsviParameters).Slice(Math.Min(Math.Exp(low), _ceiling.Lowest));
                status = SviFitStatus.Flat;
            }
        }

        _correction.Reset(in slice);
        _fit = Assess(in slice, status);
        StartCorrection(isUnderCeiling: true);
    }

    private SviFit Assess(in SviParameters slice, SviFitStatus status)
    {
        double sum = 0.0, weights = 0.0, maximum = 0.0;
        int inside = 0, plainInside = 0;
        for (var i = 0; i < _quotes.Count; i++)
        {
            if (_quotes.Weight[i] == 0.0)
            {
                continue;
            }

            var plain = slice.Volatility(_quotes.LogMoneyness[i], _years);
            var error = plain - (0.5 * (_quotes.Bid[i] + _quotes.Ask[i]));

            // Back from weights of variance to weights of volatility.
            var weight = _quotes.Weight[i] * _quotes.Variance[i];
            sum += weight * error * error;
            weights += weight;
            maximum = Math.Max(maximum, Math.Abs(error));
            plainInside += plain >= _quotes.Bid[i] && plain <= _quotes.Ask[i] ? 1 : 0;
            var volatility = _correction.IsActive ? Volatility(_quotes.LogMoneyness[i]) : plain;
            inside += volatility >= _quotes.Bid[i] && volatility <= _quotes.Ask[i] ? 1 : 0;
        }

        return new SviFit
        {
            Parameters = slice,
            Status = status,
            UsedCount = _quotes.Used,
            RejectedCount = _quotes.Given - _quotes.Used,
            InsideCount = inside,
            PlainInsideCount = plainInside,
            RootMeanSquareError = Math.Sqrt(sum / weights),
            MaximumError = maximum,
            MinimumDurrleman = SviArbitrage.MinimumDurrleman(in slice, _quotes.Low, _quotes.High, out _),
            IsButterflyFree = SviArbitrage.IsButterflyFree(in slice),
        };
    }

    [HotPath]
    private readonly struct LinearSlice(double level, double right, double left)
    {
        public readonly double Level = level;
        public readonly double Right = right;
        public readonly double Left = left;

        public LinearSlice Towards(in LinearSlice other, double share) => new(
            Level + (share * (other.Level - Level)), Right + (share * (other.Right - Right)), Left + (share * (other.Left - Left)));

        public SviParameters Slice(double m, double sigma)
        {
            var b = Right + Left;
            return new SviParameters(Level, b, b > 0.0 ? (Right - Left) / b : 0.0, m, sigma);
        }
    }

    [HotPath]
    private readonly struct OuterPlane(SviFitter fitter) : SimplexSearch.IPlane
    {
        public double At(double x, double y)
        {
            var m = x;
            fitter.Bound(ref m, y, out var sigma);
            return fitter.Solve(m, sigma, out _);
        }
    }

    [HotPath]
    private readonly struct LevelCurve(SviFitter fitter, in SsviParameters shape) : Minimiser.ICurve
    {
        private readonly SsviParameters _shape = shape;

        public double At(double x) => fitter._quotes.Loss(_shape.Slice(Math.Exp(x)));
    }
}
