using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Events;

/// <summary>
/// What the loss limits are measured against, in USD, marked to market. Of all runs that took over from each other, so that a new process does
/// not begin with a new allowance. All zero: nothing was lost or won.
/// </summary>
public record struct LossFigures
{
    /// <summary>Profit since the first of the runs began.</summary>
    public double ProfitUsd;

    /// <summary>That profit when the UTC day began.</summary>
    public double DayStartUsd;

    /// <summary>Its highest value.</summary>
    public double PeakUsd;

    /// <summary>The UTC day of the venue's clock, counted from 1970; 0 when no profit was ever known.</summary>
    public long Day;

    [HotPath]
    internal readonly bool Is(in LossFigures other) =>
        ProfitUsd == other.ProfitUsd && DayStartUsd == other.DayStartUsd && PeakUsd == other.PeakUsd && Day == other.Day;
}
