namespace LowLatencyHedger.App.Latency;

/// <summary>What a percentile of one run is against the same of a baseline.</summary>
/// <param name="Ratio">Median over the groups, of the run over that of the baseline; not a number when there are too few.</param>
/// <param name="Low">With <paramref name="High"/>, the interval that holds the ratio with 95 % confidence.</param>
internal readonly record struct Comparison(double Percentile, double Ratio, double Low, double High, int Groups, int BaselineGroups)
{
    /// <summary>Fewer groups do not show how much they vary.</summary>
    public const int GroupsMin = 10;

    private const int Resamples = 2_000;
    private const int Seed = 20_260;

    public bool IsKnown => !double.IsNaN(Ratio);

    public bool IsBeyondNoise => IsKnown && (Low > 1 || High < 1);

    /// <summary>In plain words.</summary>
    public string Verdict => !IsKnown
        ? FormattableString.Invariant($"cannot be told: {Math.Min(Groups, BaselineGroups)} groups of intervals, {GroupsMin} needed")
        : FormattableString.Invariant($"{Change()} (95 %: {Low - 1:+0.0 %;-0.0 %} to {High - 1:+0.0 %;-0.0 %})");

    /// <summary>
    /// By a moving-block bootstrap of the ratio of medians: blocks of consecutive groups are drawn instead of single ones, because a slow minute
    /// has slow neighbours.
    /// </summary>
    public static Comparison Of(QuantileSeries run, QuantileSeries baseline)
    {
        var (ours, theirs) = (run.Values, baseline.Values);
        if (Math.Min(ours.Count, theirs.Count) < GroupsMin)
        {
            return new Comparison(run.Percentile, double.NaN, double.NaN, double.NaN, ours.Count, theirs.Count);
        }

        var random = new Random(Seed);
        var ratios = new double[Resamples];
        for (var i = 0; i < Resamples; i++)
        {
            ratios[i] = Median(Resample(ours, random)) / Median(Resample(theirs, random));
        }

        Array.Sort(ratios);
        return new Comparison(
            run.Percentile,
            Median([.. ours]) / Median([.. theirs]),
            ratios[(int)(0.025 * Resamples)],
            ratios[(int)(0.975 * Resamples) - 1],
            ours.Count,
            theirs.Count);
    }

    private string Change() => !IsBeyondNoise
        ? FormattableString.Invariant($"within noise: {Ratio - 1:+0.0 %;-0.0 %}")
        : FormattableString.Invariant($"{(Ratio > 1 ? "slower" : "faster")} beyond noise: {Ratio - 1:+0.0 %;-0.0 %}");

    private static double[] Resample(IReadOnlyList<double> values, Random random)
    {
        var block = (int)Math.Ceiling(Math.Cbrt(values.Count));
        var drawn = new double[values.Count];
        for (var filled = 0; filled < drawn.Length;)
        {
            var start = random.Next(values.Count - block + 1);
            for (var i = 0; i < block && filled < drawn.Length; i++)
            {
                drawn[filled++] = values[start + i];
            }
        }

        return drawn;
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : 0.5 * (values[middle - 1] + values[middle]);
    }
}
