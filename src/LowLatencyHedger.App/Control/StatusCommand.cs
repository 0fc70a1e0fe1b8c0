using System.Text.Json;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Monitor;
using LowLatencyHedger.Core;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Control;

/// <summary>What the engine is doing, from its telemetry file.</summary>
internal sealed class StatusCommand(Engine.Engine engine, TelemetryReader telemetry, KillSwitch kill) : IControlCommand
{
    private readonly Lock _lock = new();

    /// <summary>A quarter of a megabyte each: made once, whoever asks how often.</summary>
    private readonly LatencyHistogram[] _histograms = [.. telemetry.Layout.Histograms.Select(_ => new LatencyHistogram())];

    public string Verb => "status";

    /// <summary>The last that the engine told. Any thread.</summary>
    public EngineSnapshot Read()
    {
        lock (_lock)
        {
            telemetry.TryReadSnapshot(out EngineSnapshot snapshot);
            return snapshot;
        }
    }

    public Task<JsonObject> ExecuteAsync(JsonElement request)
    {
        var reply = ControlReply.Ok();
        reply["processId"] = Environment.ProcessId;
        reply["epoch"] = engine.Epoch;
        reply["startedUtc"] = DateTime.UnixEpoch.AddTicks(telemetry.StartUtcNanos / 100);
        reply["journal"] = engine.JournalDirectory;
        reply["halted"] = kill.Halted is { } halted
            ? new JsonObject { ["reason"] = halted.Reason, ["by"] = halted.By, ["sinceUtc"] = halted.SinceUtc }
            : null;
        reply["ordersStopped"] = engine.Kill.IsSet;
        reply["cancelPending"] = kill.IsPending;
        var picture = Picture();
        foreach (var (name, value) in picture.ToList())
        {
            picture.Remove(name);
            reply[name] = value;
        }

        return Task.FromResult(reply);
    }

    /// <summary>What the monitor shows, too.</summary>
    private JsonObject Picture()
    {
        lock (_lock)
        {
            if (EnginePicture.TryRead(telemetry, _histograms, out var picture) is { } problem)
            {
                return new JsonObject { ["problem"] = problem };
            }

            // Before the core has told anything, each underlying is there and halted.
            picture = picture!.Underlyings.Count > 0 ? picture : picture with { Underlyings = new CoreSnapshot[engine.UnderlyingCount] };
            var status = StatusDocument.Create(picture, picture);
            status["positions"] = StatusDocument.Positions(picture);
            status["latency"] = StatusDocument.Each(picture.Histograms, row => new JsonObject
            {
                ["name"] = LatencyDocument.NameOf(row.Item),
                ["whole"] = LatencyDocument.Summary(row.Histogram),
            });
            return status;
        }
    }
}
