namespace LowLatencyHedger.Transport;

/// <summary>Why a connection ended, in the words (and values) of Websocket.Client.</summary>
public enum DisconnectionType : byte
{
    /// <summary>The owner shut the transport down.</summary>
    Exit = 0,

    /// <summary>The connection broke without a close frame.</summary>
    Lost = 1,

    /// <summary>Nothing arrived for too long.</summary>
    NoMessageReceived = 2,

    /// <summary>Connecting failed, or the peer broke the protocol.</summary>
    Error = 3,

    /// <summary>This side asked for the close.</summary>
    ByUser = 4,

    /// <summary>The peer sent a close frame first.</summary>
    ByServer = 5,
}
