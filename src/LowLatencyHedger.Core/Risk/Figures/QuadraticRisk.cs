using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk.Figures;

/// <summary>
/// Value at risk and expected shortfall of a profit that is quadratic in one normal move, with independent normal noise beside it: delta x +
/// gamma x^2 / 2 + y, both of mean zero. Without noise it is exact: the set of moves with a larger loss lies outside or inside two roots, so its
/// probability is a sum of two normal distributions.
/// </summary>
/// <remarks>
/// With noise, one of the two is summed over by the trapezoidal rule, and the other one's part is in closed form: the noise where it is the
/// smaller, the move where that is. Against a normal density steps of half a deviation are exact to rounding where the summand is smooth over one
/// deviation. With long gamma it is not near the largest loss of all; there the move is summed over around that loss, in steps as small as the
/// noise asks for.
/// </remarks>
[HotPath]
internal static class QuadraticRisk
{
    /// <summary>Moves of more standard deviations have no probability that counts.</summary>
    private const double DeviationsMax = 9;

    private const int StepsMax = 64;
    private const double Precision = 1e-13;

    private const int SumSteps = 32;
    private const double SumRange = 8;

    /// <param name="delta">Slope of the profit in the move.</param>
    /// <param name="gamma">Slope of the slope.</param>
    /// <param name="deviation">Standard deviation of the move.</param>
    /// <param name="noise">Standard deviation of the profit that does not go with the move.</param>
    /// <param name="tail">Probability of a loss above the value at risk, below one half.</param>
    /// <param name="valueAtRisk">Negative when even then there is a profit. NaN for inputs that are no numbers.</param>
    /// <param name="shortfall">The mean of the losses above it.</param>
    public static void Evaluate(
        double delta, double gamma, double deviation, double noise, double tail, out double valueAtRisk, out double shortfall) =>
        Evaluate(delta, gamma, deviation, noise, tail, double.NaN, out valueAtRisk, out shortfall);

    /// <summary>The same, from a guess of the value at risk, which makes the search for it shorter; any number or none.</summary>
    public static void Evaluate(
        double delta, double gamma, double deviation, double noise, double tail, double guess, out double valueAtRisk, out double shortfall)
    {
        var linear = Math.Abs(delta) * deviation;
        var square = 0.5 * gamma * deviation * deviation;
        var high = ((linear + noise) * DeviationsMax) + (Math.Abs(square) * DeviationsMax * DeviationsMax);
        if (!(high > 0) || !double.IsFinite(high))
        {
            valueAtRisk = high == 0 ? 0 : double.NaN;
            shortfall = valueAtRisk;
            return;
        }

        valueAtRisk = Quantile(linear, square, noise, tail, guess, high);
        shortfall = Math.Max(MeanLossWith(linear, square, noise, valueAtRisk) / tail, valueAtRisk);
    }

    /// <summary>By Newton's method, and by halving where that leads out of the interval that is left.</summary>
    private static double Quantile(double linear, double square, double noise, double tail, double guess, double scale)
    {
        var low = -scale;
        var high = scale;
        var loss = guess > low && guess < high ? guess : 0.25 * scale;
        for (var i = 0; i < StepsMax; i++)
        {
            var excess = ProbabilityWith(linear, square, noise, loss, out var density) - tail;
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

    private static double ProbabilityWith(double linear, double square, double noise, double loss, out double density)
    {
        if (noise == 0)
        {
            return Probability(linear, square, loss, out density);
        }

        var isOfMove = Sum(linear, square, noise, loss, out var start, out var step);
        double sum = 0;
        density = 0;
        for (var i = 0; i <= SumSteps; i++)
        {
            var x = start + (i * step);
            var weight = step * NormalDistribution.Pdf(x);
            if (isOfMove)
            {
                var beyond = (loss + (x * (linear + (square * x)))) / noise;
                sum += weight * NormalDistribution.Cdf(-beyond);
                density += weight * NormalDistribution.Pdf(beyond) / noise;
            }
            else
            {
                sum += weight * Probability(linear, square, loss - (noise * x), out var part);
                density += weight * part;
            }
        }

        return sum;
    }

    private static double MeanLossWith(double linear, double square, double noise, double loss)
    {
        if (noise == 0)
        {
            return MeanLoss(linear, square, loss);
        }

        var isOfMove = Sum(linear, square, noise, loss, out var start, out var step);
        double sum = 0;
        for (var i = 0; i <= SumSteps; i++)
        {
            var x = start + (i * step);
            var weight = step * NormalDistribution.Pdf(x);
            if (isOfMove)
            {
                var lost = -x * (linear + (square * x));
                var beyond = (loss - lost) / noise;
                sum += weight * ((lost * NormalDistribution.Cdf(-beyond)) + (noise * NormalDistribution.Pdf(beyond)));
            }
            else
            {
                var above = loss - (noise * x);
                sum += weight * (MeanLoss(linear, square, above) + (noise * x * Probability(linear, square, above, out _)));
            }
        }

        return sum;
    }

    /// <summary>Over what is summed, and where. True: the move; false: the noise.</summary>
    private static bool Sum(double linear, double square, double noise, double loss, out double start, out double step)
    {
        start = -SumRange;
        step = 2 * SumRange / SumSteps;
        if (noise > linear + Math.Abs(square) || square <= 0)
        {
            return noise > linear + Math.Abs(square);
        }

        var beyond = (loss - (linear * linear / (4 * square))) / noise;
        if (beyond < -SumRange)
        {
            return false;
        }

        var worst = -0.5 * linear / square;
        var radius = Math.Sqrt(Math.Max(SumRange - beyond, 0) * noise / square);
        start = Math.Max(worst - radius, -SumRange);
        step = Math.Max(Math.Min(worst + radius, SumRange) - start, 0) / SumSteps;
        return true;
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
