using System.Text.Json;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Running;

namespace LowLatencyHedger.App.Control;

/// <summary>
/// The settings in force that may change while the engine runs. With a list <c>set</c> of texts <c>KEY=VALUE</c> they are changed first, all or
/// none.
/// </summary>
internal sealed class LimitsCommand(LiveSettings settings) : IControlCommand
{
    public string Verb => "limits";

    public async Task<JsonObject> ExecuteAsync(JsonElement request)
    {
        var reply = ControlReply.Ok();
        if (request.TryGetProperty("set", out var set))
        {
            if (set.ValueKind != JsonValueKind.Array || set.GetArrayLength() == 0 || set.EnumerateArray().Any(one => one.ValueKind != JsonValueKind.String))
            {
                return ControlReply.Failed(ControlReply.WrongRequest, "set: expected a list of texts KEY=VALUE");
            }

            // It waits for the core's answer.
            string[] assignments = [.. set.EnumerateArray().Select(one => one.GetString()!)];
            var outcome = await Task.Run(() => settings.Set(assignments)).ConfigureAwait(false);
            if (!outcome.IsApplied)
            {
                return ControlReply.Failed(ControlReply.Refusal, string.Join(Environment.NewLine, outcome.Lines));
            }

            reply["lines"] = new JsonArray([.. outcome.Lines.Select(line => (JsonNode)JsonValue.Create(line))]);
        }

        reply["limits"] = JsonNode.Parse(settings.Show(asJson: true));
        return reply;
    }
}
