using System.Globalization;

namespace LowLatencyHedger.App.Bench;

/// <summary>
/// The median of the ratios of pairs that were measured one after the other, with its confidence interval: order statistics, so nothing is
/// assumed of how the ratios are spread.
/// </summary>
/// <param name="Median">Not a number without a pair.</param>
/// <param name="Low">With <paramref name="High"/>, the interval that holds the median with 95 % confidence; not a number with fewer than six pairs.</param>
internal readonly record struct PairedRatio(double Median, double Low, double High, int Pairs)
{
    private const double Confidence = 0.95;

    public bool IsWithinNoise => Low <= 1 && High >= 1;

    public string Verdict => double.IsNaN(Low)
        ? string.Create(CultureInfo.InvariantCulture, $"{Median:0.000}, {Pairs} pairs: too few to tell")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{Median:0.000} (95 %: {Low:0.000} to {High:0.000}), {Pairs} pairs: {(IsWithinNoise ? "within noise" : Median > 1 ? "slower" : "faster")}");

    public static PairedRatio Of(IEnumerable<double> ratios)
    {
        double[] sorted = [.. ratios.Where(double.IsFinite).Order()];
        var n = sorted.Length;
        if (n == 0)
        {
            return new PairedRatio(double.NaN, double.NaN, double.NaN, 0);
        }

        var median = 0.5 * (sorted[(n - 1) / 2] + sorted[n / 2]);
        var cut = Cut(n);
        return cut == 0 ? new PairedRatio(median, double.NaN, double.NaN, n) : new PairedRatio(median, sorted[cut - 1], sorted[n - cut], n);
    }

    /// <summary>
    /// Between the cut-th smallest and the cut-th largest lies the median unless fewer than so many of the pairs fell on one side of it, of which
    /// the binomial distribution tells. 0 when not even the extremes suffice.
    /// </summary>
    private static int Cut(int n)
    {
        var probability = Math.Pow(0.5, n);
        var below = 0.0;
        for (var cut = 0; ; cut++)
        {
            below += probability;
            if (2 * below > 1 - Confidence)
            {
                return cut;
            }

            probability *= (double)(n - cut) / (cut + 1);
        }
    }
}
