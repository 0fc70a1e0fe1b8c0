using System.Text.Json;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Simulation.Tests.Rpc;

public sealed class SubscriptionTests
{
    private const string Perpetual = "BTC-PERPETUAL";

    [Fact]
    public void Subscribe_MixedChannels_AnswersTheKnownOnesInDescendingOrder()
    {
        using var harness = new RpcHarness();
        var accepted = harness.Login().Subscribe(
            "book.BTC-PERPETUAL.raw", "ticker.BTC-PERPETUAL.raw", "nothing", "book.BTC-1JAN20.raw", "user.changes.any.any.raw",
            "deribit_price_index.btc_usd", "deribit_price_index.btc_eur", "platform_state", "book.BTC-PERPETUAL.raw");
        Assert.Equal(
            ["user.changes.any.any.raw", "ticker.BTC-PERPETUAL.raw", "platform_state", "deribit_price_index.btc_usd",
                "book.BTC-PERPETUAL.raw"],
            accepted);
    }

    [Fact]
    public void Subscribe_WithoutLogin_HasNoRawAndNoPrivateChannels()
    {
        using var harness = new RpcHarness();
        var client = harness.Connect();
        Assert.Equal(13778, client.ErrorCode("public/subscribe", new { channels = new[] { "book.BTC-PERPETUAL.raw" } }));
        Assert.Equal(13009, client.ErrorCode("private/subscribe", new { channels = new[] { "platform_state" } }));
        var result = client.Result("public/subscribe", new { channels = new[] { "user.portfolio.any", "quote.BTC-PERPETUAL" } });
        Assert.Equal("""["quote.BTC-PERPETUAL"]""", result.GetRawText());
        Assert.Equal(-32602, client.ErrorCode("public/subscribe", new { channels = Enumerable.Repeat("a", 501) }));
        Assert.Equal(-32602, client.ErrorCode("public/subscribe"));
    }

    [Fact]
    public void Subscribe_ScopeTooSmall_LeavesTheChannelOut()
    {
        using var harness = new RpcHarness();
        Assert.Equal(["user.portfolio.btc"], harness.Login("account:read").Subscribe("user.portfolio.btc", "user.orders.any.any.raw"));
    }

    [Fact]
    public void Subscribe_ChannelsWithState_SendItAtOnceTickersFirstBooksLast()
    {
        using var harness = new RpcHarness();
        var client = harness.Login();
        client.Subscribe(
            "book.BTC-PERPETUAL.raw", "book.BTC-PERPETUAL.none.10.100ms", "ticker.BTC-PERPETUAL.100ms", "quote.BTC-PERPETUAL",
            "incremental_ticker.BTC-PERPETUAL", "platform_state", "platform_state.public_methods_state", "user.portfolio.any",
            "trades.BTC-PERPETUAL.raw", "user.orders.any.any.raw", "user.trades.any.any.raw", "user.changes.any.any.raw");
        var channels = client.Notifications().Select(values => values.GetProperty("channel").GetString()!).ToArray();
        Assert.Equal("ticker.BTC-PERPETUAL.100ms", channels[0]);
        Assert.Equal("book.BTC-PERPETUAL.raw", channels[^1]);
        Assert.Equal(harness.Model.Indices.Count, channels.Count(channel => channel == "platform_state"));
        Assert.Equal(3, channels.Count(channel => channel == "user.portfolio.any"));
        Assert.DoesNotContain(channels, channel => channel.StartsWith("trades.", StringComparison.Ordinal));
        Assert.DoesNotContain(channels, channel => channel.StartsWith("user.orders.", StringComparison.Ordinal));
        Assert.Equal(8, channels.Distinct().Count());
    }

    [Fact]
    public void Subscribe_PrivateWithLabel_RepeatsItInNotifications()
    {
        using var harness = new RpcHarness();
        var client = harness.Login();
        client.Result("private/subscribe", new { channels = new[] { "user.portfolio.btc", "quote.BTC-PERPETUAL" }, label = "mine" });
        var labels = client.Notifications().ToDictionary(
            values => values.GetProperty("channel").GetString()!,
            values => values.TryGetProperty("label", out var label) ? label.GetString() : null);
        Assert.Equal("mine", labels["user.portfolio.btc"]);
        Assert.Null(labels["quote.BTC-PERPETUAL"]);
    }

    [Fact]
    public void Unsubscribe_Channel_StopsIt()
    {
        using var harness = new RpcHarness();
        var client = harness.Login();
        client.Subscribe("ticker.BTC-PERPETUAL.raw", "quote.BTC-PERPETUAL");
        var ended = client.Result("public/unsubscribe", new { channels = new[] { "ticker.BTC-PERPETUAL.raw", "quote.ETH-PERPETUAL" } });
        Assert.Equal("""["ticker.BTC-PERPETUAL.raw"]""", ended.GetRawText());
        var before = client.Data("ticker.BTC-PERPETUAL.raw").Count;
        harness.Advance(2);
        Assert.Equal(before, client.Data("ticker.BTC-PERPETUAL.raw").Count);
        Assert.Equal("ok", client.Result("private/unsubscribe_all").GetString());
        var messages = client.Messages.Count;
        harness.Advance(2);
        Assert.Equal(messages, client.Messages.Count);
    }

    [Theory]
    [InlineData("raw")]
    [InlineData("100ms")]
    [InlineData("agg2")]
    public void Book_EachInterval_RebuildsTheModelsBook(string interval)
    {
        using var harness = new RpcHarness();
        var random = new Random(Seeds.For(nameof(Book_EachInterval_RebuildsTheModelsBook), 99));
        var option = harness.Model.Instruments.First(instrument => instrument.Spec.IsOption && instrument.Book.BestBid is not null);
        string[] names = [Perpetual, option.Name];
        var clients = new List<(RpcClient Client, Dictionary<string, RebuiltBook> Books)>();
        for (var second = 0; second < 12; second++)
        {
            if (second % 4 == 0)
            {
                var client = harness.Login();
                client.Subscribe([.. names.Select(name => $"book.{name}.{interval}")]);
                clients.Add((client, names.ToDictionary(name => name, _ => new RebuiltBook())));
            }

            Trade(harness, clients[0].Client, random);
            harness.Advance(1 + random.NextDouble());
        }

        // The end of a second is a grid point of every interval: nothing is pending after it.
        harness.Server.AdvanceTo(((harness.Model.NowUtcNanos / RpcHarness.Second) + 1) * RpcHarness.Second);
        foreach (var (client, books) in clients)
        {
            foreach (var (name, book) in books)
            {
                client.Data($"book.{name}.{interval}").ForEach(book.Apply);
                Assert.Equal(Levels(harness.Model.FindInstrument(name)!, Side.Buy), book.Bids);
                Assert.Equal(Levels(harness.Model.FindInstrument(name)!, Side.Sell), book.Asks);
            }

            Assert.True(books[Perpetual].Changes > 3, $"{books[Perpetual].Changes} changes");
        }
    }

    [Fact]
    public void Events_OfOneStep_CarryEqualTimestamps()
    {
        using var harness = new RpcHarness();
        var client = harness.Login();
        client.Subscribe(
            "user.changes.any.any.raw", "user.orders.any.any.raw", "user.trades.any.any.raw", "trades.BTC-PERPETUAL.raw",
            "book.BTC-PERPETUAL.raw", "quote.BTC-PERPETUAL", "ticker.BTC-PERPETUAL.raw", "trades.future.BTC.raw");
        harness.Advance(0.5);
        var seen = client.Messages.Count;
        var result = client.Result("private/buy", new { instrument_name = Perpetual, amount = 50_000, type = "market" });
        Assert.True(client.Messages[seen].TryGetProperty("result", out _), "the reply comes first");
        var timestamp = result.GetProperty("order").GetProperty("last_update_timestamp").GetInt64();
        var events = client.Messages.Skip(seen + 1).Select(message => message.GetProperty("params")).ToArray();
        foreach (var channel in (string[])["user.changes.any.any.raw", "user.orders.any.any.raw", "user.trades.any.any.raw",
            "trades.BTC-PERPETUAL.raw", "trades.future.BTC.raw", "book.BTC-PERPETUAL.raw", "ticker.BTC-PERPETUAL.raw",
            "quote.BTC-PERPETUAL"])
        {
            var data = events.First(values => values.GetProperty("channel").GetString() == channel).GetProperty("data");
            Assert.Contains(timestamp, Timestamps(data));
        }
    }

    [Fact]
    public void UserChannels_AggregatedInterval_CollectAsArrays()
    {
        using var harness = new RpcHarness(new ExchangeOptions { OptionCount = 20, ClientTradesPerSecond = 0 });
        var client = harness.Login();
        client.Subscribe(
            "user.orders.any.any.100ms", "user.trades.any.any.100ms", "user.changes.future.BTC.100ms", "user.orders.option.any.100ms");
        for (var i = 0; i < 3; i++)
        {
            client.Result("private/sell", new { instrument_name = Perpetual, amount = 10, type = "market", label = "s" + i });
        }

        Assert.Empty(client.Data("user.orders.any.any.100ms"));
        harness.Advance(0.11);
        Assert.Equal(3, client.Data("user.orders.any.any.100ms").Single().GetArrayLength());
        Assert.Equal(3, client.Data("user.trades.any.any.100ms").Single().GetArrayLength());
        var changes = client.Data("user.changes.future.BTC.100ms").Single();
        Assert.Equal(3, changes.GetProperty("orders").GetArrayLength());
        Assert.Equal(3, changes.GetProperty("trades").GetArrayLength());
        Assert.Equal(-30, changes.GetProperty("positions")[0].GetProperty("size").GetDouble());
        Assert.Empty(client.Data("user.orders.option.any.100ms"));
    }

    [Fact]
    public void IncrementalTicker_Changes_MergeIntoTheTicker()
    {
        using var harness = new RpcHarness();
        var client = harness.Login();
        client.Subscribe("incremental_ticker.BTC-PERPETUAL");
        harness.Advance(5);
        harness.Server.AdvanceTo(((harness.Model.NowUtcNanos / RpcHarness.Second) + 1) * RpcHarness.Second);
        var messages = client.Data("incremental_ticker.BTC-PERPETUAL");
        Assert.Equal("snapshot", messages[0].GetProperty("type").GetString());
        Assert.All(messages.Skip(1), message => Assert.Equal("change", message.GetProperty("type").GetString()));
        Assert.InRange(messages.Count, 3, 8);
        var merged = new Dictionary<string, JsonElement>();
        foreach (var field in messages.SelectMany(message => message.EnumerateObject()))
        {
            merged[field.Name] = field.Value;
        }

        var ticker = client.Result("public/ticker", new { instrument_name = Perpetual });
        foreach (var name in (string[])["best_bid_price", "best_ask_price", "mark_price", "index_price", "open_interest", "max_price"])
        {
            Assert.Equal(ticker.GetProperty(name).GetDouble(), merged[name].GetDouble());
        }
    }

    [Fact]
    public void IndexChannels_OverTime_AllSpeak()
    {
        using var harness = new RpcHarness();
        var client = harness.Login();
        string[] channels =
        [
            "deribit_price_index.btc_usd", "deribit_volatility_index.btc_usd", "deribit_price_statistics.btc_usd",
            "estimated_expiration_price.btc_usd", "markprice.options.btc_usd",
        ];
        client.Subscribe(channels);
        harness.Advance(5);
        Assert.All(channels, channel => Assert.InRange(client.Data(channel).Count, 2, 60));
        var marks = client.Data("markprice.options.btc_usd")[^1];
        Assert.Equal(
            harness.Model.Instruments.Count(instrument => instrument.Spec.IsOption && instrument.Spec.PriceIndex == "btc_usd"),
            marks.GetArrayLength());
        Assert.InRange(marks[0].GetProperty("iv").GetDouble(), 0.05, 5);
    }

    [Fact]
    public void PlatformAndPortfolio_OnEvents_Speak()
    {
        using var harness = new RpcHarness();
        var client = harness.Login();
        client.Subscribe("platform_state", "user.portfolio.btc");
        var index = harness.Model.FindIndex("btc_usd")!;
        harness.Model.SetLocked(index, true);
        harness.Advance(3);
        var last = client.Data("platform_state")[^1];
        Assert.True(last.GetProperty("locked").GetBoolean());
        Assert.Equal("btc_usd", last.GetProperty("price_index").GetString());
        Assert.Equal("partial", client.Result("public/status").GetProperty("locked").GetString());
        Assert.InRange(client.Data("user.portfolio.btc").Count, 3, 8);
    }

    [Fact]
    public void Run_SameSeedAndRequests_GivesSameBytes()
    {
        Assert.Equal(Record(), Record());

        static List<string> Record()
        {
            using var harness = new RpcHarness();
            var client = harness.Login();
            client.Subscribe("book.BTC-PERPETUAL.raw", "ticker.ETH-PERPETUAL.raw", "user.changes.any.any.raw", "user.portfolio.any");
            for (var i = 0; i < 5; i++)
            {
                client.Request("private/buy", new { instrument_name = Perpetual, amount = 100, type = "market" });
                harness.Advance(0.7);
            }

            return client.Texts;
        }
    }

    private static void Trade(RpcHarness harness, RpcClient client, Random random)
    {
        var ticker = harness.Model.FindInstrument(Perpetual)!.Ticker;
        var isBuy = random.Next(2) == 0;
        var offset = random.Next(-3, 8);
        client.Request(isBuy ? "private/buy" : "private/sell", new
        {
            instrument_name = Perpetual,
            amount = random.Next(1, 3_000) * 10,
            price = isBuy ? ticker.BestBidPrice - offset : ticker.BestAskPrice + offset,
        });
    }

    private static Dictionary<double, double> Levels(Instrument instrument, Side side) =>
        instrument.Book.Levels(side).ToDictionary(level => level.Price.ToDouble(), level => level.Amount.ToDouble());

    private static IEnumerable<long> Timestamps(JsonElement data) => data.ValueKind switch
    {
        JsonValueKind.Array => data.EnumerateArray().SelectMany(Timestamps),
        JsonValueKind.Object => data.EnumerateObject().SelectMany(field => field.Name is "timestamp" or "last_update_timestamp"
            ? [field.Value.GetInt64()]
            : Timestamps(field.Value)),
        _ => [],
    };
}
