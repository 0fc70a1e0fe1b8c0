using System.Net.Sockets;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Transport;

/// <summary>
/// The byte pipe below the frames: plain TCP or TLS. Nothing here waits, and nothing throws for the network's sake. Thread: owner only.
/// </summary>
internal abstract class ByteChannel : IDisposable
{
    /// <summary>The result of <see cref="Receive"/> and <see cref="Send"/> when the pipe is over.</summary>
    public const int Ended = -1;

    /// <summary>When the socket gave the bytes that <see cref="Receive"/> last handed out.</summary>
    [HotPath]
    public abstract long ReceivedNanos { get; }

    /// <summary>What broke the pipe; Success when the peer just ended it.</summary>
    public abstract SocketError Error { get; }

    /// <summary>Text of a failure above the socket, or empty.</summary>
    public abstract string Detail { get; }

    /// <summary>Whether bytes that <see cref="Send"/> took still wait for the socket; sending nothing pushes them.</summary>
    [HotPath]
    public abstract bool HasUnsent { get; }

    /// <summary>Bytes received, 0 when there are none now, or <see cref="Ended"/>. The destination is not empty.</summary>
    [HotPath]
    public abstract int Receive(Span<byte> destination);

    /// <summary>Bytes taken, 0 when there is no room now, or <see cref="Ended"/>.</summary>
    [HotPath]
    public abstract int Send(ReadOnlySpan<byte> bytes);

    /// <summary>Sends the TCP acknowledgement that is owed for what was received, so that the next receive call need not.</summary>
    public abstract void Acknowledge();

    public abstract void Dispose();
}
