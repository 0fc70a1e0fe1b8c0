using System.Text.Json;
using System.Text.Json.Nodes;
using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.App.Control;

/// <summary>Cancels everything that is open now; trading goes on.</summary>
internal sealed class CancelAllCommand(EngineCommands commands) : IControlCommand
{
    public string Verb => "cancel-all";

    public async Task<JsonObject> ExecuteAsync(JsonElement request) =>
        await commands.SendAsync(ControlVerb.CancelAll, ReasonCode.OperatorCancelAll, "").ConfigureAwait(false) is null
            ? ControlReply.Failed(ControlReply.Unanswered, "the engine does not answer; hedger halt cancels without it")
            : ControlReply.Ok();
}
