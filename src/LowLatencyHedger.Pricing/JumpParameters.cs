using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing;

/// <summary>Jumps of the log price: a Poisson process of normal jumps, under the pricing measure.</summary>
[HotPath]
public readonly struct JumpParameters(double jumpsPerYear, double meanLogJump, double logJumpDeviation)
{
    /// <summary>Intensity, per year.</summary>
    public readonly double JumpsPerYear = jumpsPerYear;

    /// <summary>Mean of the log jump.</summary>
    public readonly double MeanLogJump = meanLogJump;

    /// <summary>Standard deviation of the log jump.</summary>
    public readonly double LogJumpDeviation = logJumpDeviation;
}
