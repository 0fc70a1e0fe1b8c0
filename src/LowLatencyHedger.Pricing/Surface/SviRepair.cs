using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing.Surface;

/// <summary>
/// Takes butterfly arbitrage out of a slice while its at-the-money variance and skew and its left wing stay. The right wing and the
/// smallest variance move towards those of the slice of the SSVI family that shares the rest, no further than needed. Pure; any thread;
/// allocates nothing. Source: Gatheral and Jacquier (2014), section 5.
/// </summary>
[HotPath]
public static class SviRepair
{
    private const int VarianceNodes = 16;
    private const double StepMin = 1e-6;
    private const int DistanceNodes = 40;

    /// <summary>The slice of the SSVI family with the same at-the-money variance, skew and left wing. False if there is none.</summary>
    public static bool TryToSsvi(in SviJumpWings wings, out SviJumpWings repaired)
    {
        var callSlope = wings.PutSlope + (2.0 * wings.Skew);
        var sum = wings.PutSlope + callSlope;
        var minimum = 4.0 * wings.Variance * wings.PutSlope * callSlope / (sum * sum);
        repaired = new SviJumpWings(wings.Variance, wings.Skew, wings.PutSlope, callSlope, minimum, wings.Years);
        return callSlope > 0.0 && minimum > 0.0;
    }

    /// <summary>
    /// The slice without butterfly arbitrage that is nearest in total variance between the two log-moneynesses: for each smallest
    /// variance between the two ends, the right wing moves until the arbitrage is gone; the nearest result wins. False, with a result
    /// that is not valid, if even the SSVI slice has arbitrage (its left wing is too steep) or there is none.
    /// </summary>
    public static bool TryRepair(in SviParameters raw, double low, double high, out SviParameters repaired)
    {
        if (!TryStart(in raw, low, high, out var search))
        {
            repaired = default;
            return false;
        }

        while (!search.Step())
        {
        }

        repaired = search.Best;
        return true;
    }

    /// <summary>The same a step at a time.</summary>
    internal static bool TryStart(in SviParameters raw, double low, double high, out Search search)
    {
        // Years of one: the jump wings of total variance itself.
        search = default;
        if (!SviJumpWings.TryFrom(in raw, 1.0, out var from) || !TryToSsvi(in from, out var to)
            || !to.TryToRaw(out var safe) || !SviArbitrage.IsButterflyFree(in safe))
        {
            return false;
        }

        search = new Search(in raw, in from, in to, in safe, low, high);
        return true;
    }

    private static double Distance(in SviParameters raw, in SviParameters other, double low, double high)
    {
        var sum = 0.0;
        for (var i = 0; i <= DistanceNodes; i++)
        {
            var at = low + ((high - low) * i / DistanceNodes);
            var difference = raw.TotalVariance(at) - other.TotalVariance(at);
            sum += difference * difference;
        }

        return sum;
    }

    /// <summary>One smallest variance after the other; for each the least move of the right wing, by bisection.</summary>
    [HotPath]
    internal struct Search
    {
        private readonly SviParameters _raw;
        private readonly SviJumpWings _from;
        private readonly SviJumpWings _to;
        private readonly double _low;
        private readonly double _high;
        private SviParameters _candidate;
        private double _distance;
        private double _share;
        private double _step;
        private int _node;

        public Search(
            in SviParameters raw, in SviJumpWings from, in SviJumpWings to, in SviParameters safe, double low, double high)
        {
            _raw = raw;
            _from = from;
            _to = to;
            _low = low;
            _high = high;
            _step = 1.0;
            Best = safe;
            _distance = Distance(in raw, in safe, low, high);
        }

        public SviParameters Best { get; private set; }

        /// <summary>Looks at one more slice. True when there are no more.</summary>
        public bool Step()
        {
            if (_node >= VarianceNodes)
            {
                return true;
            }

            if (_step == 1.0)
            {
                // The whole way first: if that does not help, less does not either.
                _share = 1.0;
                if (IsFree(1.0, out _candidate))
                {
                    _step = 0.5;
                    return false;
                }

                _node++;
                return _node >= VarianceNodes;
            }

            if (IsFree(_share - _step, out var slice))
            {
                _share -= _step;
                _candidate = slice;
            }

            _step *= 0.5;
            if (_step <= StepMin)
            {
                var distance = Distance(in _raw, in _candidate, _low, _high);
                if (distance < _distance)
                {
                    _distance = distance;
                    Best = _candidate;
                }

                _step = 1.0;
                _node++;
            }

            return _node >= VarianceNodes;
        }

        private readonly bool IsFree(double share, out SviParameters slice)
        {
            var minimum = _from.MinimumVariance + ((_to.MinimumVariance - _from.MinimumVariance) * _node / VarianceNodes);
            var callSlope = _from.CallSlope + (share * (_to.CallSlope - _from.CallSlope));
            var wings = new SviJumpWings(_from.Variance, _from.Skew, _from.PutSlope, callSlope, minimum, _from.Years);
            return wings.TryToRaw(out slice) && SviArbitrage.IsButterflyFree(in slice);
        }
    }
}
