namespace LowLatencyHedger.Pricing;

/// <summary>What became of an evaluation. Only <see cref="Ok"/> and <see cref="Intrinsic"/> leave numbers that may be used.</summary>
public enum PricingStatus : byte
{
    /// <summary>Nothing was evaluated yet.</summary>
    None = 0,

    Ok = 1,

    /// <summary>
    /// Expired, no variance left, or a strike of zero: intrinsic value, a delta of zero or one (half at the money), no curvature.
    /// </summary>
    Intrinsic = 2,

    /// <summary>An input is NaN or infinite. All outputs are NaN.</summary>
    NonFiniteInput = 3,

    /// <summary>
    /// An input is finite but has no meaning (forward not positive, negative strike or volatility, no option kind). All outputs are NaN.
    /// </summary>
    InputOutOfRange = 4,

    /// <summary>The inputs are so extreme that a result does not fit a double. All outputs are NaN.</summary>
    NonFiniteResult = 5,
}
