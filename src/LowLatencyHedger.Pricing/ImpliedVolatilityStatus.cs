namespace LowLatencyHedger.Pricing;

/// <summary>Whether a price has an implied volatility, and why not. Only <see cref="Ok"/> leaves a volatility that may be used.</summary>
public enum ImpliedVolatilityStatus : byte
{
    /// <summary>Nothing was computed yet.</summary>
    None = 0,

    Ok = 1,

    /// <summary>The price is the intrinsic value: only a volatility of zero explains it. The output is 0.</summary>
    NoTimeValue = 2,

    /// <summary>The price is below intrinsic value: no volatility explains it. The output is 0.</summary>
    BelowIntrinsic = 3,

    /// <summary>
    /// The price is at or above its bound, the forward for a call, the strike for a put. The output is positive infinity.
    /// </summary>
    AboveBound = 4,

    /// <summary>No time is left. The output is 0.</summary>
    Expired = 5,

    /// <summary>An input is NaN or infinite. The output is NaN.</summary>
    NonFiniteInput = 6,

    /// <summary>
    /// Forward or strike not positive, strike too far from the forward for a double, or no option kind. The output is NaN.
    /// </summary>
    InputOutOfRange = 7,
}
