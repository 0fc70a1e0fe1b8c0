using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>
/// One connection's conversation with the venue, without the connection: bytes and time go in, bytes come out through an
/// <see cref="ISessionOutput"/>, events through an <see cref="IInputPublisher"/>. One thread calls all of it but
/// <see cref="ExchangeOffsetNanos"/>.
/// </summary>
public interface IDeribitSession
{
    SessionState State { get; }

    /// <summary>
    /// Not zero: a <see cref="SessionCause"/> or error code of the venue that a new connection would not cure. Stop connecting.
    /// </summary>
    int RefusalCause { get; }

    /// <summary>The venue's UTC clock minus this machine's, as that stands at <paramref name="now"/>; 0 until measured. Any thread.</summary>
    [HotPath]
    long ExchangeOffsetNanos(in Timestamp now);

    /// <summary>A new connection is open. Everything of the former one is void.</summary>
    void OnOpen(in Timestamp now);

    /// <summary>
    /// One whole text message. Notifications stay on the hot path; replies and heartbeats leave it, so the method itself is not marked.
    /// </summary>
    void OnMessage(ReadOnlySpan<byte> utf8, in Timestamp now);

    /// <summary>The connection ended. <paramref name="cause"/> is the transport's.</summary>
    void OnClosed(int cause, in Timestamp now);

    /// <summary>Time passes: to be called every turn of the agent. Returns the amount of work done.</summary>
    int OnTick(in Timestamp now);

    /// <summary>
    /// Carries out a command of the core. False: it was not handed over, now or ever; what that means for an order has been published.
    /// Commands that are for the other session do nothing and are false.
    /// </summary>
    /// <param name="command">What the core wants.</param>
    /// <param name="now">The time.</param>
    /// <param name="isRehearsal">
    /// An order goes all its way but the last step, takes no credit and leaves no trace; any other command is left alone. So the code of that
    /// way stays in the processor's caches.
    /// </param>
    [HotPath]
    bool Execute(in OutputEvent command, in Timestamp now, bool isRehearsal = false);
}
