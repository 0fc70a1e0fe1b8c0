using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;
using LowLatencyHedger.Venues.Deribit.Codec.Scan;
using LowLatencyHedger.Venues.Deribit.Reference;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>
/// The last messages that come with a fill: the reply to an order, the account's changes and its figures. They come once in many milliseconds, and
/// the code that reads them is cold by then; so they are read again and again, for nobody.
/// </summary>
/// <param name="notifications">That reads the session's own; what it remembers is the order of members.</param>
/// <param name="results">Likewise.</param>
/// <param name="table">Of the session; read only.</param>
/// <remarks>Thread: the session's.</remarks>
internal sealed class OwnMessages(NotificationScanner notifications, ReplyScanner results, InstrumentTable table) : INearMemory
{
    private const int BytesMax = 4_096;
    private const int Kinds = 3;

    private readonly NoEvents _nobody = new();
    private readonly DecodeCounters _counters = new();
    private readonly byte[] _changes = new byte[BytesMax];
    private readonly byte[] _reply = new byte[BytesMax];
    private readonly byte[] _portfolio = new byte[BytesMax];
    private int _changesBytes;
    private int _replyBytes;
    private int _portfolioBytes;

    /// <summary>Messages that were read again.</summary>
    public long Count { get; private set; }

    [HotPath]
    public void KeepChanges(ReadOnlySpan<byte> message) => Keep(message, _changes, ref _changesBytes);

    /// <summary>A reply to an order.</summary>
    [HotPath]
    public void KeepReply(ReadOnlySpan<byte> message) => Keep(message, _reply, ref _replyBytes);

    [HotPath]
    public void KeepPortfolio(ReadOnlySpan<byte> message) => Keep(message, _portfolio, ref _portfolioBytes);

    /// <summary>Reads one of them, if it has been there.</summary>
    [HotPath]
    public void Touch(long turn)
    {
        var context = new DecodeContext(table, _nobody, _counters, connectionId: 0, receivedNanos: 0);
        var isRead = (turn % Kinds) switch
        {
            0 => NotificationScanner.TryReadFrame(_changes.AsSpan(0, _changesBytes), out var frame)
                && notifications.TryDecode(in frame, in context, out _),
            1 => EnvelopeReader.TryRead(_reply.AsSpan(0, _replyBytes), out var reply) && results.DecodeOrder(reply.Data, in context) == DecodeResult.Ok,
            _ => EnvelopeReader.TryRead(_portfolio.AsSpan(0, _portfolioBytes), out var told)
                && ChannelDecoder.Decode(in told, in context) == DecodeResult.Ok,
        };
        Count += isRead ? 1 : 0;
    }

    [HotPath]
    private static void Keep(ReadOnlySpan<byte> message, Span<byte> kept, ref int bytes)
    {
        if (message.TryCopyTo(kept))
        {
            bytes = message.Length;
        }
    }
}
