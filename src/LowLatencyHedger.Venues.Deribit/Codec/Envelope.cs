using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>
/// The JSON-RPC frame around one message. The spans point into the message and are raw: strings without their quotes and with
/// escapes as they came, <see cref="Data"/> and <see cref="ErrorData"/> as JSON.
/// </summary>
[HotPath]
public ref struct Envelope
{
    public MessageKind Kind;

    /// <summary>An id other than null was there.</summary>
    public bool HasId;

    /// <summary>The id is a whole number, in <see cref="Id"/>; otherwise it is <see cref="IdText"/>.</summary>
    public bool HasNumericId;

    public long Id;

    /// <summary>The id as it was written.</summary>
    public ReadOnlySpan<byte> IdText;

    /// <summary>Notifications: the channel.</summary>
    public ReadOnlySpan<byte> Channel;

    /// <summary>Notifications: <c>params.data</c>. Replies: <c>result</c>.</summary>
    public ReadOnlySpan<byte> Data;

    /// <summary>0 when the venue gave none.</summary>
    public int ErrorCode;

    public ReadOnlySpan<byte> ErrorMessage;
    public ReadOnlySpan<byte> ErrorData;

    /// <summary>When the venue received the request, its UTC clock, microseconds; 0 when not told.</summary>
    public long UsIn;

    /// <summary>When the venue sent the reply, its UTC clock, microseconds; 0 when not told.</summary>
    public long UsOut;

    /// <summary>The reply says that it comes from the test system.</summary>
    public bool Testnet;

    /// <summary>Members of the frame that this program does not know.</summary>
    public int UnknownFields;
}
