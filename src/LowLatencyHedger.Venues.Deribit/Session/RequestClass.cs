namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>Which of the venue's credit pools a request is paid from.</summary>
internal enum RequestClass : byte
{
    Default = 0,
    Instruments = 1,
    Subscribe = 2,

    /// <summary>New orders: refused rather than delayed when the pool is low, and never from the part that is kept for cancels.</summary>
    Order = 3,

    /// <summary>Cancels: never wait.</summary>
    Cancel = 4,
    CancelAll = 5,

    /// <summary>New orders that only bring the risk down: as the others, but they may use half of what is kept for cancels.</summary>
    ReducingOrder = 6,
}
