using System.Text;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.App.Security;
using LowLatencyHedger.App.SimulatedExchange;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Simulation.Rpc;

namespace LowLatencyHedger.App.Tests.Control;

/// <summary>The simulated exchange in this process, a directory for a run against it, and a configuration that leads there.</summary>
internal sealed class LiveExchange : IAsyncDisposable
{
    private LiveExchange(SimulatedExchangeHost host) => Host = host;

    public SimulatedExchangeHost Host { get; }

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("hedger-control-").FullName;

    public static Credentials Credentials => Credentials.From("demo"u8, Encoding.UTF8.GetBytes(Secret));

    /// <summary>Must not turn up anywhere.</summary>
    public const string Secret = "canary-7d1f0c52a9";

    /// <summary>Clients trade so much with the account that there is always something to hedge.</summary>
    public static async Task<LiveExchange> StartAsync(TimeSpan? deliveryOfDay = null, RpcServerOptions? front = null)
    {
        var market = new ExchangeOptions
        {
            ClientSecret = Secret,
            OptionCount = 20, TicksPerSecond = 200, ClientTradesPerSecond = 20, OpeningHedge = 0.99,
            DeliveryOfDay = deliveryOfDay ?? new ExchangeOptions().DeliveryOfDay,
        };
        var options = new SimulatedExchangeOptions { Exchange = market, Rpc = front ?? new RpcServerOptions { CancelOnDisconnectArmed = true } };
        return new LiveExchange(await SimulatedExchangeHost.StartAsync(options));
    }

    public ConfigValues Values(string layout = "shared", Action<JsonObject>? change = null)
    {
        var json = Json(layout);
        change?.Invoke(json);
        var (values, problems) = ConfigLoader.Load("test", Encoding.UTF8.GetBytes(json.ToJsonString()), new Dictionary<string, string>());
        Assert.Empty(problems);
        Assert.Empty(HedgerConfiguration.CrossChecks("test", values));
        return values;
    }

    /// <summary>The same as a file, for verbs.</summary>
    public string WriteConfiguration(string layout = "shared", Action<JsonObject>? change = null)
    {
        var json = Json(layout);
        change?.Invoke(json);
        var file = Path.Combine(Directory, "hedger.json");
        File.WriteAllText(file, json.ToJsonString());
        return file;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private JsonObject Json(string layout) => new()
    {
        ["venue"] = new JsonObject { ["environment"] = "simulator", ["url"] = Host.WebSocketAddress.ToString() },
        ["underlyings"] = new JsonArray(Underlying("btc_usd", "BTC", 0.05), Underlying("eth_usd", "ETH", 0.5)),
        ["limits"] = new JsonObject
        {
            ["maxOrderNotionalUsd"] = 2_000_000,
            ["maxOpenNotionalUsd"] = 4_000_000,
            ["maxPositionUsd"] = 100_000_000,
            ["maxGrossNotionalUsd"] = 200_000_000,
            ["maxOrdersPerSecond"] = 5,
            ["orderBurst"] = 20,
            ["maxOrdersPerMinute"] = 1_800,
            ["maxHedgesOutsideBand"] = 1_000,
            ["bookMaxAgeMillis"] = 10_000,
            ["indexMaxAgeMillis"] = 10_000,
        },
        ["threads"] = new JsonObject { ["layout"] = layout, ["idle"] = "backoff" },
        ["runtime"] = new JsonObject { ["rehearsalSeconds"] = 0, ["noCollectionMebibytes"] = 0 },
        ["journal"] = new JsonObject { ["directory"] = Path.Combine(Directory, "journal"), ["segmentMebibytes"] = 4 },
        ["control"] = new JsonObject { ["directory"] = Path.Combine(Directory, "control") },
        ["telemetry"] = new JsonObject { ["file"] = Path.Combine(Directory, "telemetry.bin") },
    };

    private static JsonObject Underlying(string index, string currency, double band) => new()
    {
        ["index"] = index,
        ["currency"] = currency,
        ["hedgeInstrument"] = currency + "-PERPETUAL",
        ["policy"] = new JsonObject { ["name"] = "band", ["lowerWidthCoins"] = band, ["upperWidthCoins"] = band, ["innerFraction"] = 0 },
        ["maxOrderAmount"] = 1_000_000,
        ["maxNetDeltaCoins"] = 10_000,
        ["maxCrossBps"] = 20,
        ["maxSlippageBps"] = 30,
    };
}
