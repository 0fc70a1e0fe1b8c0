using LowLatencyHedger.Simulation.Rpc.Feeds;

namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>
/// Where one connection's messages go. Called on the thread that drives the server, one whole UTF-8 JSON message a call.
/// The bytes are the server's scratch memory: an implementation copies what it keeps.
/// </summary>
public interface IRpcOutput
{
    /// <summary>Queues one message. An output that cannot take it (a slow reader) drops the connection itself.</summary>
    void Send(ReadOnlySpan<byte> message);

    /// <summary>Takes a notification as events, when <see cref="RpcServerOptions.IsDirect"/>; by default as its text.</summary>
    void Send(DirectMessage message) => Send(message.Encode());

    /// <summary>Asks for the connection to end after the messages queued so far.</summary>
    /// <param name="reason">A short name for logs and the close frame, such as <c>heartbeat_timeout</c>.</param>
    void Close(string reason);
}
