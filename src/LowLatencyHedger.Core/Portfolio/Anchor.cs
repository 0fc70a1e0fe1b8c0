using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Portfolio;

/// <summary>
/// The options of one expiry as one Taylor series around a moment, and the bound on the error of its delta. Reading it costs the same
/// however many options it holds. Thread: the core's only.
/// </summary>
/// <remarks>
/// <para>The bound is the remainder of the series (<see cref="AnchorKernel"/>: each option's bound times the size of its position) and
/// what rounding adds. A sum of m numbers is off by at most m units of the last place of the sum of their magnitudes; the Scale sum is
/// never reduced when an option leaves, so it covers all numbers that ever went in. The bounds' own sums are reduced, and are off by as
/// many units of the largest that they were.</para>
/// <para>Outside the trust interval, and in another phase of the expiry, the bound is infinite and values are NaN: a profit made up of
/// them would halt or not halt by chance. The Greeks are then those at the edge.</para>
/// </remarks>
[HotPath]
internal sealed class Anchor
{
    private const double YearsPerNano = 1 / Nanos.PerYear;
    private const double UnitOfLastPlace = 2.220446049250313e-16;

    /// <summary>For the roundings within a bound.</summary>
    public const double Margin = 1 + 1e-9;

    private AnchorPoint _point;
    private ExpiryMoment _moment;
    private AnchoredSums _sums;
    private SettlementStyle _style;
    private double _largestRemainder;
    private long _additions;

    /// <summary>Holds the sums of all options of its expiry.</summary>
    public bool IsComplete { get; private set; }

    public ExpiryPhase Phase => _moment.Phase;

    public double TrustLog => _point.TrustLog;

    /// <summary>Empties it and moves it to a moment.</summary>
    public void Begin(in ExpiryMoment moment, double reference, double trustLog, SettlementStyle style)
    {
        _moment = moment;
        _style = style;
        _sums = default;
        _largestRemainder = 0;
        _additions = 0;
        IsComplete = false;
        if (moment.Phase == ExpiryPhase.Trading)
        {
            var years = Nanos.ToYears(moment.RemainingNanos);
            _point = new AnchorPoint(moment.Price, reference, years, trustLog, years / 16, style);
        }
    }

    public void Complete()
    {
        IsComplete = true;
        _largestRemainder = Math.Max(_largestRemainder, Remainder(_point.TrustLog, _point.TrustYears));
    }

    /// <summary>Values a block of options here, into the scratch.</summary>
    public void Evaluate(ReadOnlySpan<double> inputs, AnchorScratch scratch)
    {
        switch (_moment.Phase)
        {
            case ExpiryPhase.Trading:
                AnchorKernel.Evaluate(_point, inputs, scratch.Outputs);
                break;
            case ExpiryPhase.Settling:
                SettlementKernel.Evaluate(_moment.Settlement(_style), inputs, scratch.Outputs);
                break;
            default:
                ExpiryPayoff.Evaluate(_moment.Price, _style, inputs, scratch.Outputs);
                break;
        }
    }

    /// <summary>Takes over the scratch's running sums.</summary>
    public void Add(AnchorScratch scratch, int blocks)
    {
        scratch.Flush(ref _sums);
        _additions += (2 * blocks) + 4;
    }

    /// <summary>One option changed from the first lane of the scratch's pair to the second.</summary>
    public void Replace(AnchorScratch scratch, double quantityBefore, double quantityAfter)
    {
        Evaluate(scratch.Pair, scratch);
        for (var term = 0; term < (int)AnchorTerm.BoundMove; term++)
        {
            _sums[term] += (quantityAfter * scratch.Output(term, 1)) - (quantityBefore * scratch.Output(term, 0));
        }

        var sizeBefore = Math.Abs(quantityBefore);
        var sizeAfter = Math.Abs(quantityAfter);
        for (var term = (int)AnchorTerm.BoundMove; term < (int)AnchorTerm.Scale; term++)
        {
            var change = (sizeAfter * scratch.Output(term, 1)) - (sizeBefore * scratch.Output(term, 0));
            _sums[term] = Math.Max(_sums[term] + change, 0);
        }

        const int Scale = (int)AnchorTerm.Scale;
        _sums[Scale] += (sizeAfter * scratch.Output(Scale, 1)) + (sizeBefore * scratch.Output(Scale, 0));
        _additions += 3;
        _largestRemainder = Math.Max(_largestRemainder, Remainder(_point.TrustLog, _point.TrustYears));
    }

    /// <summary>The moment lies where the bound holds.</summary>
    public bool Covers(in ExpiryMoment moment)
    {
        if (moment.Phase != ExpiryPhase.Trading || _moment.Phase != ExpiryPhase.Trading)
        {
            return IsAt(moment);
        }

        return Math.Abs(LogMove(moment)) <= _point.TrustLog && Math.Abs(YearsSince(moment)) <= _point.TrustYears;
    }

    /// <summary>Its series starts at this very moment: a new one would be no better.</summary>
    public bool IsAt(in ExpiryMoment moment) => moment.Is(_moment);

    /// <summary>On the error of the delta at a moment, coins.</summary>
    public double Bound(in ExpiryMoment moment)
    {
        if (moment.Phase == ExpiryPhase.Expired)
        {
            return 0;
        }

        if (Phase != ExpiryPhase.Trading || moment.Phase != ExpiryPhase.Trading)
        {
            return IsAt(moment) ? Rounded(0) : double.PositiveInfinity;
        }

        return Bound(LogMove(moment), YearsSince(moment));
    }

    /// <summary>Copies the series to where those of all expiries are read together.</summary>
    public void CopyTo(SeriesBlocks series, int place, double usdFraction)
    {
        var drift = _additions * UnitOfLastPlace;
        var scaleError = (AnchorKernel.Rounding + (2 * drift)) * Term(AnchorTerm.Scale);
        series.Set(place, _sums, _point, _style, usdFraction, 2 * drift * _largestRemainder, scaleError);
    }

    /// <summary>Adds the Greeks at a moment to a book's, and returns the bound.</summary>
    public double Read(in ExpiryMoment moment, double usdFraction, ref BookSums total)
    {
        if (moment.Phase == ExpiryPhase.Expired)
        {
            AddValue(Phase == ExpiryPhase.Expired ? Term(AnchorTerm.Value) : double.NaN, 1, ref total);
            return 0;
        }

        if (Phase != ExpiryPhase.Trading || moment.Phase != ExpiryPhase.Trading)
        {
            Add(moment.Price, 0, 0, usdFraction, ref total);
            return Known(IsAt(moment) ? Rounded(0) : double.PositiveInfinity, ref total);
        }

        var move = LogMove(moment);
        var years = YearsSince(moment);
        var y = Math.Clamp(move, -_point.TrustLog, _point.TrustLog);
        var s = Math.Clamp(years, -_point.TrustYears, _point.TrustYears);
        Add(moment.Price, y, s, usdFraction, ref total);
        return Known(Bound(move, years), ref total);
    }

    private static double Known(double bound, ref BookSums total)
    {
        if (double.IsPositiveInfinity(bound))
        {
            total.CoinValue = double.NaN;
            total.UsdValue = double.NaN;
        }

        return bound;
    }

    private double Term(AnchorTerm term) => _sums[(int)term];

    private void Add(double price, double y, double s, double usdFraction, ref BookSums total)
    {
        var delta = Term(AnchorTerm.Delta) + (s * Term(AnchorTerm.DeltaTime))
            + (y * (Term(AnchorTerm.DeltaSlope) + (s * Term(AnchorTerm.DeltaSlopeTime))
                + (y * (Term(AnchorTerm.DeltaCurve) + (y * Term(AnchorTerm.DeltaThird))))));
        var slope = Term(AnchorTerm.DeltaSlope) + (s * Term(AnchorTerm.DeltaSlopeTime))
            + (y * ((2 * Term(AnchorTerm.DeltaCurve)) + (3 * y * Term(AnchorTerm.DeltaThird))));
        var value = Term(AnchorTerm.Value) + (s * (Term(AnchorTerm.Theta) + (y * Term(AnchorTerm.ThetaSlope))))
            + (y * (Term(AnchorTerm.ValueSlope) + (y * (Term(AnchorTerm.ValueCurve) + (y * Term(AnchorTerm.ValueThird))))));
        var isInverse = _style == SettlementStyle.Inverse;
        var perPrice = 1 / price;
        total.Delta += price > 0 ? delta : double.NaN;
        total.Gamma += (slope + (isInverse ? usdFraction * delta : 0)) * perPrice;
        total.PlainGamma += Series(AnchorTerm.Gamma, y, s) * perPrice;
        total.Vega += Series(AnchorTerm.Vega, y, s) * price;
        total.Vanna += Series(AnchorTerm.Vega, y, s) + Term(AnchorTerm.VegaSlope) + (2 * y * Term(AnchorTerm.VegaCurve));
        total.Theta += Series(AnchorTerm.Theta, y, s) * price;
        AddValue(value, price, ref total);
    }

    /// <summary>The term itself, its slope, its curve and its change with time.</summary>
    private double Series(AnchorTerm term, double y, double s)
    {
        var first = (int)term;
        return _sums[first] + (y * (_sums[first + 1] + (y * _sums[first + 2]))) + (s * _sums[first + 3]);
    }

    private void AddValue(double value, double price, ref BookSums total)
    {
        if (_style == SettlementStyle.Inverse)
        {
            total.CoinValue += value;
        }
        else
        {
            total.UsdValue += value * price;
        }
    }

    private double Bound(double move, double years)
    {
        var y = Math.Abs(move);
        var s = Math.Abs(years);
        return y <= _point.TrustLog && s <= _point.TrustYears ? Rounded(Remainder(y, s)) : double.PositiveInfinity;
    }

    private double Remainder(double y, double s)
    {
        var square = y * y;
        return (square * ((square * Term(AnchorTerm.BoundMove)) + (s * Term(AnchorTerm.BoundMoveTime)))) + (s * s * Term(AnchorTerm.BoundTime));
    }

    private double Rounded(double remainder)
    {
        var drift = _additions * UnitOfLastPlace;
        return Margin * (remainder + (2 * drift * _largestRemainder) + ((AnchorKernel.Rounding + (2 * drift)) * Term(AnchorTerm.Scale)));
    }

    /// <summary>
    /// ln(price/price here) as 2 artanh(z), z = (difference)/(sum), by its series to z^9: exact to 1e-14 for moves up to 10 %, and odd in z
    /// and monotone for all, so that a larger move is never taken for one inside the trust interval.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> LogMove(Vector256<double> price, Vector256<double> here)
    {
        var z = (price - here) / (price + here);
        var square = z * z;
        var series = Vector256.Create(1.0 / 7) + (square * (1.0 / 9));
        series = Vector256.Create(1.0 / 5) + (square * series);
        series = Vector256.Create(1.0 / 3) + (square * series);
        return 2 * z * (Vector256<double>.One + (square * series));
    }

    /// <inheritdoc cref="LogMove(Vector256{double}, Vector256{double})"/>
    private double LogMove(in ExpiryMoment moment)
    {
        var z = (moment.Price - _moment.Price) / (moment.Price + _moment.Price);
        var square = z * z;
        return 2 * z * (1 + (square * ((1.0 / 3) + (square * ((1.0 / 5) + (square * ((1.0 / 7) + (square * (1.0 / 9)))))))));
    }

    public double YearsSince(in ExpiryMoment moment) => (_moment.RemainingNanos - moment.RemainingNanos) * YearsPerNano;
}
