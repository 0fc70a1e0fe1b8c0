using System.Runtime.InteropServices;
using System.Text;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Testing;
using LowLatencyHedger.Venues.Deribit.Codec;
using LowLatencyHedger.Venues.Deribit.Codec.Scan;

namespace LowLatencyHedger.Venues.Deribit.Tests.Codec.Scan;

/// <summary>The scanner of results against the simple decoder. HEDGER_FUZZ_MESSAGES sets how many mutated results are tried.</summary>
public sealed class ReplyScannerTests
{
    private static readonly string s_order = """
        {"label":"hx1-0000002a-000001ff","price":92100.0,"user_id":10580,"amount":10.0,"direction":"buy",
        "time_in_force":"immediate_or_cancel","instrument_name":"BTC-PERPETUAL","order_id":"74365704227",
        "creation_timestamp":1765505266840,"filled_amount":10.0,"last_update_timestamp":1765505266849,"post_only":false,
        "reduce_only":true,"average_price":92037.0,"order_state":"filled","order_type":"limit"}
        """.ReplaceLineEndings("");

    private static readonly string s_trade = """
        {"label":"hx1-0000002a-000001ff","timestamp":1765505266849,"state":"filled","price":92037.0,"amount":10.0,"direction":"buy",
        "index_price":92035.22,"instrument_name":"BTC-PERPETUAL","trade_seq":123024306,"mark_price":92035.41,"order_id":"74365704227",
        "matching_id":null,"profit_loss":-4e-07,"trade_id":"208465104","fee_currency":"BTC","fee":5e-08,"liquidity":"T"}
        """.ReplaceLineEndings("");

    private static readonly string s_position = """
        {"size":-10.0,"kind":"future","direction":"sell","index_price":92035.22,"instrument_name":"BTC-PERPETUAL",
        "mark_price":92035.41,"delta":-0.000108,"average_price":91000.5,"floating_profit_loss":-3.97e-07}
        """.ReplaceLineEndings("");

    private static readonly string[] s_orders =
    [
        $"{{\"trades\":[{s_trade}],\"order\":{s_order}}}", $"{{\"order\":{s_order},\"trades\":[{s_trade},{Other(s_trade)}]}}",
        $"{{\"trades\":[],\"order\":{s_order}}}", $"{{\"order\":{s_order}}}", $"{{\"trades\":[{Unknown(s_trade)}],\"order\":{Unknown(s_order)}}}",
    ];

    private static readonly string[] s_trades =
    [
        $"{{\"trades\":[{s_trade}],\"has_more\":false}}", $"{{\"has_more\":true,\"trades\":[{s_trade},{Other(s_trade)},{s_trade}]}}",
        "{\"trades\":[],\"has_more\":false,\"unknown\":null}", $"{{\"trades\":[{Other(s_trade)},{Unknown(s_trade)}]}}",
    ];

    private static readonly string[] s_positions =
    [
        $"[{s_position}]", $"[{s_position},{Other(s_position)},{s_position}]", $"[{Unknown(s_position)},{s_position},{Unknown(s_position)},{Other(s_position)}]",
    ];

    private readonly ReplyScanner _scanner = new();
    private readonly RecordingPublisher _scanned = new();
    private readonly DecodeCounters _counters = new();
    private readonly DecoderFixture _simple = new("BTC-PERPETUAL", "BTC-26DEC26");

    [Fact]
    public void Check_AsTheVenueSpells_Taken()
    {
        Assert.All(s_orders, result => Assert.True(CheckOrder(Encoding.UTF8.GetBytes(result)), result));
        Assert.All(s_trades, result => Assert.True(CheckTrades(Encoding.UTF8.GetBytes(result)), result));
        Assert.All(s_positions, result => Assert.True(CheckPositions(Encoding.UTF8.GetBytes(result)), result));
    }

    /// <summary>What is no result of an order, no page of trades and no picture is for the simple decoder.</summary>
    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("{\"trades\":[],\"order\":{}}")]
    [InlineData("{\"trades\":[],\"has_more\":false,\"order\":{}}")]
    [InlineData("{\"trades\":[],\"has_more\":false,\"has_more\":true}")]
    [InlineData("{\"has_more\":false}")]
    [InlineData("{\"trades\":[],\"orders\":[]}")]
    [InlineData("{\"positions\":[]}")]
    public void Check_SomethingElse_LeftAlone(string result)
    {
        var bytes = Encoding.UTF8.GetBytes(result);
        Assert.False(CheckOrder(bytes));
        Assert.False(CheckTrades(bytes));
        Assert.False(CheckPositions(bytes));
        Assert.False(CheckOrder(Encoding.UTF8.GetBytes(s_order)));
        Assert.False(CheckPositions(Encoding.UTF8.GetBytes(s_position)));
        Assert.False(CheckPositions(Encoding.UTF8.GetBytes($"[{Unknown(s_position)}]")));
    }

    [Fact]
    public void Check_MutatedResults_SameEventsOrLeftAlone()
    {
        var random = new Random(Seeds.For(nameof(Check_MutatedResults_SameEventsOrLeftAlone), 53));
        var count = Environment.GetEnvironmentVariable("HEDGER_FUZZ_MESSAGES") is { } given ? int.Parse(given) : 40_000;
        string[][] texts = [s_orders, s_trades, s_positions];
        MessageMutator[][] mutators = [.. texts.Select(kind => kind.Select(text => new MessageMutator(text)).ToArray())];
        var taken = 0;
        for (var i = 0; i < count; i++)
        {
            var kind = i % texts.Length;
            var mutated = Encoding.UTF8.GetBytes(mutators[kind][random.Next(mutators[kind].Length)].Mutate(random));
            mutated = random.Next(3) == 0 ? mutated : Mutations.Mutate(random, mutated);
            var isTaken = kind switch { 0 => CheckOrder(mutated), 1 => CheckTrades(mutated), _ => CheckPositions(mutated) };
            taken += isTaken ? 1 : 0;
        }

        Assert.InRange(taken, count / 20, count * 19 / 20);
    }

    [Fact]
    public void Decode_AsTheVenueSpells_AllocatesNothing()
    {
        var order = Encoding.UTF8.GetBytes(s_orders[0]);
        var trades = Encoding.UTF8.GetBytes(s_trades[1]);
        var positions = Encoding.UTF8.GetBytes(s_positions[1]);
        var context = Context();
        long before = 0;
        for (var i = 0; i < 400; i++)
        {
            before = i == 200 ? GC.GetAllocatedBytesForCurrentThread() : before;
            _scanned.Clear();
            Assert.True(_scanner.TryScanOrder(order, in context, out _));
            Assert.True(_scanner.TryScanTrades(trades, in context, out _, out _));
            Assert.True(_scanner.TryScanPositions(positions, in context, out _));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string Other(string text) => text.Replace("BTC-PERPETUAL", "BTC-26DEC26", StringComparison.Ordinal);

    private static string Unknown(string text) => text.Replace("BTC-PERPETUAL", "BTC-1JAN30", StringComparison.Ordinal);

    private DecodeContext Context() =>
        new(_simple.Instruments, _scanned, _counters, DecoderFixture.ConnectionId, DecoderFixture.ReceivedNanos) { Flags = InputFlags.FromQuery };

    private bool CheckOrder(ReadOnlySpan<byte> result)
    {
        var unknown = Begin();
        var isTaken = _scanner.TryScanOrder(result, Context(), out var decoded);
        return IsSame(isTaken, decoded, AccountDecoder.DecodeOrderResult(result, _simple.Context(InputFlags.FromQuery)), unknown, result);
    }

    private bool CheckTrades(ReadOnlySpan<byte> result)
    {
        var unknown = Begin();
        var isTaken = _scanner.TryScanTrades(result, Context(), out var decoded, out var hasMore);
        var expected = AccountDecoder.DecodeUserTrades(result, _simple.Context(InputFlags.FromQuery), out var expectsMore);
        Assert.True(!isTaken || hasMore == expectsMore, Encoding.Latin1.GetString(result));
        return IsSame(isTaken, decoded, expected, unknown, result);
    }

    private bool CheckPositions(ReadOnlySpan<byte> result)
    {
        var unknown = Begin();
        var isTaken = _scanner.TryScanPositions(result, Context(), out var decoded);
        return IsSame(isTaken, decoded, AccountDecoder.DecodePositions(result, _simple.Context(InputFlags.FromQuery)), unknown, result);
    }

    private long Begin()
    {
        _scanned.Clear();
        _simple.Publisher.Clear();
        return _simple.Counters.UnknownInstruments - _counters.UnknownInstruments;
    }

    private bool IsSame(bool isTaken, DecodeResult scanned, DecodeResult expected, long unknown, ReadOnlySpan<byte> result)
    {
        if (!isTaken)
        {
            Assert.Equal(0, _scanned.Count);
            return false;
        }

        var isSame = scanned == expected
            && MemoryMarshal.AsBytes(_scanned.Events).SequenceEqual(MemoryMarshal.AsBytes(_simple.Events))
            && _simple.Counters.UnknownInstruments - _counters.UnknownInstruments == unknown;
        Assert.True(isSame, $"{expected} expected, {scanned} scanned: {Encoding.Latin1.GetString(result)}");
        return true;
    }
}
