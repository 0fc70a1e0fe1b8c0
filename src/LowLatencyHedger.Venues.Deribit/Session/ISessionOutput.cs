using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>The wire below a session. Called on the session's thread only.</summary>
public interface ISessionOutput
{
    /// <summary>Hands over one whole text message. False: nothing was taken, and nothing of it will ever be sent.</summary>
    [HotPath]
    bool TrySend(ReadOnlySpan<byte> utf8);

    /// <summary>The same for a new order, the one kind of message that a kill switch stops here.</summary>
    /// <param name="utf8">The request.</param>
    /// <param name="isRehearsal">All is done with it but handing it over; then it is forgotten.</param>
    [HotPath]
    bool TrySendOrder(ReadOnlySpan<byte> utf8, bool isRehearsal);

    /// <summary>
    /// Ends the connection at once. <paramref name="cause"/> is a <see cref="SessionCause"/> or an error code of the venue.
    /// </summary>
    void Drop(int cause);
}
