namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>What to do about an error of the venue.</summary>
public enum ErrorClass : byte
{
    /// <summary>A code that is not in the table, or one that says nothing.</summary>
    Unknown = 0,

    /// <summary>The same request may succeed later.</summary>
    RetryAfterWait = 1,

    /// <summary>The order that the request is about is no longer open: reconcile.</summary>
    OrderGone = 2,

    /// <summary>The request should not have been made like this: a defect of ours, stop.</summary>
    OwnDefect = 3,

    /// <summary>Margin, position limits, permissions of the account.</summary>
    RiskOrAccount = 4,

    /// <summary>The connection is not, or no longer, logged in well enough.</summary>
    Reauthenticate = 5,

    /// <summary>This order at this moment: price off the band, would cross, instrument closed.</summary>
    Refused = 6,
}
