using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Verbs;
using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.App.Control;

/// <summary>
/// Brings the position in the hedge instrument of one underlying, or of all, to zero, and waits until it is there. Hedging stays suspended until
/// an operator resumes.
/// </summary>
internal sealed class FlattenCommand(Engine.Engine engine, KillSwitch kill, StatusCommand status) : IControlCommand
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public string Verb => "flatten";

    public async Task<JsonObject> ExecuteAsync(JsonElement request)
    {
        if (ReasonOf.Request(request, out var reason) is { } problem)
        {
            return problem;
        }

        int[] meant = [.. Enumerable.Range(0, engine.UnderlyingCount)];
        if (ControlReply.Text(request, "underlying") is { } name)
        {
            meant = [.. meant.Where(i => engine.Underlying(i).IndexName == name)];
            if (meant.Length == 0)
            {
                return ControlReply.Failed(ControlReply.WrongRequest, $"{name} is not a price index of this engine");
            }
        }

        var before = status.Read();
        var refusal = await kill.FlattenAsync(reason, meant.Length < engine.UnderlyingCount ? meant[0] : null).ConfigureAwait(false);
        if (refusal != ReasonCode.None)
        {
            return refusal is { } cause
                ? ControlReply.Failed(ControlReply.Refusal, $"not flattened: {OutputText.Screaming(cause)}; hedger resume --reason first")
                : ControlReply.Failed(ControlReply.Unanswered, "the engine does not answer");
        }

        var isFlat = await UntilFlat(meant).ConfigureAwait(false);
        return Reply(meant, before, isFlat);
    }

    private async Task<bool> UntilFlat(int[] meant)
    {
        var watch = Stopwatch.StartNew();

        // The snapshot that is there may be older than the command, the next one is not.
        var inputs = status.Read().Underlyings[0].InputCount;
        while (watch.Elapsed < s_patience && !engine.Kill.IsSet)
        {
            await Task.Delay(5).ConfigureAwait(false);
            var now = status.Read();
            if (now.Underlyings[0].InputCount != inputs && meant.All(i => now.Underlyings[i].StateReason == ReasonCode.Flattened))
            {
                return true;
            }
        }

        return false;
    }

    private JsonObject Reply(int[] meant, in EngineSnapshot before, bool isFlat)
    {
        var after = status.Read();
        var reply = ControlReply.Ok();
        var underlyings = new JsonArray();
        foreach (var i in meant)
        {
            underlyings.Add((JsonNode)new JsonObject
            {
                ["index"] = engine.Underlying(i).IndexName,
                ["hedgeInstrument"] = engine.Underlying(i).HedgeInstrument,
                ["positionBefore"] = ControlReply.Number(before.Underlyings[i].HedgePosition),
                ["positionAfter"] = ControlReply.Number(after.Underlyings[i].HedgePosition),
            });
        }

        reply["flat"] = isFlat;
        reply["underlyings"] = underlyings;
        return reply;
    }
}
