namespace LowLatencyHedger.Backtest.Laboratory;

/// <summary>What is known of a path besides its hedge, each with a mean of 0.</summary>
internal readonly record struct PathControls(double Residual, double GammaExcess, double GammaPowerExcess);

/// <summary>
/// Means over paths with control variates: a figure is regressed on quantities of which the mean is known to be 0, and what they explain of
/// its noise is taken out. Without controls it is the plain mean.
/// </summary>
/// <remarks>
/// The controls are the gain M of the slack, M^2 less its expected growth, the residual of hedging at every look, and two sums of powers of
/// the gamma. Regression has a bias of the order of one path's weight, far below the standard error.
/// </remarks>
internal static class ControlVariates
{
    private const int Terms = 6;

    /// <summary>The mean of a figure and its standard error.</summary>
    /// <param name="paths">At least two.</param>
    /// <param name="controls">Of the same paths; empty: none.</param>
    /// <param name="of">The figure.</param>
    public static (double Mean, double Error) Mean(
        ReadOnlySpan<HedgedPath> paths, ReadOnlySpan<PathControls> controls, Func<HedgedPath, double> of)
    {
        Span<double> row = stackalloc double[controls.IsEmpty ? 1 : Terms];
        var sums = new double[row.Length, row.Length + 1];
        for (var i = 0; i < paths.Length; i++)
        {
            Fill(row, paths[i], controls.IsEmpty ? default : controls[i]);
            var value = of(paths[i]);
            for (var j = 0; j < row.Length; j++)
            {
                for (var k = 0; k < row.Length; k++)
                {
                    sums[j, k] += row[j] * row[k];
                }

                sums[j, row.Length] += row[j] * value;
            }
        }

        var weights = Solve(sums, row.Length);
        double squares = 0;
        for (var i = 0; i < paths.Length; i++)
        {
            Fill(row, paths[i], controls.IsEmpty ? default : controls[i]);
            var rest = of(paths[i]);
            for (var j = 0; j < row.Length; j++)
            {
                rest -= weights[j] * row[j];
            }

            squares += rest * rest;
        }

        return (weights[0], Math.Sqrt(squares) / paths.Length);
    }

    private static void Fill(Span<double> row, in HedgedPath path, in PathControls controls)
    {
        row[0] = 1;
        if (row.Length > 1)
        {
            row[1] = path.SlackGain;
            row[2] = (path.SlackGain * path.SlackGain) - path.SlackVariance;
            row[3] = controls.Residual;
            row[4] = controls.GammaExcess;
            row[5] = controls.GammaPowerExcess;
        }
    }

    /// <summary>Least squares from the normal equations. A control that the ones before it make superfluous has no weight.</summary>
    private static double[] Solve(double[,] sums, int terms)
    {
        var isUsed = new bool[terms];
        for (var i = 0; i < terms; i++)
        {
            var whole = sums[i, i];
            for (var j = 0; j < i; j++)
            {
                var factor = isUsed[j] ? sums[i, j] / sums[j, j] : 0;
                for (var k = j; k <= terms; k++)
                {
                    sums[i, k] -= factor * sums[j, k];
                }
            }

            isUsed[i] = sums[i, i] > 1e-10 * whole;
        }

        var weights = new double[terms];
        for (var i = terms - 1; i >= 0; i--)
        {
            var rest = sums[i, terms];
            for (var j = i + 1; j < terms; j++)
            {
                rest -= sums[i, j] * weights[j];
            }

            weights[i] = isUsed[i] ? rest / sums[i, i] : 0;
        }

        return weights;
    }
}
