using System.Text;
using System.Text.Json;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Rpc;
using LowLatencyHedger.Venues.Deribit.Codec;
using LowLatencyHedger.Venues.Deribit.Codec.Scan;
using LowLatencyHedger.Venues.Deribit.Reference;

namespace LowLatencyHedger.App.Bench;

/// <summary>
/// Messages of the simulated venue to events, beside <see cref="Utf8JsonReader"/> reading the values of the same messages, and beside
/// copying their bytes.
/// </summary>
internal sealed class DecodeBenchmark : IBenchmark
{
    private const int Seed = 1;

    /// <summary>So many that no processor guesses a digit because it has seen it the turn before, and so few that they stay in its second cache.</summary>
    private const int Count = 1_024;

    /// <summary>What is wanted of a ticker.</summary>
    public static readonly string[] TickerMembers =
    [
        "timestamp", "state", "index_price", "instrument_name", "min_price", "max_price", "mark_price", "best_bid_price", "best_bid_amount",
        "best_ask_price", "best_ask_amount", "mark_iv", "bid_iv", "ask_iv", "underlying_price", "delta", "gamma", "vega", "theta", "rho",
    ];

    private static readonly string[] s_book = ["type", "timestamp", "instrument_name", "prev_change_id", "change_id", "bids", "asks"];

    private static readonly string[] s_quote =
        ["timestamp", "instrument_name", "best_bid_price", "best_bid_amount", "best_ask_price", "best_ask_amount"];

    private static readonly string[] s_index = ["timestamp", "price", "index_name"];

    private static readonly string[] s_order =
    [
        "label", "price", "amount", "direction", "instrument_name", "order_id", "filled_amount", "last_update_timestamp", "post_only",
        "reduce_only", "average_price", "order_state",
    ];

    private readonly InstrumentTable _table = new(4_096, 4);
    private readonly DecodeCounters _counters = new();
    private readonly NotificationScanner _scanner = new();
    private readonly EventSlot _slot = new();

    public string Name => "decode";

    public IReadOnlyList<BenchRow> Run(Rounds rounds)
    {
        foreach (var name in SampleTraffic.Instruments(Seed))
        {
            _table.Define(new InstrumentBody { Name = InlineText32.From(name) }, out _);
        }

        _table.TryDefineIndex("btc_usd"u8, out _);
        var all = SampleTraffic.Record(Seed, seconds: 60);
        var tickers = Of(all, "\"greeks\"");
        var books = Of(all, "\"prev_change_id\"");
        var numbers = new Utf8JsonValues([], _table);
        var copy = new byte[tickers.Max(message => message.Length)];
        return
        [
            Row("ticker", tickers, TickerMembers),
            Row("tickerOtherOrder", Shuffle(tickers), TickerMembers),
            Row("book", books, s_book),
            Row("bookOtherOrder", Shuffle(books), s_book),
            Row("quote", Of(all, "\"quote."), s_quote),
            Row("index", Of(all, "\"deribit_price_index."), s_index),
            Row("ownOrder", Of(all, "\"user.orders."), s_order),
            rounds.Compare(Scan("tickerBesideNumbers", tickers), new Work("utf8JsonReaderNoNames", Count, () => numbers.Read(tickers))),
            rounds.Compare(Scan("tickerBesideCopy", tickers), new Work("copyBytes", Count, Copy)),
        ];

        BenchRow Row(string name, byte[][] messages, string[] members)
        {
            var values = new Utf8JsonValues(members, _table);
            return rounds.Compare(Scan(name, messages), new Work("utf8JsonReader", Count, () => values.Read(messages)));
        }

        void Copy()
        {
            foreach (var message in tickers)
            {
                message.CopyTo(copy, 0);
            }
        }
    }

    private static byte[][] Of(byte[][] all, string mark)
    {
        var found = all.Where(message => message.AsSpan().IndexOf(Encoding.UTF8.GetBytes(mark)) >= 0).ToArray();
        return [.. Enumerable.Range(0, Count).Select(i => found[i % found.Length])];
    }

    /// <summary>The members of the data of each message in an order of its own.</summary>
    private static byte[][] Shuffle(byte[][] messages)
    {
        var random = new Random(7_101);
        return [.. messages.Select(Shuffled)];

        byte[] Shuffled(byte[] message)
        {
            const string Data = "\"data\":";
            var text = Encoding.UTF8.GetString(message);
            var data = JsonDocument.Parse(message).RootElement.GetProperty("params").GetProperty("data");
            var members = data.EnumerateObject().Select(member => $"\"{member.Name}\":{member.Value.GetRawText()}").ToArray();
            random.Shuffle(members);
            var head = text[..(text.IndexOf(Data, StringComparison.Ordinal) + Data.Length)];
            return Encoding.UTF8.GetBytes(head + "{" + string.Join(',', members) + "}}}");
        }
    }

    private Work Scan(string name, byte[][] messages)
    {
        Invariant.That(Array.TrueForAll(messages, Scan), "a message of a bench is not scanned");
        return new Work(name, Count, () =>
        {
            foreach (var message in messages)
            {
                Scan(message);
            }
        });
    }

    private bool Scan(byte[] message)
    {
        var context = new DecodeContext(_table, _slot, _counters, connectionId: 1, receivedNanos: 1);
        if (!NotificationScanner.TryReadFrame(message, out var frame))
        {
            return false;
        }

        if (frame.Kind != MessageKind.Book)
        {
            return _scanner.TryDecode(in frame, in context, out var result) && result == DecodeResult.Ok;
        }

        if (!_scanner.TryReadBook(in frame, in context, out _, out var book))
        {
            return false;
        }

        BookDecoder.Publish(in book, in context);
        return true;
    }
}
