namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>
/// Why a session changed state by itself. Part of the journal format: numbers are never reused. Below 1000 are the transport's causes,
/// from 10000 on and below zero the venue's error codes.
/// </summary>
public enum SessionCause
{
    None = 0,

    /// <summary>Nothing arrived for longer than the link may be silent.</summary>
    DeadLink = 1001,

    /// <summary>A request that the session cannot go on without was not answered in time.</summary>
    RequestTimedOut = 1002,

    /// <summary>A reply or private notification could not be read: the picture of the account may have a hole.</summary>
    Unreadable = 1003,

    /// <summary>A channel that the engine cannot trade without was not accepted. The session keeps asking.</summary>
    EssentialChannelMissing = 1004,

    /// <summary>A hedge instrument or index of the configuration does not exist at the venue, or the instrument table is full.</summary>
    InstrumentMissing = 1005,

    /// <summary>The bytes of a request could not be handed to the connection.</summary>
    NotSent = 1007,

    /// <summary>Orders of an earlier connection could not be cancelled.</summary>
    OrdersRemain = 1006,

    /// <summary>More requests waited than there is room for; one was lost.</summary>
    QueueFull = 1008,

    /// <summary>The login grants more than the engine may have: writing to the account or wallet, the main account. Not retried.</summary>
    ScopeTooWide = 1010,

    /// <summary>The login does not grant trading. Not retried.</summary>
    ScopeTooNarrow = 1011,

    /// <summary>The venue does not confirm that orders are cancelled when the connection breaks. Not retried.</summary>
    CancelOnDisconnectNotArmed = 1012,

    /// <summary>The venue does not say that an order of ours that would trade with one of ours is refused. Not retried.</summary>
    SelfTradesNotRejected = 1013,
}
