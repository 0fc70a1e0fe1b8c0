using System.Text.Json;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Verbs;
using LowLatencyHedger.Core;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Control;

/// <summary>What the engine is doing, from its telemetry file.</summary>
internal sealed class StatusCommand(Engine.Engine engine, TelemetryReader telemetry, KillSwitch kill) : IControlCommand
{
    private readonly Lock _lock = new();

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
        var snapshot = Read();
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
        var underlyings = new JsonArray();
        for (var i = 0; i < engine.UnderlyingCount; i++)
        {
            underlyings.Add((JsonNode)Underlying(engine.Underlying(i).IndexName, engine.Underlying(i).HedgeInstrument, in snapshot.Underlyings[i]));
        }

        var policies = new PolicyReport(telemetry, [.. Enumerable.Range(0, engine.UnderlyingCount).Select(engine.Underlying)]);
        foreach (var (place, underlying) in underlyings.Index())
        {
            underlying!["policies"] = policies.ToJson(place);
        }

        reply["underlyings"] = underlyings;
        return Task.FromResult(reply);
    }

    private static JsonObject Underlying(string index, string hedgeInstrument, in CoreSnapshot state) => new()
    {
        ["index"] = index,
        ["hedgeInstrument"] = hedgeInstrument,
        ["tradingState"] = state.TradingState.ToString(),
        ["reason"] = OutputText.Screaming(state.StateReason),
        ["latch"] = OutputText.Screaming(state.Latch),
        ["hedgeMid"] = ControlReply.Number(state.HedgeMid),
        ["netDelta"] = ControlReply.Number(state.NetDelta),
        ["bandLower"] = ControlReply.Number(state.BandLower),
        ["bandUpper"] = ControlReply.Number(state.BandUpper),
        ["hedgePosition"] = ControlReply.Number(state.HedgePosition),
        ["gamma"] = ControlReply.Number(state.Gamma),
        ["vega"] = ControlReply.Number(state.Vega),
        ["theta"] = ControlReply.Number(state.Theta),
        ["profitUsd"] = ControlReply.Number(state.ProfitUsd),
        ["optionsHeld"] = state.OptionsHeld,
        ["smiles"] = state.Smiles,
        ["smilesMissing"] = state.SmilesMissing,
        ["smileErrorPct"] = ControlReply.Number(100 * state.SmileError),
        ["smileAgeMillis"] = state.SmileAgeNanos / Primitives.Nanos.PerMilli,
        ["stickinessPuts"] = ControlReply.Number(state.StickinessPuts),
        ["stickinessCalls"] = ControlReply.Number(state.StickinessCalls),
        ["unresolvedOrders"] = state.UnresolvedOrders,
        ["unknownOrders"] = state.UnknownOrders,
        ["hedges"] = state.HedgesSent,
        ["hedgeFills"] = state.HedgeFills,
        ["optionFills"] = state.OptionFills,
        ["rejects"] = state.Rejects,
        ["positionBreaks"] = state.PositionBreaks,
        ["inputEvents"] = state.InputCount,
    };
}
