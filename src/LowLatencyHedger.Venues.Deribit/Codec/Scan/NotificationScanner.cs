using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec.Scan;

/// <summary>
/// The fast way in for notifications of the channels that matter for time. Reads a message in one pass over its bytes if it is spelled the
/// way the venue spells: its frame to the byte, members of the data in any order, no white space, no escapes. Whatever is not, legal or
/// not, is left alone, and <see cref="EnvelopeReader"/> and <see cref="ChannelDecoder"/> say what it is; what is taken is what they would
/// have published, to the bit.
/// </summary>
/// <remarks>Thread: one. It remembers the order in which members came, which decides how fast it reads and never what.</remarks>
public sealed class NotificationScanner
{
    private readonly ElementScanner<TickerScan> _tickers = new();
    private readonly ElementScanner<QuoteScan> _quotes = new();
    private readonly ElementScanner<IndexScan> _indices = new();
    private readonly ElementScanner<MarkVolScan> _marks = new();
    private readonly ElementScanner<TradeScan> _trades = new();
    private readonly AccountScanner _account = new();
    private readonly BookScanner _books = new();

    [HotPath]
    private static ReadOnlySpan<byte> Head => "{\"jsonrpc\":\"2.0\",\"method\":\"subscription\",\"params\":{\"channel\":"u8;

    [HotPath]
    private static ReadOnlySpan<byte> BeforeData => ",\"data\":"u8;

    /// <summary>
    /// Finds the frame of a message and the channel that it came by. The data are not looked at, so the message may still be anything.
    /// </summary>
    [HotPath]
    public static bool TryReadFrame(ReadOnlySpan<byte> message, out ScannedFrame frame)
    {
        frame = default;
        if (!message.StartsWith(Head))
        {
            return false;
        }

        var at = JsonScan.Text(message, Head.Length, out var channel);
        if (at < 0 || !message[at..].StartsWith(BeforeData) || !message.EndsWith("}}"u8))
        {
            return false;
        }

        frame.Kind = ChannelNames.ClassifyResolved(channel);
        frame.Text = message[..^2];
        frame.DataAt = at + BeforeData.Length;
        return true;
    }

    /// <summary>
    /// Reads and publishes the data of a message that is no book. False: nothing was published, and nothing is known about the message.
    /// </summary>
    [HotPath]
    public bool TryDecode(in ScannedFrame frame, in DecodeContext context, out DecodeResult result)
    {
        switch (frame.Kind)
        {
            case MessageKind.Ticker:
                return TryPublish(_tickers, in frame, in context, out result);
            case MessageKind.Quote:
                return TryPublish(_quotes, in frame, in context, out result);
            case MessageKind.Index:
                return TryPublish(_indices, in frame, in context, out result);
            case MessageKind.MarkPrices:
                return TryPublish(_marks, in frame, in context, out result);
            case MessageKind.Trades:
                return TryPublish(_trades, in frame, in context, out result);
            case MessageKind.UserOrders:
                return TryPublish(_account.Orders, in frame, in context, out result);
            case MessageKind.UserTrades:
                return TryPublish(_account.Fills, in frame, in context, out result);
            case MessageKind.UserChanges:
                result = DecodeResult.Malformed;
                if (_account.Scan(frame.Text, frame.DataAt, in context, out var parts) != frame.Text.Length)
                {
                    return false;
                }

                result = _account.Publish(frame.Text, in context, in parts);
                return true;
            default:
                result = DecodeResult.Malformed;
                return false;
        }
    }

    /// <summary>
    /// Reads the data of a book message, as <see cref="BookDecoder.TryRead"/> does; <see cref="BookDecoder.Publish"/> publishes them.
    /// False: nothing is known about the message.
    /// </summary>
    [HotPath]
    public bool TryReadBook(in ScannedFrame frame, in DecodeContext context, out DecodeResult result, out BookMessage message)
    {
        message = default;
        message.Instrument = InstrumentId.None;
        message.ChangeId = -1;
        message.PrevChangeId = -1;
        var isRead = _books.Read(frame.Text, frame.DataAt, in context, ref message) == frame.Text.Length;
        result = message.Instrument.HasValue ? DecodeResult.Ok : DecodeResult.UnknownInstrument;
        context.Counters.UnknownInstruments += isRead && !message.Instrument.HasValue ? 1 : 0;
        return isRead;
    }

    [HotPath]
    private static bool TryPublish<TElement>(
        ElementScanner<TElement> scanner, in ScannedFrame frame, in DecodeContext context, out DecodeResult result)
        where TElement : struct, IScannedElement
    {
        result = DecodeResult.Malformed;
        if (scanner.Scan(frame.Text, frame.DataAt, in context, out var scan) != frame.Text.Length)
        {
            return false;
        }

        result = scanner.Publish(frame.Text, frame.DataAt, in context, in scan);
        return true;
    }
}
