using System.Text.Json;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Running;

namespace LowLatencyHedger.App.Control;

/// <summary>The settings in force that may change while the engine runs.</summary>
internal sealed class LimitsCommand(LiveSettings settings) : IControlCommand
{
    public string Verb => "limits";

    public Task<JsonObject> ExecuteAsync(JsonElement request)
    {
        var reply = ControlReply.Ok();
        reply["limits"] = JsonNode.Parse(settings.Show(asJson: true));
        return Task.FromResult(reply);
    }
}
