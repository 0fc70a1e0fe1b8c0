using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Demo;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;

namespace LowLatencyHedger.App.Drills;

/// <summary>
/// The exchange's own account of what happened, asked over its HTTP interface and read by the runtime's JSON reader: nothing of the engine's
/// way to the exchange takes part.
/// </summary>
internal sealed class VenueTruth : IDisposable
{
    private const int TooManyRequests = 10028;
    private static readonly TimeSpan s_retryPause = TimeSpan.FromMilliseconds(250);
    private static readonly string[] s_currencies = ["BTC", "ETH"];

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    public VenueTruth(ExchangeProcess exchange)
    {
        var address = new UriBuilder(exchange.WebSocketUrl) { Scheme = "http", Path = "/api/v2" };
        _http.BaseAddress = address.Uri;
        var pair = Encoding.UTF8.GetBytes($"{exchange.ClientId}:{exchange.ClientSecret}");
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(pair));
    }

    /// <summary>All orders with labels of the engine that the exchange still tells about.</summary>
    /// <exception cref="IOException">The exchange does not answer, or refuses.</exception>
    public List<VenueOrder> OwnOrders()
    {
        var orders = Read(Call("private/get_open_orders", []));
        foreach (var currency in s_currencies)
        {
            orders.AddRange(Read(Call(
                "private/get_order_history_by_currency",
                new JsonObject { ["currency"] = currency, ["count"] = 1000, ["include_unfilled"] = true })));
        }

        return orders;
    }

    /// <summary>Positions and trades that belong together, although trading goes on between the questions.</summary>
    /// <exception cref="IOException">The exchange does not answer, or refuses, or trades too fast to be read.</exception>
    public VenueBook Book(long sinceUtcMillis)
    {
        var read = new Dictionary<string, (Quantity Position, int Trades)>();
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var before = Trades(sinceUtcMillis);
            var positions = Positions();
            var after = Trades(sinceUtcMillis);
            foreach (var name in positions.Keys.Union(after.Select(trade => trade.Instrument)))
            {
                // Without a trade between, the position is the one after all trades of the instrument.
                var count = after.Count(trade => trade.Instrument == name);
                if (before.Count(trade => trade.Instrument == name) == count)
                {
                    read[name] = (positions.GetValueOrDefault(name), count);
                }
            }

            if (after.TrueForAll(trade => read.ContainsKey(trade.Instrument)))
            {
                return new VenueBook(read.ToDictionary(entry => entry.Key, entry => entry.Value.Position + Sum(after, entry.Key, entry.Value.Trades)), after);
            }
        }

        throw new IOException("the exchange trades so fast that positions and trades cannot be read together");
    }

    public void Dispose() => _http.Dispose();

    private static Quantity Sum(List<VenueTrade> trades, string instrument, int skipped) =>
        trades.Where(trade => trade.Instrument == instrument).Skip(skipped).Aggregate(Quantity.Zero, (sum, trade) => sum + trade.SignedAmount);

    private Dictionary<string, Quantity> Positions()
    {
        var positions = Call("private/get_positions", new JsonObject { ["currency"] = "any" }).EnumerateArray();
        return positions.ToDictionary(position => position.GetProperty("instrument_name").GetString()!, position => Amount(position, "size"));
    }

    private List<VenueTrade> Trades(long sinceUtcMillis)
    {
        var trades = new List<VenueTrade>();
        foreach (var currency in s_currencies)
        {
            var query = new JsonObject { ["currency"] = currency, ["start_timestamp"] = sinceUtcMillis, ["count"] = 1000, ["sorting"] = "asc" };
            foreach (var trade in Call("private/get_user_trades_by_currency_and_time", query).GetProperty("trades").EnumerateArray())
            {
                var amount = Amount(trade, "amount");
                trades.Add(new VenueTrade(
                    trade.GetProperty("trade_id").GetString()!,
                    trade.GetProperty("instrument_name").GetString()!,
                    trade.GetProperty("direction").GetString() == "buy" ? amount : -amount,
                    trade.GetProperty("timestamp").GetInt64()));
            }
        }

        return trades;
    }

    private static List<VenueOrder> Read(JsonElement orders)
    {
        var read = new List<VenueOrder>();
        foreach (var order in orders.EnumerateArray())
        {
            var label = order.TryGetProperty("label", out var text) ? text.GetString()! : "";
            if (OrderLabel.TryParse(Encoding.UTF8.GetBytes(label), out var reference))
            {
                read.Add(new VenueOrder(
                    reference,
                    order.GetProperty("order_id").GetString()!,
                    order.GetProperty("instrument_name").GetString()!,
                    order.GetProperty("direction").GetString() == "buy" ? Side.Buy : Side.Sell,
                    Price.FromRaw(Raw(order, "price")),
                    Amount(order, "amount"),
                    Amount(order, "filled_amount"),
                    order.GetProperty("order_state").GetString() == "open"));
            }
        }

        return read;
    }

    private static Quantity Amount(JsonElement element, string name) => Quantity.FromRaw(Raw(element, name));

    private static long Raw(JsonElement element, string name) => (long)(element.GetProperty(name).GetDecimal() * Decimal8.Scale);

    private JsonElement Call(string method, JsonObject parameters)
    {
        while (true)
        {
            var request = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = parameters.DeepClone() };
            using var message = new HttpRequestMessage(HttpMethod.Post, _http.BaseAddress);
            message.Content = new StringContent(request.ToJsonString(), Encoding.UTF8, "application/json");
            JsonElement reply;
            try
            {
                using var response = _http.Send(message);
                reply = JsonDocument.Parse(response.Content.ReadAsStream()).RootElement;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException)
            {
                throw new IOException($"the simulated exchange does not answer {method}: {e.Message}", e);
            }

            if (reply.TryGetProperty("result", out var result))
            {
                return result;
            }

            var error = reply.GetProperty("error");
            if (error.GetProperty("code").GetInt32() != TooManyRequests)
            {
                throw new IOException(string.Create(CultureInfo.InvariantCulture, $"the simulated exchange refuses {method}: {error}"));
            }

            Thread.Sleep(s_retryPause);
        }
    }
}
