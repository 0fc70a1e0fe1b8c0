using System.Globalization;
using System.Text;
using System.Text.Json;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.Venues.Deribit.Tests.Session;

/// <summary>A scripted venue: remembers every request and makes up the reply. Strings throughout, no clock of its own.</summary>
internal sealed class FakeVenue : ISessionOutput
{
    /// <summary>Venue minus local, in microseconds.</summary>
    public const long OffsetMicros = 250_000;

    public List<string> Sent { get; } = [];

    public List<VenueRequest> Unanswered { get; } = [];

    public List<int> Drops { get; } = [];

    public Dictionary<string, Func<JsonElement, string?>> Overrides { get; } = [];

    public HashSet<string> RefusedChannels { get; } = [];

    /// <summary>Other notifications that a reply brings with it.</summary>
    public Queue<string> Notifications { get; } = [];

    public List<string> Instruments { get; } = [];

    public List<string> OpenOrderLabels { get; } = [];

    public bool IsWritable { get; set; } = true;

    /// <summary>Neither remembers nor allocates.</summary>
    public bool IsSilent { get; set; }

    public long SilentBytes { get; private set; }

    public string Scope { get; set; } = "account:read trade:read_write connection";

    public bool IsCancelOnDisconnectArmed { get; set; } = true;

    public long ExpiresInSeconds { get; set; } = 1000;

    public long ChangeId { get; set; } = 1000;

    public bool TrySend(ReadOnlySpan<byte> utf8)
    {
        if (!IsWritable)
        {
            return false;
        }

        if (IsSilent)
        {
            SilentBytes += utf8.Length;
            return true;
        }

        var text = Encoding.UTF8.GetString(utf8);
        Sent.Add(text);
        var root = JsonDocument.Parse(text).RootElement;
        Unanswered.Add(new VenueRequest(
            root.GetProperty("id").GetInt64(), root.GetProperty("method").GetString()!, root.GetProperty("params")));
        return true;
    }

    public bool TrySendOrder(ReadOnlySpan<byte> utf8, bool isRehearsal) => isRehearsal || TrySend(utf8);

    public void Drop(int cause) => Drops.Add(cause);

    public int CountSent(string method) => Sent.Count(text => text.Contains($"\"{method}\"", StringComparison.Ordinal));

    /// <summary>The whole reply message, or null when the script says that none comes.</summary>
    public string? Reply(VenueRequest request, long localUtcNanos)
    {
        var body = Overrides.TryGetValue(request.Method, out var script) ? script(request.Parameters) : "\"result\":" + Result(request);
        var micros = localUtcNanos / 1000 + OffsetMicros;
        return body is null
            ? null
            : $"{{\"jsonrpc\":\"2.0\",\"id\":{request.Id},{body},\"usIn\":{micros - 100},\"usOut\":{micros},\"usDiff\":100,\"testnet\":true}}";
    }

    public static string Error(int code) => $"\"error\":{{\"code\":{code},\"message\":\"scripted\"}}";

    public static string Instrument(string name, double tick = 0.5)
    {
        var isOption = name.EndsWith("-C", StringComparison.Ordinal) || name.EndsWith("-P", StringComparison.Ordinal);
        var kind = isOption
            ? $"\"kind\":\"option\",\"option_type\":\"call\",\"strike\":100000.0,\"settlement_period\":\"month\",\"quote_currency\":\"BTC\",\"contract_size\":1.0,\"min_trade_amount\":0.1"
            : $"\"kind\":\"future\",\"settlement_period\":\"perpetual\",\"quote_currency\":\"USD\",\"contract_size\":10.0,\"min_trade_amount\":10.0";
        return $"{{\"tick_size\":{tick.ToString(CultureInfo.InvariantCulture)},\"tick_size_steps\":[],{kind},\"price_index\":\"btc_usd\",\"instrument_name\":\"{name}\","
            + "\"instrument_type\":\"reversed\",\"expiration_timestamp\":4102444800000,\"base_currency\":\"BTC\",\"settlement_currency\":\"BTC\","
            + "\"maker_commission\":0.0,\"taker_commission\":0.0005,\"is_active\":true,\"state\":\"open\"}";
    }

    public static string Order(string label, string state, double filled, string id = "74311538594") =>
        $"{{\"label\":\"{label}\",\"price\":92000.0,\"amount\":10.0,\"direction\":\"buy\",\"time_in_force\":\"immediate_or_cancel\","
        + $"\"instrument_name\":\"BTC-PERPETUAL\",\"order_id\":\"{id}\",\"creation_timestamp\":1765463719142,\"filled_amount\":{filled.ToString(CultureInfo.InvariantCulture)},"
        + $"\"last_update_timestamp\":1765463719142,\"post_only\":false,\"reduce_only\":false,\"average_price\":0.0,\"order_state\":\"{state}\",\"order_type\":\"limit\"}}";

    public static string Trade(string tradeId, string label, string orderId = "74311538594") =>
        $"{{\"label\":\"{label}\",\"timestamp\":1765505266849,\"state\":\"filled\",\"price\":92037.0,\"amount\":10.0,\"direction\":\"buy\",\"index_price\":92035.22,"
        + $"\"instrument_name\":\"BTC-PERPETUAL\",\"trade_seq\":123024306,\"mark_price\":92035.41,\"order_id\":\"{orderId}\",\"matching_id\":null,"
        + $"\"trade_id\":\"{tradeId}\",\"fee_currency\":\"BTC\",\"fee\":5e-08,\"order_type\":\"limit\",\"liquidity\":\"T\"}}";

    public static string Position(double size) =>
        $"{{\"size\":{size.ToString(CultureInfo.InvariantCulture)},\"kind\":\"future\",\"direction\":\"buy\",\"instrument_name\":\"BTC-PERPETUAL\",\"mark_price\":90222.58,"
        + "\"delta\":0.01,\"average_price\":90000.0,\"floating_profit_loss\":0.0}";

    public string Book(string instrument, string type, long? previous)
    {
        ChangeId += 7;
        var prev = previous is null ? "" : $"\"prev_change_id\":{previous},";
        return Notification(
            $"book.{instrument}.raw",
            $"{{\"type\":\"{type}\",\"timestamp\":1617644854291,\"instrument_name\":\"{instrument}\",{prev}\"change_id\":{ChangeId},\"bids\":[[\"new\",92000.0,10.0]],\"asks\":[[\"new\",92000.5,10.0]]}}");
    }

    public static string Notification(string channel, string data) =>
        $"{{\"jsonrpc\":\"2.0\",\"method\":\"subscription\",\"params\":{{\"channel\":\"{channel}\",\"data\":{data}}}}}";

    private string Result(VenueRequest request) => request.Method switch
    {
        "public/hello" or "public/test" => "{\"version\":\"1.2.26\"}",
        "public/get_time" => "1768912242068",
        "public/auth" => $"{{\"access_token\":\"a.b\",\"refresh_token\":\"r.{Sent.Count}\",\"expires_in\":{ExpiresInSeconds},\"scope\":\"{Scope}\",\"token_type\":\"bearer\"}}",
        "public/get_instruments" => "[" + string.Join(',', Instruments.Select(name => Instrument(name))) + "]",
        "public/get_instrument" => Instrument(request.Parameters.GetProperty("instrument_name").GetString()!),
        "public/subscribe" or "private/subscribe" => Subscribe(request.Parameters),
        "private/get_cancel_on_disconnect" => $"{{\"scope\":\"connection\",\"enabled\":{(IsCancelOnDisconnectArmed ? "true" : "false")}}}",
        "private/get_account_summary" => "{\"currency\":\"BTC\",\"equity\":1.0,\"balance\":1.0,\"self_trading_reject_mode\":\"reject_taker\",\"limits\":{\"matching_engine\":{\"cancel_all\":{\"rate\":5,\"burst\":20},\"trading\":{\"total\":{\"rate\":10,\"burst\":30}}},\"non_matching_engine\":{\"rate\":20,\"burst\":100}}}",
        "private/get_user_trades_by_currency" or "private/get_user_trades_by_order" => "{\"trades\":[],\"has_more\":false}",
        "private/get_settlement_history_by_currency" => "{\"settlements\":[],\"continuation\":null}",
        "private/get_open_orders" => "[" + string.Join(',', OpenOrderLabels.Select(label => Order(label, "open", 0))) + "]",
        "private/cancel_by_label" => OpenOrderLabels.Remove(request.Parameters.GetProperty("label").GetString()!) ? "1" : "0",
        "private/get_positions" or "private/get_order_state_by_label" => "[]",
        "private/cancel_all" => "0",
        _ => "\"ok\"",
    };

    private string Subscribe(JsonElement parameters)
    {
        var accepted = parameters.GetProperty("channels").EnumerateArray().Select(c => c.GetString()!).Where(c => !RefusedChannels.Contains(c)).ToList();
        foreach (var channel in accepted.Where(c => c.StartsWith("book.", StringComparison.Ordinal)))
        {
            Notifications.Enqueue(Book(channel[5..^4], "snapshot", previous: null));
        }

        return JsonSerializer.Serialize(accepted.OrderDescending(StringComparer.Ordinal));
    }
}
