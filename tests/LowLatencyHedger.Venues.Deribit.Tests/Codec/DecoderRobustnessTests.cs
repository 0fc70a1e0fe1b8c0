using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Testing;
using LowLatencyHedger.Venues.Deribit.Codec;

namespace LowLatencyHedger.Venues.Deribit.Tests.Codec;

public sealed class DecoderRobustnessTests
{
    private readonly DecoderFixture _fixture = new(SyntheticMessages.Instruments);
    private readonly NaiveDecoder _naive = new(SyntheticMessages.Instruments, SyntheticMessages.Indices);

    [Fact]
    public void Decode_EveryChannel_SameEventsAsTheNaiveDecoder()
    {
        foreach (var message in SyntheticMessages.All)
        {
            Assert.Equal(DecodeResult.Ok, _fixture.Decode(message));
            Assert.True(_fixture.Events.Length > 0);
            CheckAgainstNaive(Encoding.UTF8.GetBytes(message));
        }
    }

    [Fact]
    public void Decode_OtherSpellingOfTheSameJson_SameEvents()
    {
        var random = new Random(Seeds.For(nameof(Decode_OtherSpellingOfTheSameJson_SameEvents), 23));
        foreach (var message in SyntheticMessages.All)
        {
            Assert.Equal(DecodeResult.Ok, _fixture.Decode(message));
            var expected = Bytes(_fixture.Events);
            for (var i = 0; i < 40; i++)
            {
                var text = new StringBuilder();
                Respell(random, JsonNode.Parse(message), text);
                Assert.True(_fixture.Decode(text.ToString()) == DecodeResult.Ok, text.ToString());
                Assert.True(Bytes(_fixture.Events).SequenceEqual(expected), text.ToString());
            }
        }
    }

    [Fact]
    public void Decode_TruncatedAtEveryByte_PublishesNothing()
    {
        foreach (var message in SyntheticMessages.All)
        {
            var bytes = Encoding.UTF8.GetBytes(message);
            for (var length = 0; length < bytes.Length; length++)
            {
                Assert.Equal(DecodeResult.Malformed, _fixture.Decode(bytes.AsSpan(0, length)));
                Assert.Equal(0, _fixture.Events.Length);
            }
        }
    }

    [Fact]
    public void Decode_DataTruncatedAtEveryByte_PublishesNothing()
    {
        foreach (var message in SyntheticMessages.All)
        {
            EnvelopeReader.TryRead(Encoding.UTF8.GetBytes(message), out var envelope);
            var whole = envelope.Data;
            for (var length = 0; length < whole.Length; length++)
            {
                _fixture.Publisher.Clear();
                envelope.Data = whole[..length];
                Assert.Equal(DecodeResult.Malformed, ChannelDecoder.Decode(in envelope, _fixture.Context()));
                Assert.Equal(0, _fixture.Events.Length);
            }
        }
    }

    [Fact]
    public void Decode_DamagedMessages_NothingOrWhatTheNaiveDecoderReads()
    {
        var random = new Random(Seeds.For(nameof(Decode_DamagedMessages_NothingOrWhatTheNaiveDecoderReads), 29));
        var published = 0;
        for (var i = 0; i < 30_000; i++)
        {
            var message = SyntheticMessages.All[i % SyntheticMessages.All.Length];
            var damaged = Mutations.Mutate(random, Encoding.UTF8.GetBytes(message));
            CheckAgainstNaive(damaged);
            published += _fixture.Events.Length > 0 ? 1 : 0;
        }

        Assert.InRange(published, 1_000, 30_000);
    }

    [Fact]
    public void Decode_ExchangedValues_NothingOrWhatTheNaiveDecoderReads()
    {
        string[] values = ["null", "true", "\"\"", "\"market_price\"", "\"open\"", "0", "-1", "1e400", "1e-20", "0.123456789",
            "46116860185", "9223372036854775808", "[]", "{}", "[1,2]", "[\"new\",1,2]"];
        var random = new Random(Seeds.For(nameof(Decode_ExchangedValues_NothingOrWhatTheNaiveDecoderReads), 31));
        for (var i = 0; i < 15_000; i++)
        {
            var message = JsonNode.Parse(SyntheticMessages.All[i % SyntheticMessages.All.Length])!;
            var leaves = Leaves(message["params"]!["data"]!).ToArray();
            var leaf = leaves[random.Next(leaves.Length)];
            leaf.ReplaceWith(JsonNode.Parse(values[random.Next(values.Length)]));
            CheckAgainstNaive(Encoding.UTF8.GetBytes(message.ToJsonString()));
        }
    }

    [Fact]
    public void Decode_AndEncode_AllocateNothing()
    {
        var messages = SyntheticMessages.All.Select(Encoding.UTF8.GetBytes).ToArray();
        byte[][] others =
        [
            """{"jsonrpc":"2.0","id":5,"error":{"code":10009,"message":"not_enough_funds"},"usIn":1,"testnet":true}"""u8.ToArray(),
            """{"method":"heartbeat","params":{"type":"test_request"}}"""u8.ToArray(),
            Encoding.UTF8.GetBytes(SyntheticMessages.All[3].Replace("\"mark_iv\"", "\"m\\u0061rk_iv\"").Replace("37.94",
                "37.9400000000000000000000001")),
            Encoding.UTF8.GetBytes(SyntheticMessages.All[3].Replace("BTC-27FEB26-100000-C", "UNKNOWN")),
            Encoding.UTF8.GetBytes(SyntheticMessages.All[0][..200]),
        ];
        var request = new byte[1024];
        var order = new NewOrder
        {
            Ref = new(1, 2),
            Side = Primitives.Side.Buy,
            Price = Primitives.Price.FromRaw(12345),
            Amount = Primitives.Quantity.FromRaw(100),
            ValidUntilUtcNanos = 1_000_000_000,
        };

        void Round()
        {
            foreach (var message in messages)
            {
                _fixture.Decode((ReadOnlySpan<byte>)message);
            }

            foreach (var message in others)
            {
                _fixture.Decode((ReadOnlySpan<byte>)message);
            }

            OrderRequests.Place(request, 7, "BTC-PERPETUAL"u8, in order);
            OrderRequests.CancelByLabel(request, 7, order.Ref, "BTC"u8);
            ErrorTable.Classify(10009);
        }

        for (var i = 0; i < 200; i++)
        {
            Round();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++)
        {
            Round();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static ReadOnlySpan<byte> Bytes(ReadOnlySpan<InputEvent> events) => MemoryMarshal.AsBytes(events.ToArray().AsSpan());

    private static IEnumerable<JsonNode> Leaves(JsonNode node) => node switch
    {
        JsonObject o => o.Select(m => m.Value).OfType<JsonNode>().SelectMany(Leaves).DefaultIfEmpty(node),
        JsonArray a => a.OfType<JsonNode>().SelectMany(Leaves).DefaultIfEmpty(node),
        _ => [node],
    };

    /// <summary>The same JSON with shuffled members, other white space, escaped letters, and unknown members between.</summary>
    private static void Respell(Random random, JsonNode? node, StringBuilder text)
    {
        string Space() => random.Next(4) == 0 ? " \n" : "";
        string Quoted(string value) => "\"" + string.Concat(value.Select(c => random.Next(8) == 0 ? $"\\u{(int)c:x4}"
            : c.ToString())) + "\"";
        switch (node)
        {
            case JsonObject members:
                text.Append('{').Append(Space());
                var shuffled = members.ToArray();
                random.Shuffle(shuffled);
                for (var i = 0; i < shuffled.Length; i++)
                {
                    text.Append(i > 0 ? "," : "").Append(Space());
                    text.Append(random.Next(6) == 0 ? "\"unheard_of\":[{\"size\":1},null]," : "");
                    text.Append(Quoted(shuffled[i].Key)).Append(Space()).Append(':').Append(Space());
                    Respell(random, shuffled[i].Value, text);
                    text.Append(Space());
                }

                text.Append('}');
                break;
            case JsonArray elements:
                text.Append('[');
                for (var i = 0; i < elements.Count; i++)
                {
                    text.Append(i > 0 ? "," : "").Append(Space());
                    Respell(random, elements[i], text);
                    text.Append(Space());
                }

                text.Append(']');
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                text.Append(Quoted(value.GetValue<string>()));
                break;
            default:
                text.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }

    private void CheckAgainstNaive(byte[] message)
    {
        var expected = _naive.Decode(message);
        _fixture.Decode((ReadOnlySpan<byte>)message);
        var isSame = Bytes(_fixture.Events).SequenceEqual(Bytes(CollectionsMarshal.AsSpan(expected)));
        Assert.True(isSame, $"{expected.Count} expected, {_fixture.Events.Length} published: {Encoding.Latin1.GetString(message)}");
    }
}
