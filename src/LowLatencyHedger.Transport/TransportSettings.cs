using System.Security.Cryptography.X509Certificates;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Transport;

/// <summary>What a transport may use and how long it may wait. Durations in nanoseconds, sizes in bytes.</summary>
public sealed record TransportSettings
{
    /// <summary>Name look-up, TCP, TLS and websocket handshake together.</summary>
    public long ConnectTimeoutNanos { get; init; } = 5 * Nanos.PerSecond;

    /// <summary>From this side's close frame to the end of the connection.</summary>
    public long CloseTimeoutNanos { get; init; } = 1 * Nanos.PerSecond;

    /// <summary>
    /// Allocated at construction, with room for the list of a currency's instruments: about a thousand of them take more than half a megabyte.
    /// A larger message grows it, once, up to <see cref="MaxMessageBytes"/>; the growth is counted.
    /// </summary>
    public int ReceiveBufferBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>A larger message, whole or in fragments, closes the connection with 1009.</summary>
    public int MaxMessageBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Unsent bytes that this side holds for a peer that does not read. Never grows.</summary>
    public int SendBufferBytes { get; init; } = 64 * 1024;

    /// <summary>Seed of the frame masks and of the handshake key.</summary>
    public ulong MaskSeed { get; init; } = 1;

    /// <summary>
    /// Where a connection only receives, Linux acknowledges a small message within the call that receives it, before its bytes are handed out. With this
    /// it does so in a call of its own, at the poll after.
    /// </summary>
    public bool QuickAck { get; init; }

    /// <summary>
    /// SO_BUSY_POLL in microseconds; 0 = leave it alone. Needs a network driver that supports it, and the privilege to raise it.
    /// </summary>
    public int BusyPollMicros { get; init; }

    /// <summary>
    /// TCP_CONGESTION by Linux's name; empty = the system's. Where that is bbr, each send is paced: it sets a timer, and one soon after another waits
    /// for it. An order is one small segment, for which reno does nothing.
    /// </summary>
    public string CongestionControl { get; init; } = "reno";

    /// <summary>The only roots to trust for wss; null = the machine's. Validation itself cannot be switched off.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }
}
