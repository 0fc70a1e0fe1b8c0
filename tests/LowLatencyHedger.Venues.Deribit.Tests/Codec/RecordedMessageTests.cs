using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Testing;
using LowLatencyHedger.Venues.Deribit.Codec;

namespace LowLatencyHedger.Venues.Deribit.Tests.Codec;

public sealed class RecordedMessageTests
{
    private const string Recording = "deribit_ws_raw/cryptofeed_DERIBIT_2021-04-05.raw";

    [Fact]
    public void Decode_RecordedStream_EveryMessageAndEveryNumber()
    {
        var path = Recordings.Find(Recording);
        if (path is null)
        {
            Assert.Skip(Recordings.Missing(Recording));
        }

        var messages = File.ReadLines(path).Where(l => char.IsAsciiDigit(l[0])).Select(l => l[(l.IndexOf(": ",
            StringComparison.Ordinal) + 2)..]).ToArray();
        var (fixture, naive) = KnowingEveryNameIn(messages);
        foreach (var message in messages)
        {
            var bytes = Encoding.UTF8.GetBytes(message);
            var result = fixture.Decode((ReadOnlySpan<byte>)bytes);
            EnvelopeReader.TryRead(bytes, out var envelope);
            fixture.Counters.Add(in envelope);
            Assert.Equal(envelope.Kind == MessageKind.Reply ? DecodeResult.Ignored : DecodeResult.Ok, result);
            CheckAgainstNaive(fixture, naive, bytes);
        }

        Assert.Equal(461, messages.Length);
        Assert.Equal((1, 187, 273), (fixture.Counters.Count(MessageKind.Reply), fixture.Counters.Count(MessageKind.Book),
            fixture.Counters.Count(MessageKind.Ticker)));
        Assert.Equal((0, 0, 0), (fixture.Counters.Malformed, fixture.Counters.UnknownFields, fixture.Counters.Rounded));
    }

    [Fact]
    public void Decode_Examples_KindAndNumbers()
    {
        var path = Recordings.FindExamples();
        if (path is null)
        {
            Assert.Skip(Recordings.Missing("examples.jsonl"));
        }

        var messages = File.ReadLines(path).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("message")).ToArray();
        var (fixture, naive) = KnowingEveryNameIn(messages.Select(m => m.GetRawText()));
        foreach (var message in messages)
        {
            var text = message.GetRawText();
            var bytes = Encoding.UTF8.GetBytes(text);
            var isRead = EnvelopeReader.TryRead(bytes, out var envelope);
            Assert.True(ExpectedKinds(message).Contains(envelope.Kind), $"{envelope.Kind}: {text}");
            Assert.Equal(envelope.Kind != MessageKind.Malformed, isRead);
            Assert.True(!message.TryGetProperty("jsonrpc", out _) || envelope.UnknownFields == 0, text);
            var result = fixture.Decode((ReadOnlySpan<byte>)bytes);
            Assert.True(!isRead || result is DecodeResult.Ok or DecodeResult.Ignored, $"{result}: {text}");
            CheckAgainstNaive(fixture, naive, bytes);
            if (envelope.Kind == MessageKind.Reply)
            {
                CheckReply(fixture, message.GetProperty("result"), envelope.Data);
            }
        }

        Assert.Equal(180, messages.Length);
    }

    /// <summary>By the shape of the message alone.</summary>
    private static MessageKind[] ExpectedKinds(JsonElement message)
    {
        if (message.TryGetProperty("error", out _))
        {
            return [MessageKind.ErrorReply];
        }

        if (message.TryGetProperty("result", out _))
        {
            return [MessageKind.Reply];
        }

        var method = message.TryGetProperty("method", out var named) ? named.GetString() : null;
        if (method is not "subscription")
        {
            return method is null ? [MessageKind.Malformed]
                : method != "heartbeat" ? [MessageKind.Unknown]
                : message.GetProperty("params").GetProperty("type").GetString() == "heartbeat" ? [MessageKind.Heartbeat]
                    : [MessageKind.TestRequest];
        }

        var parts = message.GetProperty("params").GetProperty("channel").GetString()!.Split('.');
        return [parts switch
        {
            ["book", _, _] => MessageKind.Book,
            ["book", ..] => MessageKind.GroupedBook,
            ["ticker", ..] => MessageKind.Ticker,
            ["quote", ..] => MessageKind.Quote,
            ["trades", ..] => MessageKind.Trades,
            ["deribit_price_index", ..] => MessageKind.Index,
            ["markprice", "options", ..] => MessageKind.MarkPrices,
            ["user", "orders", ..] => MessageKind.UserOrders,
            ["user", "trades", ..] => MessageKind.UserTrades,
            ["user", "changes", ..] => MessageKind.UserChanges,
            ["user", "portfolio", ..] => MessageKind.Portfolio,
            ["user", "lock"] => MessageKind.UserLock,
            ["user", "mmp_trigger", _] => MessageKind.ProtectionTrigger,
            ["platform_state"] => MessageKind.PlatformState,
            ["instrument", "state", ..] => MessageKind.InstrumentState,
            _ => MessageKind.OtherChannel,
        }];
    }

    private static void CheckReply(DecoderFixture fixture, JsonElement result, ReadOnlySpan<byte> data)
    {
        fixture.Publisher.Clear();
        var context = fixture.Context(InputFlags.FromQuery);
        var first = result.ValueKind == JsonValueKind.Array && result.GetArrayLength() > 0 ? result[0] : result;
        if (Has(result, "order") || Has(result, "order_state"))
        {
            Assert.Equal(DecodeResult.Ok, AccountDecoder.DecodeOrderResult(data, in context));
            var trades = Has(result, "trades") ? result.GetProperty("trades").GetArrayLength() : 0;
            Assert.Equal(trades + 1, fixture.Events.Length);
        }
        else if (Has(first, "order_state"))
        {
            Assert.Equal(DecodeResult.Ok, AccountDecoder.DecodeOrders(data, in context));
            Assert.Equal(result.GetArrayLength(), fixture.Events.Length);
        }
        else if (Has(result, "trades") && result.GetProperty("trades") is var trades && trades.GetArrayLength() > 0 && Has(trades[0],
            "order_id"))
        {
            Assert.Equal(DecodeResult.Ok, AccountDecoder.DecodeUserTrades(data, in context, out var hasMore));
            Assert.Equal((trades.GetArrayLength(), Has(result, "has_more") && result.GetProperty("has_more").GetBoolean()),
                (fixture.Events.Length, hasMore));
        }
        else if (Has(first, "size") && Has(first, "average_price"))
        {
            Assert.Equal(DecodeResult.Ok, AccountDecoder.DecodePositions(data, in context));
            Assert.Equal(first.GetProperty("size").GetDouble(), fixture.Events[0].Position.Size.ToDouble());
        }
        else if (Has(result, "equity"))
        {
            Assert.Equal(DecodeResult.Ok, AccountDecoder.DecodeSummary(data, in context, out var limits));
            Assert.True(limits.TradingRate > 0 && limits.TradingBurst > 0 && limits.OtherRate > 0);
            Assert.Equal(result.GetProperty("equity").GetDouble(), fixture.Events[0].Portfolio.Equity);
        }
        else if (Has(first, "tick_size"))
        {
            var reader = new InstrumentReader(data);
            Assert.True(reader.TryReadNext(out var definition));
            Assert.Equal(first.GetProperty("instrument_name").GetString(), definition.Body.Name.ToString());
        }
        else if (Has(result, "bids"))
        {
            Assert.Equal(DecodeResult.Ok, BookDecoder.TryRead(data, in context, out var book));
            Assert.True(book.IsSnapshot);
        }
    }

    private static bool Has(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name,
        out _);

    private static void CheckAgainstNaive(DecoderFixture fixture, NaiveDecoder naive, byte[] message)
    {
        var expected = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(naive.Decode(message)));
        var published = MemoryMarshal.AsBytes<InputEvent>(fixture.Events.ToArray());
        Assert.True(published.SequenceEqual(expected), Encoding.UTF8.GetString(message));
    }

    private static (DecoderFixture Fixture, NaiveDecoder Naive) KnowingEveryNameIn(IEnumerable<string> messages)
    {
        var instruments = new List<string>();
        var indices = new List<string>();
        foreach (var message in messages)
        {
            Collect(JsonDocument.Parse(message).RootElement);
        }

        var fixture = new DecoderFixture([.. instruments]);
        indices.RemoveAll(name => name is "btc_usd" or "eth_usd");
        indices.ForEach(name => fixture.DefineIndex(name));
        return (fixture, new NaiveDecoder([.. instruments], ["btc_usd", "eth_usd", .. indices]));

        void Collect(JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.Array)
            {
                element.EnumerateArray().ToList().ForEach(Collect);
            }
            else if (element.ValueKind == JsonValueKind.Object)
            {
                foreach (var member in element.EnumerateObject())
                {
                    var list = member.Name == "instrument_name" ? instruments : member.Name is "index_name" or "price_index" ? indices
                        : null;
                    if (list is not null && member.Value.ValueKind == JsonValueKind.String && !list.Contains(member.Value.GetString()!))
                    {
                        list.Add(member.Value.GetString()!);
                    }

                    Collect(member.Value);
                }
            }
        }
    }
}
