namespace LowLatencyHedger.Core.Market;

/// <summary>Why an <see cref="OrderBook"/> cannot be traded on.</summary>
public enum BookFault : byte
{
    None = 0,

    /// <summary>No complete snapshot yet.</summary>
    NoSnapshot = 1,

    /// <summary>The session said so: gap, resubscription, lost connection.</summary>
    Invalidated = 2,

    /// <summary>A change does not follow the last one.</summary>
    Gap = 3,

    /// <summary>A level was deleted that is not there.</summary>
    LevelMissing = 4,

    /// <summary>A price or an amount that no book can hold.</summary>
    BadLevel = 5,

    /// <summary>The best bid is not below the best ask.</summary>
    Crossed = 6,

    /// <summary>A side that had more levels than fit has run out of those that were kept.</summary>
    Depleted = 7,
}
