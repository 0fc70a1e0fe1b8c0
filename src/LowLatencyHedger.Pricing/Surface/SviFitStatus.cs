namespace LowLatencyHedger.Pricing.Surface;

/// <summary>What became of a fit, from best to none. Only the first four after <see cref="None"/> leave a smile.</summary>
public enum SviFitStatus : byte
{
    /// <summary>Nothing was fitted yet.</summary>
    None = 0,

    /// <summary>The five parameters of the slice were fitted.</summary>
    Svi = 1,

    /// <summary>As <see cref="Svi"/>, but butterfly arbitrage between the quoted strikes had to be taken out.</summary>
    Repaired = 2,

    /// <summary>Too few quotes for a slice of its own, or beyond repair: the surface's shape at a fitted level.</summary>
    Ssvi = 3,

    /// <summary>As <see cref="Ssvi"/>, without a surface to take a shape from: one volatility for all strikes.</summary>
    Flat = 4,

    /// <summary>No quote could be used.</summary>
    NoQuotes = 5,

    /// <summary>The time to expiry is not a positive number.</summary>
    InputOutOfRange = 6,
}
