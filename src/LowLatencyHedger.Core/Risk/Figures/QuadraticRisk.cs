using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk.Figures;

/// <summary>
/// Value at risk and expected shortfall of a profit that is quadratic in one normal move: delta x + gamma x^2 / 2, x of mean zero. Exact: the
/// set of moves with a larger loss lies outside or inside two roots, so its probability is a sum of two normal distributions.
/// </summary>
[HotPath]
internal static class QuadraticRisk
{
    /// <summary>Moves of more standard deviations have no probability that counts.</summary>
    private const double DeviationsMax = 9;

    private const int Halvings = 64;

    /// <param name="delta">Slope of the profit in the move.</param>
    /// <param name="gamma">Slope of the slope.</param>
    /// <param name="deviation">Standard deviation of the move.</param>
    /// <param name="tail">Probability of a loss above the value at risk, below one half.</param>
    /// <param name="valueAtRisk">Negative when even then there is a profit. NaN for inputs that are no numbers.</param>
    /// <param name="shortfall">The mean of the losses above it.</param>
    public static void Evaluate(double delta, double gamma, double deviation, double tail, out double valueAtRisk, out double shortfall)
    {
        var linear = Math.Abs(delta) * deviation;
        var square = 0.5 * gamma * deviation * deviation;
        var high = (linear * DeviationsMax) + (Math.Abs(square) * DeviationsMax * DeviationsMax);
        if (!(high > 0) || !double.IsFinite(high))
        {
            valueAtRisk = high == 0 ? 0 : double.NaN;
            shortfall = valueAtRisk;
            return;
        }

        var low = -high;
        for (var i = 0; i < Halvings; i++)
        {
            var middle = 0.5 * (low + high);
            if (Probability(linear, square, middle) > tail)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        valueAtRisk = high;
        shortfall = Math.Max(MeanLoss(linear, square, high) / tail, high);
    }

    /// <summary>Of a loss above <paramref name="loss"/>.</summary>
    private static double Probability(double linear, double square, double loss)
    {
        if (!Roots(linear, square, loss, out var near, out var far))
        {
            return square < 0 ? 1 : 0;
        }

        return NormalDistribution.Cdf(near) + (square <= 0 ? NormalDistribution.Cdf(-far) : -NormalDistribution.Cdf(far));
    }

    /// <summary>Mean of the losses above <paramref name="loss"/>, each with its probability.</summary>
    private static double MeanLoss(double linear, double square, double loss)
    {
        if (!Roots(linear, square, loss, out var near, out var far))
        {
            return square < 0 ? -square : 0;
        }

        var nearPdf = NormalDistribution.Pdf(near);
        var farPdf = NormalDistribution.Pdf(far);
        var farMoment = double.IsFinite(far) ? far * farPdf : 0;
        var nearSquares = NormalDistribution.Cdf(near) - (near * nearPdf);
        var farSquares = square <= 0
            ? NormalDistribution.Cdf(-far) + farMoment
            : farMoment - NormalDistribution.Cdf(far);
        return (linear * (nearPdf - farPdf)) - (square * (nearSquares + farSquares));
    }

    /// <summary>
    /// The moves, in standard deviations, at which the loss is as told: towards the delta's loss, and beyond the turning point. False when there
    /// are none.
    /// </summary>
    private static bool Roots(double linear, double square, double loss, out double near, out double far)
    {
        var discriminant = (linear * linear) - (4 * square * loss);
        var sum = linear + Math.Sqrt(Math.Max(discriminant, 0));
        near = sum > 0 ? -2 * loss / sum : 0;
        far = square == 0 ? double.PositiveInfinity : -sum / (2 * square);
        return discriminant >= 0;
    }
}
