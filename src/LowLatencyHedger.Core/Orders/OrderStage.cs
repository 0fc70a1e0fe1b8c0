namespace LowLatencyHedger.Core.Orders;

/// <summary>Where an order of ours is in its life. The last four are final.</summary>
public enum OrderStage : byte
{
    None = 0,

    /// <summary>Handed out to be sent; no answer yet.</summary>
    InFlight = 1,

    /// <summary>The venue has told that it works.</summary>
    Open = 2,

    /// <summary>Nobody knows whether it is, was or will be alive.</summary>
    Unknown = 3,

    /// <summary>The venue has told its end, but not yet all of its fills.</summary>
    AwaitingFills = 4,

    Filled = 5,
    Cancelled = 6,
    Rejected = 7,

    /// <summary>It was not sent, or it is certain that the venue never had it and never will.</summary>
    NeverArrived = 8,
}
