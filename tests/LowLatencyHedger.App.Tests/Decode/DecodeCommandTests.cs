using System.Text;
using System.Text.Json;
using LowLatencyHedger.App.Decode;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.App.Tests.Decode;

public sealed class DecodeCommandTests
{
    private const string Recording = "deribit_ws_raw/cryptofeed_DERIBIT_2021-04-05.raw";

    [Fact]
    public void Run_Recording_EveryMessageAsAnIndependentParserReadsIt()
    {
        var path = Recordings.Find(Recording);
        if (path is null)
        {
            Assert.Skip(Recordings.Missing(Recording));
        }

        var lines = File.ReadAllLines(path);
        var decoded = Run(File.ReadAllBytes(path), out var exitCode);
        Assert.Equal(0, exitCode);
        Assert.Equal(461 + 1, decoded.Count);
        var books = new Dictionary<string, NaiveBook>();
        foreach (var line in decoded[..^1])
        {
            var text = lines[line.GetProperty("line").GetInt32() - 1];
            var message = JsonDocument.Parse(text[(text.IndexOf(": ", StringComparison.Ordinal) + 2)..]).RootElement;
            Check(line, message, books);
        }

        var summary = decoded[^1];
        var counts = summary.GetProperty("counts");
        Assert.Equal((187, 273, 1, 0), (Count(counts, "book"), Count(counts, "ticker"), Count(counts, "reply"), Count(counts, "error")));
        Assert.Equal(461, summary.GetProperty("messages").GetInt32());
        Assert.Equal(lines.Length - 461, summary.GetProperty("linesPassedOver").GetInt32());
        Assert.Equal(10, books.Count);
    }

    [Fact]
    public void Run_RemovedChange_StaleThereUntilTheNextSnapshot()
    {
        string[] messages =
        [
            Book("snapshot", 0, 10, """["new",99,5],["new",98,1]""", """["new",101,2]"""),
            Book("change", 10, 12, """["change",99,4]""", ""),
            Book("change", 12, 17, """["new",99.5,1]""", """["delete",101,0],["new",102,3]"""),
            Book("change", 17, 18, """["delete",98,0]""", ""),
            Book("snapshot", 0, 30, """["new",90,1]""", """["new",110,1]"""),
            Book("change", 30, 31, "", """["new",109,2]"""),
        ];
        var whole = Run(string.Join('\n', messages), out _);
        Assert.All(whole[..^1], line => Assert.False(line.GetProperty("stale").GetBoolean()));
        Assert.Equal("[99.5,1]", whole[2].GetProperty("bestBid").GetRawText());
        Assert.Equal("[102,3]", whole[2].GetProperty("bestAsk").GetRawText());
        Assert.Equal((3, 1), (whole[2].GetProperty("bidLevels").GetInt32(), whole[2].GetProperty("askLevels").GetInt32()));

        var gapped = Run(string.Join('\n', messages.Where((_, i) => i != 1)), out var exitCode);

        Assert.Equal(0, exitCode);
        Assert.Equal([false, true, true, false, false], gapped[..^1].Select(line => line.GetProperty("stale").GetBoolean()));
        Assert.Equal("Gap", gapped[1].GetProperty("fault").GetString());
        Assert.Equal(JsonValueKind.Null, gapped[1].GetProperty("bestBid").ValueKind);
        Assert.Equal("[90,1]", gapped[3].GetProperty("bestBid").GetRawText());
        Assert.Equal("[109,2]", gapped[4].GetProperty("bestAsk").GetRawText());
    }

    [Fact]
    public void Run_EveryKind_NamedAndCounted()
    {
        const string Order = """{"order_id":"7","order_state":"open","direction":"buy","amount":10,"price":5.5,"instrument_name":"X"}""";
        const string Trade =
            """{"order_id":"7","trade_id":"8","direction":"buy","amount":10,"price":5.5,"timestamp":1,"instrument_name":"X","fee":1e-08}""";
        (string Message, string Kind)[] cases =
        [
            (Wrap("ticker.X.raw",
                """{"timestamp":1,"instrument_name":"X","mark_iv":37.94,"best_bid_price":0.0,"best_ask_price":0.0175}"""), "ticker"),
            (Wrap("trades.X.raw", """[{"timestamp":1,"instrument_name":"X","price":1,"amount":2,"direction":"sell","trade_seq":3}]"""),
                "trade"),
            (Wrap("deribit_price_index.btc_usd", """{"timestamp":1,"index_name":"btc_usd","price":91080.4}"""), "index"),
            ("""{"id":1,"result":"ok"}""", "reply"),
            ("""{"id":"a\"b","error":{"code":10009,"message":"not_enough_funds"}}""", "error"),
            ("""{"method":"heartbeat","params":{"type":"test_request"}}""", "heartbeat"),
            (Wrap("user.orders.any.any.raw", Order), "order"),
            (Wrap("user.trades.any.any.raw", $"[{Trade}]"), "userTrade"),
            (Wrap("user.changes.any.any.raw", $$"""{"orders":[{{Order}}],"trades":[],"positions":[]}"""), "order"),
            (Wrap("user.changes.any.any.raw", $$"""{"orders":[{{Order}}],"trades":[{{Trade}}],"positions":[]}"""), "userTrade"),
            (Wrap("user.portfolio.btc", """{"currency":"BTC","equity":1.5}"""), "portfolio"),
            (Wrap("quote.X", """{"timestamp":1,"instrument_name":"X","best_bid_price":1}"""), "other"),
            (Wrap("some.future.channel", "[]"), "other"),
            ("""{"id":1,"method":"public/test","params":{}}""", "other"),
            ("""{"id":1,"result":""", "error"),
            (Wrap("ticker.X.raw", """{"timestamp":1,"instrument_name":"X","mark_price":"high"}"""), "error"),
        ];

        var decoded = Run(string.Join('\n', cases.Select(c => c.Message)), out var exitCode);

        Assert.Equal(0, exitCode);
        Assert.Equal(cases.Select(c => c.Kind), decoded[..^1].Select(line => line.GetProperty("kind").GetString()));
        foreach (var kinds in cases.GroupBy(c => c.Kind))
        {
            Assert.Equal(kinds.Count(), Count(decoded[^1].GetProperty("counts"), kinds.Key));
        }

        Assert.Equal("X", decoded[0].GetProperty("instrument").GetString());
        Assert.Equal("37.94", decoded[0].GetProperty("markIvPct").GetRawText());
        Assert.Equal(("0", "0.0175"), (decoded[0].GetProperty("bestBidPrice").GetRawText(),
            decoded[0].GetProperty("bestAskPrice").GetRawText()));
        Assert.Equal((10009, "a\"b"), (decoded[4].GetProperty("code").GetInt32(), decoded[4].GetProperty("id").GetString()));
    }

    [Fact]
    public void Run_LineForms_PrefixBareAndPassedOver()
    {
        const string Reply = """{"id":1,"result":"ok"}""";
        var text = $"\uFEFF{Reply}\r\n1617644856.505972: {Reply}\n\nwss://x <- 1617644856.8: {Reply}\n"
            + $"configuration: {{}}\n  {Reply}\n17:{Reply}\n1617644857: {Reply}";

        var decoded = Run(text, out _);

        Assert.Equal([1, 2, 6, 8], decoded[..^1].Select(line => line.GetProperty("line").GetInt32()));
        Assert.All(decoded[..^1], line => Assert.Equal("reply", line.GetProperty("kind").GetString()));
        Assert.Equal(4, decoded[^1].GetProperty("linesPassedOver").GetInt32());
    }

    [Fact]
    public void Run_LineLongerThanTheBuffer_IsOneMessage()
    {
        var levels = string.Join(',', Enumerable.Range(1, 4000).Select(i => $"[\"new\",{i + 100_000},{i}.125]"));

        var decoded = Run(Book("snapshot", 0, 5, "", levels) + "\n" + Book("change", 5, 6, """["new",7,1]""", ""), out _);

        Assert.Equal(4000, decoded[0].GetProperty("askLevels").GetInt32());
        Assert.Equal("[7,1]", decoded[1].GetProperty("bestBid").GetRawText());
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello\nworld")]
    public void Run_NoMessageAtAll_IsAnInvalidInput(string text)
    {
        var errors = new StringWriter();

        var exitCode = DecodeCommand.Run(new MemoryStream(Encoding.UTF8.GetBytes(text)), "some.raw", new StringWriter(), errors);

        Assert.Equal(3, exitCode);
        Assert.StartsWith("some.raw: ", errors.ToString());
    }

    private static void Check(JsonElement line, JsonElement message, Dictionary<string, NaiveBook> books)
    {
        if (!message.TryGetProperty("params", out var parameters))
        {
            Assert.Equal("reply", line.GetProperty("kind").GetString());
            return;
        }

        var channel = parameters.GetProperty("channel").GetString()!;
        var data = parameters.GetProperty("data");
        Assert.Equal(channel.Split('.')[0], line.GetProperty("kind").GetString());
        Assert.Equal(data.GetProperty("instrument_name").GetString(), line.GetProperty("instrument").GetString());
        if (channel.StartsWith("book.", StringComparison.Ordinal))
        {
            if (!books.TryGetValue(channel, out var book))
            {
                books.Add(channel, book = new NaiveBook());
            }

            book.Apply(data);
            Assert.False(line.GetProperty("stale").GetBoolean());
            Assert.Equal(data.GetProperty("change_id").GetInt64(), line.GetProperty("changeId").GetInt64());
            CheckSide(line, "bestBid", "bidLevels", book.Bids.Reverse());
            CheckSide(line, "bestAsk", "askLevels", book.Asks);
            return;
        }

        CheckNumbers(line, data, ("markPrice", "mark_price"), ("markIvPct", "mark_iv"), ("underlyingPrice", "underlying_price"),
            ("indexPrice", "index_price"), ("bestBidPrice", "best_bid_price"), ("bestAskPrice", "best_ask_price"));
        CheckNumbers(line, data.GetProperty("greeks"), ("delta", "delta"), ("gamma", "gamma"), ("vega", "vega"), ("theta", "theta"),
            ("rho", "rho"));
    }

    private static void CheckSide(JsonElement line, string best, string levels, IEnumerable<KeyValuePair<decimal, decimal>> side)
    {
        var expected = side.ToArray();
        Assert.Equal(expected.Length, line.GetProperty(levels).GetInt32());
        if (expected.Length == 0)
        {
            Assert.Equal(JsonValueKind.Null, line.GetProperty(best).ValueKind);
            return;
        }

        Assert.Equal([expected[0].Key, expected[0].Value], line.GetProperty(best).EnumerateArray().Select(n => n.GetDecimal()));
    }

    private static void CheckNumbers(JsonElement line, JsonElement data, params (string Decoded, string Published)[] names)
    {
        foreach (var (decoded, published) in names)
        {
            Assert.Equal(data.GetProperty(published).GetDouble(), line.GetProperty(decoded).GetDouble());
        }
    }

    private static int Count(JsonElement counts, string kind) => counts.GetProperty(kind).GetInt32();

    private static List<JsonElement> Run(string text, out int exitCode) => Run(Encoding.UTF8.GetBytes(text), out exitCode);

    private static List<JsonElement> Run(byte[] input, out int exitCode)
    {
        var output = new StringWriter { NewLine = "\n" };
        exitCode = DecodeCommand.Run(new MemoryStream(input), "test", output, TextWriter.Null);
        return [.. output.ToString().TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private static string Book(string type, long previous, long id, string bids, string asks) => Wrap("book.X.raw",
        $$"""
        {"type":"{{type}}","timestamp":5,"prev_change_id":{{previous}},"change_id":{{id}},"instrument_name":"X",
        "bids":[{{bids}}],"asks":[{{asks}}]}
        """.ReplaceLineEndings(""));

    private static string Wrap(string channel, string data) =>
        "{\"jsonrpc\":\"2.0\",\"method\":\"subscription\",\"params\":{\"channel\":\"" + channel + "\",\"data\":" + data + "}}";

    private sealed class NaiveBook
    {
        public SortedDictionary<decimal, decimal> Bids { get; } = [];

        public SortedDictionary<decimal, decimal> Asks { get; } = [];

        public void Apply(JsonElement data)
        {
            if (data.GetProperty("type").GetString() == "snapshot")
            {
                Bids.Clear();
                Asks.Clear();
            }

            Apply(Bids, data.GetProperty("bids"));
            Apply(Asks, data.GetProperty("asks"));
        }

        private static void Apply(SortedDictionary<decimal, decimal> side, JsonElement changes)
        {
            foreach (var change in changes.EnumerateArray())
            {
                if (change[0].GetString() == "delete")
                {
                    side.Remove(change[1].GetDecimal());
                }
                else
                {
                    side[change[1].GetDecimal()] = change[2].GetDecimal();
                }
            }
        }
    }
}
