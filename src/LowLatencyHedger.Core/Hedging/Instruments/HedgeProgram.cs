using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging.Instruments;

/// <summary>
/// Which trades in up to eight instruments leave the least risk and cost together, against up to eight factors at once:
/// half the aversion times the variance of what is left, plus the cost of every unit that is traded, plus half an impact times its square.
/// </summary>
/// <remarks>
/// <para>Convex, so that there is one best value. Coordinate descent with a soft threshold finds which instruments to trade; the equations of
/// those are then solved directly, and taken when they keep signs and bounds, so that instruments that are nearly alike do not slow it down.
/// Not trading is the answer exactly when no instrument lowers risk by as much as its first unit costs.</para>
/// <para>Fill the inputs, which keep their values, then call <see cref="Solve"/>. Allocates when it is built. Thread: its owner's.</para>
/// </remarks>
[HotPath]
public sealed class HedgeProgram
{
    public const int MaxInstruments = 8;
    public const int MaxFactors = 8;

    private const int SweepsMax = 2_000;
    private const int SweepsPerAttempt = 4;
    private const double Converged = 1e-13;

    private readonly double[] _exposures = new double[MaxFactors];
    private readonly double[] _covariance = new double[MaxFactors * MaxFactors];
    private readonly HedgeLeg[] _legs = new HedgeLeg[MaxInstruments];
    private readonly double[] _curvature = new double[MaxInstruments * MaxInstruments];
    private readonly double[] _slope = new double[MaxInstruments];
    private readonly double[] _scratch = new double[MaxInstruments * (MaxInstruments + 1)];
    private readonly int[] _active = new int[MaxInstruments];
    private int _count;

    /// <summary>What the book has of each factor, in units of one book's own choice.</summary>
    public Span<double> Exposures => _exposures;

    /// <summary>The instruments, each with what one unit of it has of each factor.</summary>
    public Span<HedgeLeg> Legs => _legs;

    /// <summary>Sweeps of the last solution.</summary>
    public int Sweeps { get; private set; }

    /// <summary>Covariance of two factors' moves over the horizon; sets both sides of the matrix.</summary>
    public void SetCovariance(int factor, int other, double covariance)
    {
        _covariance[(factor * MaxFactors) + other] = covariance;
        _covariance[(other * MaxFactors) + factor] = covariance;
    }

    /// <summary>
    /// Writes the trade of each leg. False when a number is not finite or a bound excludes standing still: then all trades are 0.
    /// </summary>
    /// <param name="instruments">Legs that count.</param>
    /// <param name="factors">Factors that count.</param>
    /// <param name="aversion">To variance, per unit of cost.</param>
    public bool Solve(int instruments, int factors, double aversion)
    {
        _count = instruments;
        Sweeps = 0;
        foreach (ref var leg in _legs.AsSpan(0, instruments))
        {
            leg.Trade = 0;
        }

        if (!Prepare(factors, aversion))
        {
            return false;
        }

        while (Sweeps < SweepsMax)
        {
            var move = 0.0;
            for (var i = 0; i < SweepsPerAttempt; i++)
            {
                move = Sweep();
            }

            if (move <= Converged || SolveActive())
            {
                break;
            }
        }

        return true;
    }

    /// <summary>
    /// Makes whole lots of the trades: first the smaller ones, then lot by lot while that makes the whole better, within the bounds.
    /// </summary>
    public void RoundToLots()
    {
        for (var i = 0; i < _count; i++)
        {
            ref var leg = ref _legs[i];
            leg.Trade = leg.Lot > 0 ? Math.Truncate((leg.Trade / leg.Lot) + (Math.Sign(leg.Trade) * 1e-9)) * leg.Lot : leg.Trade;
        }

        for (var round = 0; round < 2 * MaxInstruments; round++)
        {
            var best = -1;
            var bestStep = 0.0;
            var bestGain = 1e-12;
            for (var i = 0; i < _count; i++)
            {
                Better(i, _legs[i].Lot, ref best, ref bestStep, ref bestGain);
                Better(i, -_legs[i].Lot, ref best, ref bestStep, ref bestGain);
            }

            if (best < 0)
            {
                return;
            }

            _legs[best].Trade += bestStep;
        }
    }

    /// <summary>By how much the trades lower the objective below that of not trading.</summary>
    public double Gain()
    {
        var sum = 0.0;
        for (var i = 0; i < _count; i++)
        {
            sum -= _legs[i].Cost * Math.Abs(_legs[i].Trade);
            sum -= _legs[i].Trade * (_slope[i] + (0.5 * (Gradient(i) - _slope[i])));
        }

        return sum;
    }

    /// <summary>The quadratic form in the trades: its matrix, and its slope where nothing is traded.</summary>
    private bool Prepare(int factors, double aversion)
    {
        var isFinite = true;
        for (var i = 0; i < _count; i++)
        {
            ref readonly var leg = ref _legs[i];
            var slope = 0.0;
            for (var j = 0; j <= i; j++)
            {
                _curvature[(i * MaxInstruments) + j] = 0;
            }

            for (var factor = 0; factor < factors; factor++)
            {
                // What a unit of the leg shares with this factor.
                var shared = 0.0;
                for (var other = 0; other < factors; other++)
                {
                    shared += leg.Factors[other] * _covariance[(other * MaxFactors) + factor];
                }

                shared *= aversion;
                slope += shared * _exposures[factor];
                for (var j = 0; j <= i; j++)
                {
                    _curvature[(i * MaxInstruments) + j] += shared * _legs[j].Factors[factor];
                }
            }

            _slope[i] = slope;
            _curvature[(i * MaxInstruments) + i] += leg.Impact;
            for (var j = 0; j <= i; j++)
            {
                _curvature[(j * MaxInstruments) + i] = _curvature[(i * MaxInstruments) + j];
                isFinite &= double.IsFinite(_curvature[(i * MaxInstruments) + j]);
            }

            isFinite &= double.IsFinite(slope) && leg.Cost >= 0 && leg.Lower <= 0 && leg.Upper >= 0;
        }

        return isFinite;
    }

    /// <summary>Puts every trade in turn where it is best, the others standing still. Returns the largest relative move.</summary>
    private double Sweep()
    {
        Sweeps++;
        var largest = 0.0;
        for (var i = 0; i < _count; i++)
        {
            ref var leg = ref _legs[i];
            var own = _curvature[(i * MaxInstruments) + i];
            var rest = Gradient(i) - (own * leg.Trade);
            var excess = Math.Max(Math.Abs(rest) - leg.Cost, 0);
            var best = excess == 0 ? 0 : rest > 0 ? -excess / own : excess / own;
            best = Math.Clamp(best, leg.Lower, leg.Upper);
            if (double.IsNaN(best))
            {
                best = 0;
            }

            largest = Math.Max(largest, Math.Abs(best - leg.Trade) / Math.Max(Math.Abs(best), 1e-9));
            leg.Trade = best;
        }

        return largest;
    }

    private double Gradient(int instrument)
    {
        var sum = _slope[instrument];
        var row = _curvature.AsSpan(instrument * MaxInstruments, _count);
        for (var j = 0; j < row.Length; j++)
        {
            sum += row[j] * _legs[j].Trade;
        }

        return sum;
    }

    /// <summary>
    /// Solves for the trades that are neither 0 nor at a bound, as one system. True when that keeps signs and bounds, and no other trade would
    /// then be better off elsewhere: the solution.
    /// </summary>
    private bool SolveActive()
    {
        var size = 0;
        for (var i = 0; i < _count; i++)
        {
            var trade = _legs[i].Trade;
            if (trade != 0 && trade > _legs[i].Lower && trade < _legs[i].Upper)
            {
                _active[size++] = i;
            }
        }

        for (var row = 0; row < size; row++)
        {
            var i = _active[row];
            var right = -_slope[i] - (Math.Sign(_legs[i].Trade) * _legs[i].Cost);
            for (var j = 0; j < _count; j++)
            {
                right -= _active.AsSpan(0, size).Contains(j) ? 0 : _curvature[(i * MaxInstruments) + j] * _legs[j].Trade;
            }

            for (var column = 0; column < size; column++)
            {
                _scratch[(row * (MaxInstruments + 1)) + column] = _curvature[(i * MaxInstruments) + _active[column]];
            }

            _scratch[(row * (MaxInstruments + 1)) + size] = right;
        }

        return Eliminate(size) && TakeActive(size);
    }

    /// <summary>Of the positive definite system in the scratch; false when it is nearly singular.</summary>
    private bool Eliminate(int size)
    {
        for (var k = 0; k < size; k++)
        {
            var pivot = _scratch[(k * (MaxInstruments + 1)) + k];
            if (!(pivot > 1e-12 * _curvature[_active[k] * (MaxInstruments + 1)]))
            {
                return false;
            }

            for (var row = 0; row < size; row++)
            {
                var factor = row == k ? 0 : _scratch[(row * (MaxInstruments + 1)) + k] / pivot;
                for (var column = k; column <= size && factor != 0; column++)
                {
                    _scratch[(row * (MaxInstruments + 1)) + column] -= factor * _scratch[(k * (MaxInstruments + 1)) + column];
                }
            }
        }

        return true;
    }

    private bool TakeActive(int size)
    {
        for (var row = 0; row < size; row++)
        {
            ref readonly var leg = ref _legs[_active[row]];
            var trade = _scratch[(row * (MaxInstruments + 1)) + size] / _scratch[row * (MaxInstruments + 2)];
            if (!(trade * leg.Trade > 0 && trade >= leg.Lower && trade <= leg.Upper))
            {
                return false;
            }
        }

        for (var row = 0; row < size; row++)
        {
            _legs[_active[row]].Trade = _scratch[(row * (MaxInstruments + 1)) + size] / _scratch[row * (MaxInstruments + 2)];
        }

        for (var i = 0; i < _count; i++)
        {
            ref readonly var leg = ref _legs[i];
            var gradient = Gradient(i);
            var room = 1e-9 * (Math.Abs(_slope[i]) + leg.Cost);
            var isBest = leg.Trade == 0 ? Math.Abs(gradient) <= leg.Cost + room
                : leg.Trade >= leg.Upper ? gradient + leg.Cost <= room
                : leg.Trade > leg.Lower || gradient - leg.Cost >= -room;
            if (!isBest)
            {
                return false;
            }
        }

        return true;
    }

    private void Better(int instrument, double step, ref int best, ref double bestStep, ref double bestGain)
    {
        ref readonly var leg = ref _legs[instrument];
        var trade = leg.Trade + step;
        if (step == 0 || trade < leg.Lower || trade > leg.Upper)
        {
            return;
        }

        var quadratic = step * (Gradient(instrument) + (0.5 * step * _curvature[(instrument * MaxInstruments) + instrument]));
        var gain = -quadratic - (leg.Cost * (Math.Abs(trade) - Math.Abs(leg.Trade)));
        if (gain > bestGain)
        {
            best = instrument;
            bestStep = step;
            bestGain = gain;
        }
    }
}
