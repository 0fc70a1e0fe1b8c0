using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Control;
using LowLatencyHedger.App.Demo;
using LowLatencyHedger.App.Drills;
using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Monitor;
using LowLatencyHedger.App.Running;
using LowLatencyHedger.Core;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Bench;

/// <summary><c>hedger run</c> as it trades, in a process of its own, against the bench's venue; its telemetry file is read from here.</summary>
internal sealed class TickToTradeEngine : IDisposable
{
    private const string IdVariable = "HEDGER_CLIENT_ID";
    private const string SecretVariable = "HEDGER_CLIENT_SECRET";
    private const string SharedMemory = "/dev/shm";
    private const double BandCoins = 0.002;

    private readonly string _directory = Directory.CreateTempSubdirectory("hedger-bench-").FullName;
    private readonly EngineProcess _process;
    private TelemetryReader? _telemetry;

    public TickToTradeEngine(Uri venue, string layout, X509Certificate2? certificate, int rehearsalSeconds, bool listsCompiled = false)
    {
        // Where doctor wants it: not on a disk.
        TelemetryPath = Directory.Exists(SharedMemory)
            ? Path.Combine(SharedMemory, $"{Path.GetFileName(_directory)}.telemetry")
            : Path.Combine(_directory, "telemetry.bin");
        var config = Path.Combine(_directory, "hedger.json");
        File.WriteAllText(config, Configuration(venue, layout, rehearsalSeconds, listsCompiled).ToJsonString());
        var root = Path.Combine(_directory, "root.pem");
        List<(string, string)> environment = [(IdVariable, "demo"), (SecretVariable, "demo")];
        if (certificate is not null)
        {
            // The system's own way to trust a root: what verifies the venue's certificate is the production code.
            File.WriteAllText(root, certificate.ExportCertificatePem());
            environment.Add(("SSL_CERT_FILE", root));
        }

        _process = new EngineProcess(config, Path.Combine(_directory, ControlServer.SocketName), Path.Combine(_directory, "engine.log"), environment);
    }

    public string TelemetryPath { get; }

    public bool HasExited => _process.HasExited;

    public string Log => File.ReadAllText(Path.Combine(_directory, "engine.log"));

    /// <summary>What it said of its rehearsal, or nothing.</summary>
    public string RehearsalLine => Log.Split('\n').FirstOrDefault(line => line.StartsWith("rehearsed", StringComparison.Ordinal)) ?? "";

    /// <summary>The last lines of its log that are not about progress.</summary>
    public string LastWords => string.Join(
        '\n', Log.Split('\n').Where(line => line.Contains(" INFO ", StringComparison.Ordinal) || line.Contains("WARN", StringComparison.Ordinal)).TakeLast(20));

    /// <summary>Trades; asks over the control socket, so not while it is measured.</summary>
    public bool IsActive => EngineProcess.IsActive(_process.Status());

    /// <summary>From the bytes of a tick received to the decision, of all ticks so far.</summary>
    public LatencyHistogram TickToDecision() => Histogram(LatencyStage.TickToDecision);

    /// <summary>The same of all messages of own fills.</summary>
    public LatencyHistogram FillToDecision() => Histogram(LatencyStage.FillToDecision);

    /// <summary>The ways of the ticks received since a moment that led to an order; of the last 256.</summary>
    public IReadOnlyList<TickRecord> OrdersSince(long monotonicNanos) =>
        [.. EnginePicture.Newest<TickRecord>(Telemetry, EngineTables.OrderTicks).Where(tick => tick.ReceivedNanos >= monotonicNanos)];

    /// <summary>The slow ticks since a moment, of the last 512.</summary>
    public IReadOnlyList<TickRecord> SlowSince(long monotonicNanos) =>
        [.. EnginePicture.Newest<TickRecord>(Telemetry, EngineTables.SlowTicks).Where(tick => tick.ReceivedNanos >= monotonicNanos)];

    /// <inheritdoc cref="EngineProcess.OwnMemoryBytes"/>
    public long OwnMemoryBytes => _process.OwnMemoryBytes();

    /// <summary>The core's picture of the first underlying.</summary>
    public CoreSnapshot Snapshot() => Telemetry.TryReadSnapshot(out EngineSnapshot snapshot)
        ? snapshot.Underlyings[0]
        : throw new IOException("the engine's telemetry has no snapshot");

    public void Pause() => _process.Pause();

    public void Continue() => _process.Continue();

    /// <summary>Ends it; its summary.</summary>
    public JsonObject? Stop() => _process.Stop() is { } end && end.Summary.Length > 0 ? JsonNode.Parse(end.Summary) as JsonObject : null;

    /// <summary>Ends it while the venue goes on to answer it; its summary.</summary>
    /// <exception cref="IOException">It did not end.</exception>
    public JsonObject Stop(TickToTradeVenue venue)
    {
        var summary = Task.Run(Stop);
        while (!summary.IsCompleted)
        {
            venue.Run(TimeSpan.FromMilliseconds(10));
        }

        return summary.GetAwaiter().GetResult() ?? throw new IOException($"the engine did not end: {Log}");
    }

    public void Dispose()
    {
        _telemetry?.Dispose();
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
        File.Delete(TelemetryPath);
    }

    private TelemetryReader Telemetry
    {
        get
        {
            if (_telemetry is null)
            {
                TelemetryReader.TryOpen(TelemetryPath, out _telemetry);
            }

            return _telemetry ?? throw new IOException("the engine's telemetry cannot be read");
        }
    }

    private LatencyHistogram Histogram(LatencyStage stage)
    {
        var histogram = new LatencyHistogram();
        Telemetry.ReadHistogram((int)stage, histogram);
        return histogram;
    }

    private JsonObject Configuration(Uri venue, string layout, int rehearsalSeconds, bool listsCompiled)
    {
        var json = DemoConfiguration.Json(
            new DemoOptions
            {
                Seconds = 1, Seed = 1, Market = "gbm", OptionCount = 1, Layout = layout, RehearsalSeconds = rehearsalSeconds,
                ListsCompiledMethods = listsCompiled,
                JournalDirectory = Path.Combine(_directory, "journal"),
            },
            venue.ToString());
        json["credentials"] = new JsonObject { ["clientIdVariable"] = IdVariable, ["clientSecretVariable"] = SecretVariable };
        json["control"] = new JsonObject { ["directory"] = _directory };
        json["telemetry"] = new JsonObject { ["file"] = TelemetryPath };
        json["venue"]!["marketSilenceMillis"] = 60_000;
        json["venue"]!["tradingSilenceMillis"] = 60_000;
        json["orders"] = new JsonObject();
        foreach (var (path, value) in RehearsalSettings.OpenLimits())
        {
            var dot = path.IndexOf('.', StringComparison.Ordinal);
            json[path[..dot]]![path[(dot + 1)..]] = double.Parse(value, CultureInfo.InvariantCulture);
        }

        json["threads"]!["idle"] = layout == "shared" ? "busySpin" : "yielding";
        if (layout == "shared" && Environment.ProcessorCount > 1)
        {
            json["threads"]!["hotCpus"] = new JsonArray("1");
        }

        foreach (var underlying in json["underlyings"]!.AsArray())
        {
            var width = (string?)underlying!["currency"] == "BTC" ? BandCoins : 1_000;
            underlying["policy"]!["lowerWidthCoins"] = width;
            underlying["policy"]!["upperWidthCoins"] = width;
            underlying["deltaToleranceFraction"] = 1;
        }

        return json;
    }
}
