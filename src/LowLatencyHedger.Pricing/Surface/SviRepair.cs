namespace LowLatencyHedger.Pricing.Surface;

/// <summary>
/// Takes butterfly arbitrage out of a slice while its at-the-money variance and skew and its left wing stay. The right wing and the
/// smallest variance move towards those of the slice of the SSVI family that shares the rest, no further than needed. Pure; any thread;
/// allocates nothing. Source: Gatheral and Jacquier (2014), section 5.
/// </summary>
public static class SviRepair
{
    private const int VarianceNodes = 16;
    private const int Bisections = 20;
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
        repaired = default;

        // Years of one: the jump wings of total variance itself.
        if (!SviJumpWings.TryFrom(in raw, 1.0, out var from) || !TryToSsvi(in from, out var to)
            || !to.TryToRaw(out var safe) || !SviArbitrage.IsButterflyFree(in safe))
        {
            return false;
        }

        repaired = safe;
        var best = Distance(in raw, in safe, low, high);
        for (var i = 0; i < VarianceNodes; i++)
        {
            var minimum = from.MinimumVariance + ((to.MinimumVariance - from.MinimumVariance) * i / VarianceNodes);
            if (!TryMoveWing(in from, to.CallSlope, minimum, out var candidate))
            {
                continue;
            }

            var distance = Distance(in raw, in candidate, low, high);
            if (distance < best)
            {
                best = distance;
                repaired = candidate;
            }
        }

        return true;
    }

    private static bool TryMoveWing(in SviJumpWings from, double callSlope, double minimum, out SviParameters result)
    {
        if (!IsFree(in from, callSlope, minimum, out result))
        {
            return false;
        }

        var share = 1.0;
        for (var step = 0.5; step > Math.ScaleB(1.0, -Bisections); step *= 0.5)
        {
            var trial = share - step;
            if (IsFree(in from, from.CallSlope + (trial * (callSlope - from.CallSlope)), minimum, out var slice))
            {
                share = trial;
                result = slice;
            }
        }

        return true;
    }

    private static bool IsFree(in SviJumpWings from, double callSlope, double minimum, out SviParameters slice)
    {
        var wings = new SviJumpWings(from.Variance, from.Skew, from.PutSlope, callSlope, minimum, from.Years);
        return wings.TryToRaw(out slice) && SviArbitrage.IsButterflyFree(in slice);
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
}
