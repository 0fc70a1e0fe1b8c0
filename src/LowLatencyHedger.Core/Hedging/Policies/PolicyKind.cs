namespace LowLatencyHedger.Core.Hedging.Policies;

/// <summary>The hedging policies. The numbers are part of the journal format and never reused; <see cref="PolicySpec"/> has the names.</summary>
public enum PolicyKind : byte
{
    /// <summary>No hedging.</summary>
    None = 0,

    /// <summary>A fixed band around the target.</summary>
    Band = 1,

    /// <summary>To the target at fixed times.</summary>
    Clock = 2,

    /// <summary>To the target each time that the price has moved by so much.</summary>
    PriceMove = 3,

    /// <summary>To the target at times that are best for the gamma and the costs of the moment.</summary>
    GammaClock = 4,

    /// <summary>A clock, with the delta at Leland's volatility.</summary>
    Leland = 5,

    /// <summary>Whalley and Wilmott's band for proportional costs.</summary>
    WhalleyWilmott = 6,

    /// <summary>Zakamouline's band around the delta at his volatility.</summary>
    Zakamouline = 7,

    /// <summary>The band for proportional and fixed costs: one threshold that triggers, one that is traded back to.</summary>
    TwoThreshold = 8,
}
