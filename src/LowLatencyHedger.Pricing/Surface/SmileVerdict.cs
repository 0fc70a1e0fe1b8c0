namespace LowLatencyHedger.Pricing.Surface;

/// <summary>What <see cref="SmileHysteresis"/> made of a fit.</summary>
public enum SmileVerdict : byte
{
    None = 0,

    /// <summary>The fit is the smile now.</summary>
    Accepted = 1,

    /// <summary>There is no smile in the fit.</summary>
    Unusable = 2,

    /// <summary>Butterfly arbitrage between the quoted strikes.</summary>
    Arbitrage = 3,

    /// <summary>Only a fallback where the smile in use was fitted to its own expiry.</summary>
    Downgrade = 4,

    /// <summary>The fit's error is a multiple of that of the smile in use.</summary>
    ErrorJump = 5,
}
