using System.Runtime.InteropServices;

namespace LowLatencyHedger.Core.Snapshots;

/// <summary>
/// The risk figures of one underlying, where its profit came from, and how well and at what cost it was hedged since the run began, for telemetry. A
/// plain value that can be copied as bytes. NaN where a number is not known.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct FigureSnapshot
{
    public const int LayoutVersion = 1;

    /// <summary>Of the book in the worst scenario, not below 0.</summary>
    public double ScenarioLossUsd;

    /// <summary>Of the price in that scenario.</summary>
    public double WorstMovePct;

    public double ValueAtRiskUsd;

    /// <summary>The mean of the losses above it.</summary>
    public double ShortfallUsd;

    public ProfitLines Profit;

    /// <summary>What the lines explain, as of the same moment.</summary>
    public double ProfitUsd;

    /// <summary>1 less the variance of the profit with the hedge over that without.</summary>
    public double VarianceReduction;

    /// <summary>What part of the exposure's profit the hedge gave back.</summary>
    public double OffsetRatio;

    /// <summary>Squared correlation of both profits.</summary>
    public double Determination;

    /// <summary>Standard deviation over a day of what the hedge leaves.</summary>
    public double HedgeErrorUsdPerDay;

    /// <summary>Intervals that these are of.</summary>
    public long EffectivenessSamples;

    /// <summary>Fees of futures, and slippage.</summary>
    public double HedgeCostUsd;

    /// <summary>What the best band would have been expected to cost for the same slack.</summary>
    public double OptimalCostUsd;

    /// <summary>How often all options were valued in all scenarios.</summary>
    public long Rounds;

    /// <summary>Place in the configuration of the underlying.</summary>
    public int Place;

    /// <summary>Volatilities in the worst scenario: -1 lower, 0 as they are, 1 higher.</summary>
    public int WorstVolStep;

    /// <summary>What the Greeks leave out.</summary>
    public readonly double UnexplainedUsd => ProfitUsd - Profit.Sum;
}
