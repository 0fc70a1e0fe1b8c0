using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;
using LowLatencyHedger.Venues.Deribit.Reference;
using InstrumentTable = LowLatencyHedger.Venues.Deribit.Reference.InstrumentTable;

namespace LowLatencyHedger.App.Decode;

/// <summary>
/// Takes recorded messages through the frame reader, the decoders and the order book that trade, and writes what came of each as a line
/// of JSON. A recording has no list of instruments: every name that a message mentions is entered into the table first.
/// </summary>
internal sealed class RecordedMessageDecoder : IDisposable
{
    private const int InstrumentCapacity = 1 << 15;
    private const int UnderlyingCapacity = 1 << 10;
    private const int BookCapacity = 4096;

    private static readonly string[] s_kinds =
        ["book", "ticker", "trade", "index", "reply", "heartbeat", "order", "userTrade", "portfolio", "other", "error"];

    private readonly InstrumentTable _instruments = new(InstrumentCapacity, UnderlyingCapacity);
    private readonly EventList _events = new();
    private readonly DecodeCounters _counters = new();
    private readonly Dictionary<string, OrderBook> _books = [];
    private readonly Dictionary<string, int> _counts = s_kinds.ToDictionary(kind => kind, _ => 0);
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Utf8JsonWriter _json;

    public RecordedMessageDecoder() =>
        _json = new Utf8JsonWriter(_line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public int MessageCount { get; private set; }

    /// <summary>The line for one message.</summary>
    public string Decode(int lineNumber, ReadOnlySpan<byte> message, long receivedNanos)
    {
        _events.Clear();
        var result = DecodeResult.Malformed;
        if (EnvelopeReader.TryRead(message, out var envelope))
        {
            DefineNames(envelope.Data);
            var context = new DecodeContext(_instruments, _events, _counters, connectionId: 1, receivedNanos);
            result = ChannelDecoder.Decode(in envelope, in context);
        }

        _counters.Add(in envelope);
        var kind = result == DecodeResult.Malformed ? "error" : KindOf(envelope.Kind);
        MessageCount++;
        _counts[kind]++;
        Begin();
        _json.WriteNumber("line", lineNumber);
        _json.WriteString("kind", kind);
        if (result == DecodeResult.Malformed)
        {
            _json.WriteString("reason", envelope.Kind == MessageKind.Malformed ? "no JSON-RPC message" : "breaks the rules of its channel");
        }
        else if (result == DecodeResult.UnknownInstrument)
        {
            _json.WriteString("reason", "an instrument's name is too long, or there are too many");
        }

        WriteDetails(in envelope);
        return End();
    }

    public void Dispose() => _json.Dispose();

    /// <summary>The last line.</summary>
    public string Summary(int passedOver)
    {
        Begin();
        _json.WriteStartObject("counts");
        foreach (var kind in s_kinds)
        {
            _json.WriteNumber(kind, _counts[kind]);
        }

        _json.WriteEndObject();
        _json.WriteNumber("messages", MessageCount);
        _json.WriteNumber("linesPassedOver", passedOver);
        _json.WriteNumber("unknownChannels", _counters.UnknownChannels);
        _json.WriteNumber("unknownFields", _counters.UnknownFields);
        return End();
    }

    private string KindOf(MessageKind kind) => kind switch
    {
        MessageKind.Book or MessageKind.GroupedBook => "book",
        MessageKind.Ticker => "ticker",
        MessageKind.Trades => "trade",
        MessageKind.Index => "index",
        MessageKind.Reply => "reply",
        MessageKind.ErrorReply => "error",
        MessageKind.Heartbeat or MessageKind.TestRequest => "heartbeat",
        MessageKind.UserOrders => "order",
        MessageKind.UserTrades => "userTrade",
        MessageKind.UserChanges => _events.Events.Length > 0 && _events.Events[0].Kind == InputKind.Fill ? "userTrade" : "order",
        MessageKind.Portfolio => "portfolio",
        _ => "other",
    };

    private void WriteDetails(in Envelope envelope)
    {
        switch (envelope.Kind)
        {
            case MessageKind.Reply or MessageKind.ErrorReply:
                EventWriter.WriteReply(_json, in envelope);
                return;
            case MessageKind.Heartbeat or MessageKind.TestRequest:
                _json.WriteString("type", envelope.Kind == MessageKind.Heartbeat ? "heartbeat" : "test_request");
                return;
            case MessageKind.Malformed:
                return;
            default:
                break;
        }

        if (!envelope.Channel.IsEmpty)
        {
            EventWriter.WriteRawText(_json, "channel", envelope.Channel);
        }

        if (_events.Events.IsEmpty)
        {
            return;
        }

        ref readonly var first = ref _events.Events[0];
        if (first.Instrument.HasValue)
        {
            _json.WriteString("instrument", _instruments.GetName(first.Instrument));
        }

        if (first.ExchangeTimeUtcNanos > 0)
        {
            _json.WriteNumber("timestampMs", Nanos.ToMillis(first.ExchangeTimeUtcNanos));
        }

        if (first.Kind == InputKind.BookChunk)
        {
            EventWriter.WriteBook(_json, ApplyToBook(in envelope));
        }
        else
        {
            EventWriter.Write(_json, _events.Events, _instruments);
        }
    }

    /// <summary>A chain of changes belongs to a channel: the same instrument can be subscribed to at several intervals.</summary>
    private OrderBook ApplyToBook(in Envelope envelope)
    {
        var channel = Encoding.UTF8.GetString(envelope.Channel);
        if (!_books.TryGetValue(channel, out var book))
        {
            book = new OrderBook(BookCapacity);
            _books.Add(channel, book);
        }

        foreach (ref readonly var chunk in _events.Events)
        {
            book.Apply(in chunk);
        }

        return book;
    }

    private void DefineNames(ReadOnlySpan<byte> data)
    {
        Span<byte> scratch = stackalloc byte[128];
        var reader = new JsonReader(data);
        while (reader.Read())
        {
            var isInstrument = reader.NameEquals("instrument_name"u8);
            if (!isInstrument && !reader.NameEquals("index_name"u8) && !reader.NameEquals("price_index"u8))
            {
                continue;
            }

            if (!reader.Read() || !reader.TryGetText(scratch, out var text) || !InlineText32.TryCreate(text, out var name))
            {
                continue;
            }

            // A full table shows as an unknown instrument in the lines that follow.
            _ = isInstrument
                ? _instruments.Define(new InstrumentBody { Name = name }, out _) != DefineResult.Full
                : _instruments.TryDefineIndex(text, out _);
        }
    }

    private void Begin()
    {
        _line.Clear();
        _json.Reset();
        _json.WriteStartObject();
    }

    private string End()
    {
        _json.WriteEndObject();
        _json.Flush();
        return Encoding.UTF8.GetString(_line.WrittenSpan);
    }
}
