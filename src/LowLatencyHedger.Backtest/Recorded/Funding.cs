namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>What longs of the perpetual pay to shorts, as a fraction of the position in eight hours.</summary>
internal static class Funding
{
    /// <summary>Of the perpetual's premium over the index; what is within makes no funding.</summary>
    public const double DeadBand = 0.00025;

    /// <param name="basis">Premium as a fraction of the index.</param>
    /// <param name="always">Paid whatever the premium is.</param>
    public static double EightHourRate(double basis, double always) =>
        always + Math.Max(basis - DeadBand, 0) + Math.Min(basis + DeadBand, 0);
}
