using System.Text;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Configuration;

namespace LowLatencyHedger.App.Demo;

/// <summary>The demo's configuration: an ordinary configuration file, made for the occasion and read by the ordinary loader.</summary>
internal static class DemoConfiguration
{
    public static ConfigValues Create(DemoOptions options, string webSocketUrl)
    {
        var json = Json(options, webSocketUrl);

        // Every demo has an exchange of its own; what an earlier one knew of its account is of no use here.
        json["recovery"] = new JsonObject { ["fromJournal"] = false };
        var (values, problems) = ConfigLoader.Load("demo configuration", Encoding.UTF8.GetBytes(json.ToJsonString()), new Dictionary<string, string>());
        problems.AddRange(problems.Count == 0 ? HedgerConfiguration.CrossChecks("demo configuration", values) : []);
        return problems.Count == 0 ? values : throw new InvalidOperationException(string.Join(Environment.NewLine, problems));
    }

    /// <summary>The text of that file.</summary>
    public static JsonObject Json(DemoOptions options, string webSocketUrl)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(options.JournalDirectory))!;

        // A simulated account starts with a large, unhedged book: the first hedges are larger and more frequent than a desk's.
        return new JsonObject
        {
            ["venue"] = new JsonObject { ["environment"] = "simulator", ["url"] = webSocketUrl },
            ["underlyings"] = new JsonArray(Underlying("btc_usd", "BTC", band: 0.5), Underlying("eth_usd", "ETH", band: 5)),
            ["limits"] = new JsonObject
            {
                ["maxOrderNotionalUsd"] = 2_000_000,
                ["maxOpenNotionalUsd"] = 4_000_000,
                ["maxPositionUsd"] = 100_000_000,
                ["maxGrossNotionalUsd"] = 200_000_000,
                ["maxOrdersPerSecond"] = 10,
                ["orderBurst"] = 20,
                ["maxOrdersPerMinute"] = 600,
                ["maxHedgesOutsideBand"] = 60,
            },
            ["threads"] = new JsonObject { ["layout"] = options.Layout, ["idle"] = "yielding" },
            ["runtime"] = new JsonObject
            {
                ["rehearsalSeconds"] = options.RehearsalSeconds, ["listCompiledMethods"] = options.ListsCompiledMethods,
            },
            ["control"] = new JsonObject { ["directory"] = Path.Combine(directory, "demo") },
            ["journal"] = new JsonObject { ["directory"] = options.JournalDirectory },
            ["telemetry"] = new JsonObject { ["file"] = Path.Combine(directory, "telemetry.bin") },
        };
    }

    private static JsonObject Underlying(string index, string currency, double band) => new()
    {
        ["index"] = index,
        ["currency"] = currency,
        ["hedgeInstrument"] = currency + "-PERPETUAL",
        ["numeraire"] = "coin",
        ["policy"] = new JsonObject
        {
            ["name"] = "band", ["lowerWidthCoins"] = band, ["upperWidthCoins"] = band, ["innerFraction"] = 0,
            ["shadows"] = new JsonArray("two-threshold:slackUsdPerDay=1000", "clock:hours=0.01"),
        },
        ["maxOrderAmount"] = 1_000_000,
        ["maxNetDeltaCoins"] = 10_000,
        ["maxCrossBps"] = 20,
        ["maxSlippageBps"] = 30,
    };
}
