using LowLatencyHedger.Pricing.Surface;

namespace LowLatencyHedger.Pricing.Tests.Surface;

/// <summary>
/// The slow twin of the fitter: from many random starts, moves one of all five parameters at a time while that helps. Knows nothing of
/// linear problems or simplexes.
/// </summary>
internal static class BruteForceFit
{
    private const int Starts = 40;

    public static double Best(SviQuote[] quotes, double years, Random random)
    {
        var best = double.PositiveInfinity;
        for (var start = 0; start < Starts; start++)
        {
            // Smallest variance, wing slopes, vertex and the logarithm of its width.
            double[] x =
            [
                0.05 * random.NextDouble(), 0.3 * random.NextDouble(), 0.3 * random.NextDouble(), random.NextDouble() - 0.5,
                Math.Log(0.02 + (0.5 * random.NextDouble())),
            ];
            double[] steps = [0.01, 0.05, 0.05, 0.1, 0.3];
            best = Math.Min(best, Descend(quotes, years, x, steps));
        }

        return best;
    }

    /// <summary>Mean square error of total variance, weighted by vega over the squared spread as an error of volatility.</summary>
    public static double Loss(SviQuote[] quotes, double years, SviParameters slice)
    {
        double sum = 0.0, weights = 0.0;
        foreach (var quote in quotes)
        {
            var middle = (quote.BidVolatility + quote.AskVolatility) / 2.0;
            Black76.Evaluate(new OptionInput(OptionKind.Call, 1.0, Math.Exp(quote.LogMoneyness), years, middle), out var greeks);
            var spread = quote.AskVolatility - quote.BidVolatility;
            var weight = greeks.Vega / (spread * spread) / Math.Pow(2.0 * middle * years, 2.0);
            sum += weight * Math.Pow(slice.TotalVariance(quote.LogMoneyness) - (middle * middle * years), 2.0);
            weights += weight;
        }

        return sum / weights;
    }

    private static double Descend(SviQuote[] quotes, double years, double[] x, double[] steps)
    {
        var value = LossAt(quotes, years, x);
        for (var round = 0; round < 1_500 && steps[0] > 1e-9; round++)
        {
            var improved = false;
            for (var i = 0; i < x.Length; i++)
            {
                foreach (var sign in (ReadOnlySpan<double>)[1.0, -1.0])
                {
                    var before = x[i];
                    x[i] += sign * steps[i];
                    var trial = LossAt(quotes, years, x);
                    if (trial < value)
                    {
                        value = trial;
                        improved = true;
                        break;
                    }

                    x[i] = before;
                }
            }

            for (var i = 0; i < steps.Length && !improved; i++)
            {
                steps[i] *= 0.6;
            }
        }

        return value;
    }

    private static double LossAt(SviQuote[] quotes, double years, double[] x)
    {
        if (x[0] <= 0.0 || x[1] < 0.0 || x[2] < 0.0 || Math.Max(x[1], x[2]) > 2.0 || x[1] + x[2] == 0.0)
        {
            return double.PositiveInfinity;
        }

        var b = (x[1] + x[2]) / 2.0;
        var sigma = Math.Exp(x[4]);
        var rho = (x[2] - x[1]) / (2.0 * b);
        return sigma < SviFitter.SigmaMin
            ? double.PositiveInfinity
            : Loss(quotes, years, new SviParameters(x[0] - (b * sigma * Math.Sqrt(1.0 - (rho * rho))), b, rho, x[3], sigma));
    }
}
