using System.Text.Json;
using System.Text.Json.Nodes;

namespace LowLatencyHedger.App.Control;

/// <summary>Ends a halt.</summary>
internal sealed class ResumeCommand(KillSwitch kill) : IControlCommand
{
    public string Verb => "resume";

    public async Task<JsonObject> ExecuteAsync(JsonElement request) =>
        ReasonOf.Request(request, out var reason)
        ?? (await kill.ResumeAsync(reason).ConfigureAwait(false) is { } refusal
            ? ControlReply.Failed(ControlReply.Refusal, refusal)
            : ControlReply.Ok());
}
