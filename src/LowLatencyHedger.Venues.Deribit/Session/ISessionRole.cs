using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>What a session is for: the part above login, heartbeat and request matching.</summary>
internal interface ISessionRole
{
    /// <summary>The scope to ask for at login.</summary>
    ReadOnlySpan<byte> Scope { get; }

    /// <summary>The login must grant trading.</summary>
    bool NeedsTrading { get; }

    /// <summary>The connection is logged in and its heartbeat set: begin the recovery.</summary>
    void OnLoggedIn(in Timestamp now);

    /// <summary>A request of the role is answered, with a result or an error.</summary>
    void OnReply(in Request request, in Envelope reply, in Timestamp now);

    /// <summary>A request of the role was not answered in time.</summary>
    void OnTimeout(in Request request, in Timestamp now);

    int OnTick(in Timestamp now);

    /// <summary>The connection is gone, and with it every request, waiting or pending.</summary>
    void OnDown();

    /// <summary>Writes a queued request; returns its length.</summary>
    int Write(in Request request, Span<byte> destination);
}
