namespace LowLatencyHedger.App.Bench;

/// <summary>A figure beside the floor that was measured in the same rounds.</summary>
/// <param name="Name">What is measured, camelCase.</param>
/// <param name="Value">Median over the rounds.</param>
/// <param name="Unit">Of value and floor, for one operation.</param>
/// <param name="FloorName">What the figure is compared with, camelCase.</param>
/// <param name="Floor">Median over the rounds.</param>
/// <param name="Ratio">Median of value over floor of each round.</param>
/// <param name="AllocatedBytes">Allocated by the measured work on its thread in all rounds together.</param>
internal sealed record BenchRow(string Name, double Value, string Unit, string FloorName, double Floor, double Ratio, long AllocatedBytes)
{
    /// <summary>Under what it was measured, where that is more than one thing.</summary>
    public string? Scenario { get; init; }

    /// <summary>How many single measurements the value stands on, where it is a percentile of all of them.</summary>
    public long? Samples { get; init; }
}
