namespace LowLatencyHedger.Transport;

/// <summary>What <see cref="FrameReader.Next"/> found.</summary>
public enum FrameEvent : byte
{
    /// <summary>No whole frame is buffered.</summary>
    NeedMore,

    /// <summary>A whole text message, from one frame or many.</summary>
    Text,
    Ping,
    Pong,

    /// <summary>A valid close frame; nothing after it counts.</summary>
    Close,

    /// <summary>The peer broke the protocol; the connection must be failed with <see cref="FrameReader.CloseCode"/>.</summary>
    Violation,
}
