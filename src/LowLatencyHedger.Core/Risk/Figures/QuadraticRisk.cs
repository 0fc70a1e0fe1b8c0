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

    private const int StepsMax = 64;
    private const double Precision = 1e-13;

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

        valueAtRisk = Quantile(linear, square, tail, high);
        shortfall = Math.Max(MeanLoss(linear, square, valueAtRisk) / tail, valueAtRisk);
    }

    /// <summary>By Newton's method, and by halving where that leads out of the interval that is left.</summary>
    private static double Quantile(double linear, double square, double tail, double scale)
    {
        var low = -scale;
        var high = scale;
        var loss = 0.25 * scale;
        for (var i = 0; i < StepsMax; i++)
        {
            var excess = Probability(linear, square, loss, out var density) - tail;
            low = excess > 0 ? loss : low;
            high = excess > 0 ? high : loss;
            var next = loss + (excess / density);
            next = next > low && next < high ? next : 0.5 * (low + high);
            var isFound = Math.Abs(next - loss) <= Precision * scale;
            loss = next;
            if (isFound)
            {
                break;
            }
        }

        return loss;
    }

    /// <summary>Of a loss above <paramref name="loss"/>, and by how much it falls with the loss.</summary>
    private static double Probability(double linear, double square, double loss, out double density)
    {
        if (!Roots(linear, square, loss, out var near, out var far))
        {
            density = 0;
            return square < 0 ? 1 : 0;
        }

        var root = Math.Sqrt((linear * linear) - (4 * square * loss));
        density = (NormalDistribution.Pdf(near) + NormalDistribution.Pdf(far)) / root;
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
