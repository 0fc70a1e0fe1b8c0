namespace LowLatencyHedger.Backtest.Laboratory;

/// <summary>
/// Means of powers of price^2 gamma along geometric Brownian motion without drift and interest. What hedging costs, and the slack that it
/// leaves, grow with such powers, so that their distance from the mean tells how dear a path was.
/// </summary>
internal static class DollarGamma
{
    /// <summary>At every look.</summary>
    public static double[] Means(LabSettings settings, double power)
    {
        var means = new double[settings.Steps];
        for (var i = 0; i < means.Length; i++)
        {
            var elapsed = settings.Years * i / settings.Steps;
            means[i] = Mean(settings, power, elapsed, settings.Years - elapsed);
        }

        return means;
    }

    /// <remarks>
    /// With x the logarithm of the price over its start, normal, the power is exp(p x) exp(-p d1^2 / 2) but for constants: the exponential
    /// of a quadratic form in x, of which the integral is known.
    /// </remarks>
    private static double Mean(LabSettings settings, double power, double elapsed, double left)
    {
        var variance = settings.Volatility * settings.Volatility;
        var deviation = Math.Sqrt(variance * left);
        var scale = Math.Pow(settings.Spot / (Math.Sqrt(2 * Math.PI) * deviation), power);
        var curve = power / (2 * variance * left);
        var offset = Math.Log(settings.Spot / settings.Strike) + (0.5 * variance * left);
        var spread = variance * elapsed;
        if (spread == 0)
        {
            return scale * Math.Exp(-curve * offset * offset);
        }

        var square = (0.5 / spread) + curve;
        var linear = -0.5 + power - (2 * curve * offset);
        var exponent = (linear * linear / (4 * square)) - (spread / 8) - (curve * offset * offset);
        return scale * Math.Exp(exponent) / Math.Sqrt(2 * spread * square);
    }
}
