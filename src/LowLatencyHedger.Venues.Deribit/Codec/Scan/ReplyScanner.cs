using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec.Scan;

/// <summary>
/// Reads the results that come while the account trades: of an order, and of what is read again, trades and positions. As
/// <see cref="NotificationScanner"/> does, it scans what is spelled as the venue spells, and leaves the rest to <see cref="AccountDecoder"/>, its
/// simple twin.
/// </summary>
/// <remarks>Thread: one.</remarks>
[HotPath]
public sealed class ReplyScanner
{
    private const int FrameBytesMax = 1_024;

    private readonly AccountScanner _account = new();
    private readonly ElementsInParts<PositionScan> _positions = new();
    private readonly byte[] _frame = new byte[FrameBytesMax];
    private int _resultAt;

    private static ReadOnlySpan<byte> Head => "{\"jsonrpc\":\"2.0\",\"id\":"u8;

    private static ReadOnlySpan<byte> BeforeResult => ",\"result\":"u8;

    /// <summary>Positions have been read in part.</summary>
    public bool IsReadingPositions => _positions.IsReading;

    /// <summary>The message whose positions are read in parts, and when it had been received.</summary>
    public ReadOnlySpan<byte> PositionsMessage => _positions.Message;

    /// <inheritdoc cref="PositionsMessage"/>
    public Timestamp PositionsReceived => _positions.Received;

    /// <summary>Which request a message answers, if it is spelled as usual. The result is not looked at, so the message may still be anything.</summary>
    public static bool TryReadHead(ReadOnlySpan<byte> message, out long id, out int resultAt)
    {
        id = resultAt = 0;
        if (!message.StartsWith(Head))
        {
            return false;
        }

        var at = NumberScan.ReadInt64(message, Head.Length, ref id);
        if (at < 0 || !message[at..].StartsWith(BeforeResult))
        {
            return false;
        }

        resultAt = at + BeforeResult.Length;
        return true;
    }

    /// <inheritdoc cref="AccountDecoder.DecodeOrderResult"/>
    public DecodeResult DecodeOrder(ReadOnlySpan<byte> result, in DecodeContext context) =>
        TryScanOrder(result, in context, out var decoded) ? decoded : AccountDecoder.DecodeOrderResult(result, in context);

    /// <inheritdoc cref="AccountDecoder.DecodeUserTrades"/>
    public DecodeResult DecodeTrades(ReadOnlySpan<byte> result, in DecodeContext context, out bool hasMore) =>
        TryScanTrades(result, in context, out var decoded, out hasMore) ? decoded : AccountDecoder.DecodeUserTrades(result, in context, out hasMore);

    /// <inheritdoc cref="AccountDecoder.DecodePositions"/>
    /// <remarks>Of a message that was read in parts these are the positions.</remarks>
    public DecodeResult DecodePositions(ReadOnlySpan<byte> result, in DecodeContext context) =>
        _positions.IsRead ? _positions.PublishPicture(in context)
        : TryScanPositions(result, in context, out var decoded) ? decoded
        : AccountDecoder.DecodePositions(result, in context);

    /// <summary>Keeps a long message with positions to be read in parts. False: it is to be read at once.</summary>
    public bool TryBeginPositions(ReadOnlySpan<byte> message, int resultAt, in Timestamp received)
    {
        _resultAt = resultAt;
        return _positions.TryBegin(message, resultAt, in received);
    }

    /// <summary>
    /// Reads on, some positions at most; behind the last one <paramref name="reply"/> is the message without them. False: nothing is known about the message.
    /// </summary>
    public bool TryReadPositions(in DecodeContext context, int countMax, out Envelope reply)
    {
        reply = default;
        if (_positions.TryRead(in context, countMax) && (_positions.IsReading || TryReadFrame(out reply)))
        {
            return true;
        }

        ForgetPositions();
        return false;
    }

    public void ForgetPositions() => _positions.Forget();

    /// <summary>False: nothing was published, and nothing is known about the result.</summary>
    internal bool TryScanOrder(ReadOnlySpan<byte> result, in DecodeContext context, out DecodeResult decoded)
    {
        var isScanned = _account.ScanOrderResult(result, 0, in context, out var parts) == result.Length;
        decoded = isScanned ? _account.Publish(result, in context, in parts) : DecodeResult.Malformed;
        return isScanned;
    }

    /// <summary>False as above.</summary>
    internal bool TryScanTrades(ReadOnlySpan<byte> result, in DecodeContext context, out DecodeResult decoded, out bool hasMore)
    {
        var isScanned = _account.ScanTradesResult(result, 0, in context, out var parts) == result.Length;
        decoded = isScanned ? _account.Publish(result, in context, in parts) : DecodeResult.Malformed;
        hasMore = isScanned && parts.HasMore;
        return isScanned;
    }

    /// <summary>False as above, or because there is none.</summary>
    internal bool TryScanPositions(ReadOnlySpan<byte> result, in DecodeContext context, out DecodeResult decoded)
    {
        decoded = DecodeResult.Malformed;
        if (!JsonScan.IsAt(result, 0, (byte)'[')
            || _account.Positions.Scan(result, 0, in context, out var scan) != result.Length
            || scan.Known == 0)
        {
            return false;
        }

        decoded = _account.Positions.PublishPicture(result, 0, in context, in scan);
        return true;
    }

    /// <summary>What stands before and behind the positions is read as ever, with none between.</summary>
    private bool TryReadFrame(out Envelope reply)
    {
        reply = default;
        var rest = _positions.Rest;
        var bytes = _resultAt + "[]"u8.Length + rest.Length;
        if (bytes > FrameBytesMax)
        {
            return false;
        }

        var frame = _frame.AsSpan(0, bytes);
        _positions.Message[.._resultAt].CopyTo(frame);
        "[]"u8.CopyTo(frame[_resultAt..]);
        rest.CopyTo(frame[(_resultAt + "[]"u8.Length)..]);

        // Of results that occur twice the last one would count.
        return EnvelopeReader.TryRead(frame, out reply) && reply.Kind == MessageKind.Reply && reply.Data == frame.Slice(_resultAt, "[]"u8.Length);
    }
}
