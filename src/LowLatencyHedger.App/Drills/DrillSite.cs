using System.Globalization;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Control;
using LowLatencyHedger.App.Demo;

namespace LowLatencyHedger.App.Drills;

/// <summary>
/// What a drill happens in: a simulated exchange in a process of its own, a directory, and a configuration with which the engine trades there
/// much more often than any desk would.
/// </summary>
internal sealed class DrillSite : IDisposable
{
    private const string IdVariable = "HEDGER_CLIENT_ID";
    private const string SecretVariable = "HEDGER_CLIENT_SECRET";

    /// <summary>The runtime collects when so much was allocated; by itself it takes a multiple, by the size of the processor's caches.</summary>
    private const string YoungMemoryVariable = "DOTNET_GCgen0size";
    private const string YoungMemoryHexadecimalBytes = "400000";

    private readonly ExchangeProcess _exchange;
    private readonly string _configFile;
    private readonly string _socket;

    /// <param name="options">What was asked for.</param>
    /// <param name="engineDelayMillis">Time from an order's arrival at the exchange to its match, so that orders are in flight for a while.</param>
    /// <param name="rehearsalSeconds">Longest rehearsal before each start of the engine; 0 for none.</param>
    /// <param name="log">Where the exchange's messages go.</param>
    public DrillSite(DrillOptions options, int engineDelayMillis, int rehearsalSeconds, TextWriter log)
    {
        var stamp = DateTime.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        Directory = System.IO.Directory.CreateDirectory(Path.Combine(options.Directory, stamp)).FullName;
        JournalDirectory = Path.Combine(Directory, "journal");
        _exchange = ExchangeProcess.Start(
            [
                "--seed", $"{options.Seed}", "--market", options.Market, "--ticks-per-second", "500", "--options", $"{options.OptionCount}",
                "--client-trades-per-second", "20", "--engine-delay-millis", $"{engineDelayMillis}",
            ],
            log);
        Truth = new VenueTruth(_exchange);
        _configFile = Path.Combine(Directory, "hedger.json");
        var json = Configuration(options, rehearsalSeconds);
        _socket = Path.Combine((string)json["control"]!["directory"]!, ControlServer.SocketName);
        File.WriteAllText(_configFile, json.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true }));
    }

    public string Directory { get; }

    public string JournalDirectory { get; }

    public VenueTruth Truth { get; }

    public bool IsExchangeGone => _exchange.HasExited;

    public EngineProcess StartEngine() => new(
        _configFile,
        _socket,
        Path.Combine(Directory, "engine.log"),
        [(IdVariable, _exchange.ClientId), (SecretVariable, _exchange.ClientSecret), (YoungMemoryVariable, YoungMemoryHexadecimalBytes)]);

    public void Dispose()
    {
        Truth.Dispose();
        _exchange.Dispose();
    }

    private JsonObject Configuration(DrillOptions options, int rehearsalSeconds)
    {
        var demo = new DemoOptions
        {
            Seconds = 1,
            Seed = options.Seed,
            Market = options.Market,
            OptionCount = options.OptionCount,
            Layout = options.Layout,
            JournalDirectory = JournalDirectory,
            RehearsalSeconds = rehearsalSeconds,
        };
        var json = DemoConfiguration.Json(demo, _exchange.WebSocketUrl);
        json["credentials"] = new JsonObject { ["clientIdVariable"] = IdVariable, ["clientSecretVariable"] = SecretVariable };
        json["threads"]!["idle"] = "backoff";

        // Without a time in which nothing is collected, and often, so that memory that grows is memory that is held.
        json["runtime"]!["noCollectionMebibytes"] = 0;
        json["journal"]!["segmentMebibytes"] = 4;
        json["journal"]!["keepMebibytes"] = 256;
        json["reconcile"] = new JsonObject { ["intervalMillis"] = 1_000 };

        // Bands of a tenth of the demo's, and no limit that a drill's many orders would reach.
        foreach (var underlying in json["underlyings"]!.AsArray())
        {
            var policy = underlying!["policy"]!;
            policy["lowerWidthCoins"] = (double)policy["lowerWidthCoins"]! / 10;
            policy["upperWidthCoins"] = (double)policy["upperWidthCoins"]! / 10;
        }

        var limits = json["limits"]!;
        limits["maxOrdersPerMinute"] = 1_800;
        limits["maxOrdersPerDay"] = 1_000_000;
        limits["maxHedgesOutsideBand"] = 1_000;
        limits["maxTurnoverRatio"] = 1_000;
        limits["minDiskFreeMebibytes"] = 64;
        return json;
    }
}
