using System.Text;
using System.Text.Json;
using LowLatencyHedger.Simulation.Rpc;
using LowLatencyHedger.Testing;
using LowLatencyHedger.Venues.Deribit.Codec;

namespace LowLatencyHedger.Venues.Deribit.Tests.Codec.Scan;

/// <summary>
/// The scanner against the simple decoder. HEDGER_FUZZ_MESSAGES sets how many mutated messages are tried, HEDGER_TEST_SEED which ones.
/// </summary>
public sealed class NotificationScannerTests
{
    private const int Seed = 1;
    private const string Recording = "deribit_ws_raw/cryptofeed_DERIBIT_2021-04-05.raw";

    private static readonly MessageKind[] s_scanned =
    [
        MessageKind.Book, MessageKind.Ticker, MessageKind.Quote, MessageKind.Index, MessageKind.MarkPrices, MessageKind.Trades,
        MessageKind.UserOrders, MessageKind.UserTrades, MessageKind.UserChanges,
    ];

    /// <summary>One message of every channel that is scanned, as the venue spells.</summary>
    private static string[] Synthetic =>
        [.. SyntheticMessages.All.Select(m => m.ReplaceLineEndings("")).Where(m => s_scanned.Contains(KindOf(m)))];

    private readonly TwinDecoder _twin = new(
        [.. SyntheticMessages.Instruments, .. SampleTraffic.Instruments(Seed)], SyntheticMessages.Indices);

    [Fact]
    public void Check_EveryChannel_TakenAsTheVenueSpells()
    {
        Assert.Equal(s_scanned.Order(), Synthetic.Select(KindOf).Distinct().Order());
        foreach (var message in Synthetic)
        {
            Assert.True(_twin.Check(message), message);
        }

        foreach (var message in SyntheticMessages.All)
        {
            _twin.Check(message);
        }
    }

    [Fact]
    public void Check_SimulatedMessages_AllTaken()
    {
        var messages = SampleTraffic.Record(Seed, seconds: 4);
        foreach (var message in messages)
        {
            Assert.True(_twin.Check(message), Encoding.UTF8.GetString(message));
        }

        Assert.Equal(s_scanned.Order(), messages.Select(m => KindOf(Encoding.UTF8.GetString(m))).Distinct().Order());
    }

    [Fact]
    public void Check_RecordedMessages_AllTaken()
    {
        var path = Recordings.Find(Recording);
        if (path is null)
        {
            Assert.Skip(Recordings.Missing(Recording));
        }

        var messages = File.ReadLines(path)
            .Where(line => char.IsAsciiDigit(line[0]) && line.Contains("\"subscription\"", StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..])
            .ToArray();
        var twin = new TwinDecoder(messages.Select(InstrumentOf), []);
        foreach (var message in messages)
        {
            Assert.True(twin.Check(message), message);
        }

        Assert.Equal(460, twin.TakenCount);
    }

    [Fact]
    public void Check_Examples_NotificationsOfScannedChannelsTaken()
    {
        var path = Recordings.FindExamples();
        if (path is null)
        {
            Assert.Skip(Recordings.Missing("examples.jsonl"));
        }

        foreach (var line in File.ReadLines(path))
        {
            var message = JsonDocument.Parse(line).RootElement.GetProperty("message").GetRawText();
            var isTaken = _twin.Check(message);
            const string Head = "{\"jsonrpc\":\"2.0\",\"method\":\"subscription\",\"params\":{\"channel\"";
            var isUsual = message.StartsWith(Head, StringComparison.Ordinal) && !message.Contains(' ', StringComparison.Ordinal);
            Assert.True(isTaken || !isUsual || !s_scanned.Contains(KindOf(message)), message);
        }
    }

    [Fact]
    public void Check_OtherOrderOfMembers_StillTaken()
    {
        var random = new Random(Seeds.For(nameof(Check_OtherOrderOfMembers_StillTaken), 41));
        foreach (var message in Synthetic)
        {
            for (var i = 0; i < 100; i++)
            {
                Assert.True(_twin.Check(MessageMutator.Reorder(random, message, keepFrame: true)), message);
                _twin.Check(MessageMutator.Reorder(random, message, keepFrame: false));
            }
        }
    }

    /// <summary>A name that is not known has no spelling: nothing may pass for it where it came the last time.</summary>
    [Theory]
    [InlineData("\0")]
    [InlineData("\"")]
    [InlineData("")]
    [InlineData("\"unheard_of\"")]
    [InlineData("\"unheard_of\";")]
    public void Check_NoNameWhereAnUnknownOneWas_LeftAlone(string name)
    {
        foreach (var message in Synthetic.Where(text => text.Contains("\"data\":", StringComparison.Ordinal)))
        {
            // Behind the first member of the data, and behind the last, where there is no room for a vector.
            var first = message.IndexOf(',', message.IndexOf("\"data\":", StringComparison.Ordinal));
            var last = message.Contains("\"data\":{", StringComparison.Ordinal) ? message.LastIndexOf("}}}", StringComparison.Ordinal) : first;
            foreach (var place in new[] { first, last })
            {
                Assert.True(_twin.Check(message.Insert(place, ",\"unheard_of\":1")), message);
                Assert.False(_twin.Check(message.Insert(place, $",{name}1")), message);
            }
        }

        Assert.True(_twin.TakenCount >= 2 * s_scanned.Length);
    }

    [Fact]
    public void Check_TruncatedAtEveryByte_LeftAlone()
    {
        foreach (var message in Synthetic)
        {
            for (var length = 0; length < message.Length; length++)
            {
                Assert.False(_twin.Check(message[..length]), message[..length]);
                _twin.Check(message[..length] + "}}");
            }
        }
    }

    [Fact]
    public void Check_MutatedMessages_SameEventsOrLeftAlone()
    {
        var random = new Random(Seeds.For(nameof(Check_MutatedMessages_SameEventsOrLeftAlone), 43));
        var count = Environment.GetEnvironmentVariable("HEDGER_FUZZ_MESSAGES") is { } given ? int.Parse(given) : 120_000;
        var simulated = SampleTraffic.Record(Seed, seconds: 1).Where((m, i) => m.Length < 2_000 && i % 7 == 0).Select(Encoding.UTF8.GetString);
        var mutators = Synthetic.Concat(simulated).Select(text => (Text: text, Mutator: new MessageMutator(text))).ToArray();
        for (var i = 0; i < count; i++)
        {
            var (text, mutator) = mutators[i % mutators.Length];
            var mutated = Encoding.UTF8.GetBytes(i % 3 == 0 ? text : mutator.Mutate(random));
            _twin.Check(i % 3 == 1 ? mutated : Mutations.Mutate(random, mutated));
        }

        Assert.InRange(_twin.TakenCount, count / 20, count * 19 / 20);
    }

    [Fact]
    public void Check_AtTheEdgesOfReadableMemory_ReadsNothingBeyond()
    {
        using var pages = new GuardedPage();
        var random = new Random(Seeds.For(nameof(Check_AtTheEdgesOfReadableMemory_ReadsNothingBeyond), 47));
        foreach (var message in Synthetic.Where(m => m.Length < pages.Length))
        {
            var bytes = Encoding.UTF8.GetBytes(message);
            Assert.True(_twin.CheckInPlace(pages.AtStart(bytes)));
            Assert.True(_twin.CheckInPlace(pages.AtEnd(bytes)));
            for (var length = 0; length < bytes.Length; length++)
            {
                _twin.CheckInPlace(pages.AtEnd(bytes.AsSpan(0, length)));
                _twin.CheckInPlace(pages.AtEnd([.. bytes.AsSpan(0, length), .. "}}"u8]));
            }

            for (var i = 0; i < 300; i++)
            {
                var mutated = Mutations.Mutate(random, bytes);
                _twin.CheckInPlace(pages.AtEnd(mutated));
                _twin.CheckInPlace(pages.AtStart(mutated));
            }
        }
    }

    [Fact]
    public void Check_UnknownInstrumentAmongKnownOnes_OthersPublished()
    {
        const string Known = """{"timestamp":1768912242000,"mark_price":0.0173,"iv":0.3794,"instrument_name":"BTC-27FEB26-100000-C"}""";
        const string Unknown = """{"timestamp":1768912242000,"mark_price":0.001,"iv":0.5316,"instrument_name":"BTC-1JAN30-1-P"}""";
        string[] arrays =
            [$"[{Known},{Unknown},{Known}]", $"[{Unknown},{Known}]", $"[{Known},{Unknown}]", $"[{Unknown}]", "[]", $"[{Known},{Known},{Unknown}]"];
        foreach (var data in arrays)
        {
            Assert.True(_twin.Check(Wrap("markprice.options.btc_usd", data)), data);
        }
    }

    [Fact]
    public void Check_EveryChannel_AllocatesNothing()
    {
        var messages = Synthetic.Select(Encoding.UTF8.GetBytes).ToArray();
        for (var i = 0; i < 200; i++)
        {
            CheckAll();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++)
        {
            CheckAll();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void CheckAll()
        {
            foreach (var message in messages)
            {
                Assert.True(_twin.Scan(message));
            }
        }
    }

    private static string Wrap(string channel, string data) =>
        "{\"jsonrpc\":\"2.0\",\"method\":\"subscription\",\"params\":{\"channel\":\"" + channel + "\",\"data\":" + data + "}}";

    private static MessageKind KindOf(string message)
    {
        EnvelopeReader.TryRead(Encoding.UTF8.GetBytes(message), out var envelope);
        return envelope.Kind;
    }

    private static string InstrumentOf(string message) =>
        JsonDocument.Parse(message).RootElement.GetProperty("params").GetProperty("data").GetProperty("instrument_name").GetString()!;
}
