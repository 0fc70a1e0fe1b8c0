namespace LowLatencyHedger.Transport;

/// <summary>Why a connection was made, in the words (and values) of Websocket.Client.</summary>
public enum ReconnectionType : byte
{
    /// <summary>The first connection.</summary>
    Initial = 0,

    /// <summary>The previous one broke without a close frame.</summary>
    Lost = 1,

    /// <summary>Nothing arrived on the previous one for too long.</summary>
    NoMessageReceived = 2,

    /// <summary>The previous attempt failed, or its peer broke the protocol.</summary>
    Error = 3,

    /// <summary>This side asked for a new connection.</summary>
    ByUser = 4,

    /// <summary>The peer closed the previous one.</summary>
    ByServer = 5,
}
