using System.Text.Json;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Simulation.Tests.Rpc;

/// <summary>
/// Compares what the front sends with published and recorded messages of the venue: a sample must have no field that the
/// front's message of the same channel or method lacks, and equal JSON types. What differs by design is listed.
/// </summary>
public sealed class RecordedShapeTests
{
    // Fields that the venue stopped sending, and those of products that the simulation has not:
    // combos, mass quotes, fee tables, converted orders.
    private static readonly HashSet<string> s_notSent =
    [
        "max_show", "is_rebalance", "combo_trade_id", "block_rfq_maker", "maximum_quotes", "maximum_mass_quotes",
        "guaranteed_mass_quotes", "quotes", "max_quotes", "guaranteed_quotes", "fees", "original_order_type",
    ];

    public static TheoryData<string> Samples => new(
        "hello reply", "set_heartbeat reply", "test reply", "get_time reply", "auth reply", "COD enable reply", "COD state reply",
        "get_instruments reply, option (Jan 2026)", "get_instruments reply, futures", "get_instrument reply, perpetual",
        "get_order_book reply, option", "get_order_book reply, perpetual (cut to 3 levels)", "book summary reply, option",
        "book summary reply, perpetual", "get_index_price reply", "get_last_trades_by_instrument reply (2 trades kept)",
        "get_tradingview_chart_data reply", "book.raw snapshot", "book.raw change 1", "grouped book",
        "ticker, inverse call, future as underlying", "ticker, perpetual", "ticker, linear option", "incremental_ticker snapshot", "quote",
        "trades, perpetual, 2 trades", "index", "volatility index", "markprice.options", "estimated expiration price",
        "price statistics", "chart.trades", "platform_state", "public methods state", "user.orders raw, filled IOC",
        "user.orders 100ms (array)", "user.trades raw", "user.changes, IOC filled", "user.portfolio, segregated margin",
        "buy reply, resting", "sell reply, filled", "edit reply", "cancel reply", "get_order_state_by_label reply",
        "get_user_trades_by_currency reply", "get_positions reply", "get_position reply, flat", "get_positions reply, option",
        "get_account_summary reply, extended", "get_account_summaries reply (1 summary kept)", "get_margins reply",
        "get_account_summary error");

    [Theory]
    [MemberData(nameof(Samples))]
    public void Message_OfTheVenue_HasNoFieldThatTheFrontLacks(string name)
    {
        var path = Recordings.FindExamples();
        if (path is null)
        {
            Assert.Skip(Recordings.Missing("deribit/examples.jsonl"));
        }

        using var harness = new RpcHarness();
        var sent = Scenario(harness);
        foreach (var line in File.ReadLines(path))
        {
            var example = JsonSerializer.Deserialize<JsonElement>(line);
            if (example.GetProperty("name").GetString() == name)
            {
                Compare(name, Payload(example.GetProperty("message")), sent(name));
            }
        }
    }

    private static JsonElement Payload(JsonElement message) =>
        message.TryGetProperty("params", out var values) && values.TryGetProperty("data", out var data) ? data
        : message.TryGetProperty("result", out var result) ? result
        : message.GetProperty("error");

    private static void Compare(string path, JsonElement recorded, JsonElement sent)
    {
        if (recorded.ValueKind == JsonValueKind.Null || sent.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        Assert.True(TypeOf(recorded) == TypeOf(sent), $"{path}: recorded {recorded}, sent {sent}");
        if (recorded.ValueKind == JsonValueKind.Object && !path.EndsWith("_map", StringComparison.Ordinal))
        {
            foreach (var field in recorded.EnumerateObject())
            {
                if (sent.TryGetProperty(field.Name, out var value))
                {
                    Compare($"{path}.{field.Name}", field.Value, value);
                }
                else
                {
                    Assert.True(s_notSent.Contains(field.Name), $"{path} lacks {field.Name}: {sent}");
                }
            }
        }
        else if (recorded.ValueKind == JsonValueKind.Array && recorded.GetArrayLength() > 0)
        {
            Assert.True(sent.GetArrayLength() > 0, $"{path} is empty");
            Compare($"{path}[]", recorded[0], sent[0]);
        }
    }

    private static JsonValueKind TypeOf(JsonElement value) => value.ValueKind == JsonValueKind.False ? JsonValueKind.True : value.ValueKind;

    private static Func<string, JsonElement> Scenario(RpcHarness harness)
    {
        var client = harness.Login();
        var option = harness.Model.Instruments.First(instrument => instrument.Spec.IsOption && instrument.Book.BestAsk is not null);
        var linear = harness.Model.Instruments.First(instrument => instrument.Spec.IsOption && instrument.Spec.IsLinear);
        client.Subscribe(
            "book.BTC-PERPETUAL.raw", "book.BTC-PERPETUAL.none.10.100ms", "ticker.BTC-PERPETUAL.raw", $"ticker.{option.Name}.raw",
            $"ticker.{linear.Name}.raw", "incremental_ticker.BTC-PERPETUAL", "quote.BTC-PERPETUAL", "trades.BTC-PERPETUAL.raw",
            "deribit_price_index.btc_usd", "deribit_volatility_index.btc_usd", "markprice.options.btc_usd",
            "estimated_expiration_price.btc_usd", "deribit_price_statistics.btc_usd", "chart.trades.BTC-PERPETUAL.1", "platform_state",
            "platform_state.public_methods_state", "user.orders.any.any.raw", "user.orders.BTC-PERPETUAL.100ms", "user.trades.any.any.raw",
            "user.changes.any.any.raw", "user.portfolio.btc");
        var filled = client.Result("private/buy", new { instrument_name = "BTC-PERPETUAL", amount = 1000, type = "market", label = "x" });
        client.Result("private/buy", new { instrument_name = option.Name, amount = 1, type = "market" });
        var price = Math.Floor(harness.Model.FindInstrument("BTC-PERPETUAL")!.Ticker.BestBidPrice * 0.99);
        var resting = client.Result("private/buy", new { instrument_name = "BTC-PERPETUAL", amount = 10, price });
        var id = resting.GetProperty("order").GetProperty("order_id").GetString();
        var edited = client.Result("private/edit", new { order_id = id, amount = 20, price });
        var cancelled = client.Result("private/cancel", new { order_id = id });
        harness.Advance(3);
        return name => name switch
        {
            "buy reply, resting" => resting,
            "sell reply, filled" => filled,
            "edit reply" => edited,
            "cancel reply" => cancelled,
            _ when Channel(name, option, linear) is { } channel => Notification(client, name, channel),
            _ => Reply(client, name, option),
        };
    }

    private static JsonElement Notification(RpcClient client, string name, string channel)
    {
        var messages = client.Data(channel);
        Assert.True(messages.Count > 0, $"{channel} is silent");
        if (name == "book.raw change 1")
        {
            return messages.Skip(1).First(message => message.GetProperty("bids").GetArrayLength() > 0);
        }

        return name is "book.raw snapshot" or "incremental_ticker snapshot" ? messages[0]
            : channel.StartsWith("user.", StringComparison.Ordinal) && channel != "user.portfolio.btc" ? messages[0]
            : messages[^1];
    }

    private static string? Channel(string name, Instrument option, Instrument linear) => name switch
    {
        "book.raw snapshot" or "book.raw change 1" => "book.BTC-PERPETUAL.raw",
        "grouped book" => "book.BTC-PERPETUAL.none.10.100ms",
        "ticker, inverse call, future as underlying" => $"ticker.{option.Name}.raw",
        "ticker, linear option" => $"ticker.{linear.Name}.raw",
        "ticker, perpetual" => "ticker.BTC-PERPETUAL.raw",
        "incremental_ticker snapshot" => "incremental_ticker.BTC-PERPETUAL",
        "quote" => "quote.BTC-PERPETUAL",
        "trades, perpetual, 2 trades" => "trades.BTC-PERPETUAL.raw",
        "index" => "deribit_price_index.btc_usd",
        "volatility index" => "deribit_volatility_index.btc_usd",
        "markprice.options" => "markprice.options.btc_usd",
        "estimated expiration price" => "estimated_expiration_price.btc_usd",
        "price statistics" => "deribit_price_statistics.btc_usd",
        "chart.trades" => "chart.trades.BTC-PERPETUAL.1",
        "platform_state" => "platform_state",
        "public methods state" => "platform_state.public_methods_state",
        "user.orders raw, filled IOC" => "user.orders.any.any.raw",
        "user.orders 100ms (array)" => "user.orders.BTC-PERPETUAL.100ms",
        "user.trades raw" => "user.trades.any.any.raw",
        "user.changes, IOC filled" => "user.changes.any.any.raw",
        "user.portfolio, segregated margin" => "user.portfolio.btc",
        _ => null,
    };

    private static JsonElement Reply(RpcClient client, string name, Instrument option)
    {
        object perpetual = new { instrument_name = "BTC-PERPETUAL" };
        object inverseOption = new { instrument_name = option.Name };
        return name switch
        {
            "hello reply" => client.Result("public/hello", new { client_name = "a", client_version = "1" }),
            "set_heartbeat reply" => client.Result("public/set_heartbeat", new { interval = 10 }),
            "test reply" => client.Result("public/test"),
            "get_time reply" => client.Result("public/get_time"),
            "auth reply" => client.Messages[0].GetProperty("result"),
            "COD enable reply" => client.Result("private/enable_cancel_on_disconnect"),
            "COD state reply" => client.Result("private/get_cancel_on_disconnect"),
            "get_instruments reply, option (Jan 2026)" => client.Result(
                "public/get_instruments", new { currency = "BTC", kind = "option" }),
            "get_instruments reply, futures" => client.Result("public/get_instruments", new { currency = "BTC", kind = "future" }),
            "get_instrument reply, perpetual" => client.Result("public/get_instrument", perpetual),
            "get_order_book reply, option" => client.Result("public/get_order_book", inverseOption),
            "get_order_book reply, perpetual (cut to 3 levels)" => client.Result("public/get_order_book", perpetual),
            "book summary reply, option" => client.Result("public/get_book_summary_by_instrument", inverseOption),
            "book summary reply, perpetual" => client.Result("public/get_book_summary_by_instrument", perpetual),
            "get_index_price reply" => client.Result("public/get_index_price", new { index_name = "btc_usd" }),
            "get_last_trades_by_instrument reply (2 trades kept)" => client.Result("public/get_last_trades_by_instrument", perpetual),
            "get_tradingview_chart_data reply" => client.Result("public/get_tradingview_chart_data", new
            {
                instrument_name = "BTC-PERPETUAL",
                resolution = "1",
                start_timestamp = RpcHarness.StartUtcNanos / 1_000_000,
                end_timestamp = (RpcHarness.StartUtcNanos / 1_000_000) + 60_000,
            }),
            "get_order_state_by_label reply" => client.Result("private/get_order_state_by_label", new { currency = "BTC", label = "x" }),
            "get_user_trades_by_currency reply" => client.Result("private/get_user_trades_by_currency", new { currency = "BTC" }),
            "get_positions reply" => client.Result("private/get_positions", new { currency = "BTC", kind = "future" }),
            "get_position reply, flat" => client.Result("private/get_position", new { instrument_name = "ETH-PERPETUAL" }),
            "get_positions reply, option" => client.Result("private/get_positions", new { currency = "any", kind = "option" }),
            "get_account_summary reply, extended" => client.Result(
                "private/get_account_summary", new { currency = "BTC", extended = true }),
            "get_account_summaries reply (1 summary kept)" => client.Result("private/get_account_summaries", new { extended = true }),
            "get_margins reply" => client.Result(
                "private/get_margins", new { instrument_name = "BTC-PERPETUAL", amount = 10_000, price = 91_000 }),
            "get_account_summary error" => client.Call("private/get_account_summary").GetProperty("error"),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no scenario"),
        };
    }
}
