using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>The wire below a session. Called on the session's thread only.</summary>
public interface ISessionOutput
{
    /// <summary>Hands over one whole text message. False: nothing was taken, and nothing of it will ever be sent.</summary>
    [HotPath]
    bool TrySend(ReadOnlySpan<byte> utf8);

    /// <summary>The same for a new order, the one kind of message that a kill switch stops here.</summary>
    [HotPath]
    bool TrySendOrder(ReadOnlySpan<byte> utf8);

    /// <summary>Does with a message all that can be done without handing it over, and forgets it.</summary>
    [HotPath]
    void Rehearse(ReadOnlySpan<byte> utf8)
    {
    }

    /// <summary>
    /// Ends the connection at once. <paramref name="cause"/> is a <see cref="SessionCause"/> or an error code of the venue.
    /// </summary>
    void Drop(int cause);
}
