using System.Text;
using System.Text.Json.Nodes;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>
/// Messages as the venue sends them to a client that watches one coin and trades: for benches and tests of what reads them. Made by the
/// exchange model in virtual time; equal seeds give equal bytes.
/// </summary>
public static class SampleTraffic
{
    private const long StartUtcNanos = 1_768_910_400L * Nanos.PerSecond;
    private const long StepNanos = Nanos.PerSecond / 2;
    private const string Perpetual = "BTC-PERPETUAL";
    private const string Index = "btc_usd";

    /// <summary>The notifications of so many seconds, in order.</summary>
    public static byte[][] Record(int seed, int seconds)
    {
        var options = new ExchangeOptions { Seed = seed, TicksPerSecond = 400, OptionCount = 20, PublicTradesPerSecond = 10 };
        var model = new ExchangeModel(options, StartUtcNanos);
        using var server = new RpcServer(model, new RpcServerOptions { Seed = seed });
        var client = new Client(server);
        client.Request("public/auth", new JsonObject
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = options.ClientId,
            ["client_secret"] = options.ClientSecret,
        });
        client.Request("private/subscribe", new JsonObject { ["channels"] = new JsonArray([.. Channels(model)]) });
        for (var step = 1; step <= seconds * Nanos.PerSecond / StepNanos; step++)
        {
            server.AdvanceTo(StartUtcNanos + (step * StepNanos));
            client.Request(step % 2 == 0 ? "private/buy" : "private/sell", new JsonObject
            {
                ["instrument_name"] = Perpetual,
                ["amount"] = 10 * (1 + (step % 7)),
                ["type"] = "market",
                ["label"] = $"hx1-00000007-{step:x8}",
            });
        }

        return [.. client.Notifications];
    }

    /// <summary>The names of the instruments that the messages name.</summary>
    public static string[] Instruments(int seed) =>
        [.. new ExchangeModel(new ExchangeOptions { Seed = seed }, StartUtcNanos).Instruments.Select(instrument => instrument.Name)];

    private static JsonNode[] Channels(ExchangeModel model) =>
    [
        $"book.{Perpetual}.raw", $"quote.{Perpetual}", $"trades.{Perpetual}.raw",
        $"deribit_price_index.{Index}", $"markprice.options.{Index}",
        "user.changes.any.any.raw", "user.orders.any.any.raw", "user.trades.any.any.raw",
        .. model.Instruments.Where(i => i.Spec.PriceIndex == Index).Select(i => JsonValue.Create($"ticker.{i.Name}.raw")),
    ];

    private sealed class Client : IRpcOutput
    {
        private readonly RpcConnection _connection;
        private int _lastId;

        public Client(RpcServer server) => _connection = server.Connect(this);

        public List<byte[]> Notifications { get; } = [];

        public void Request(string method, JsonObject values)
        {
            var request = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = ++_lastId, ["method"] = method, ["params"] = values };
            _connection.OnRequest(Encoding.UTF8.GetBytes(request.ToJsonString()));
        }

        public void Send(ReadOnlySpan<byte> message)
        {
            if (message.IndexOf("\"subscription\""u8) >= 0)
            {
                Notifications.Add(message.ToArray());
            }
            else if (message.IndexOf("\"error\""u8) >= 0)
            {
                Throw.InvalidOperation($"the simulated venue refused a request: {Encoding.UTF8.GetString(message)}");
            }
        }

        public void Close(string reason) => Throw.InvalidOperation($"the simulated venue closed: {reason}");
    }
}
