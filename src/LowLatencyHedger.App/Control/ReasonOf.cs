using System.Text.Json;
using System.Text.Json.Nodes;
using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.App.Control;

/// <summary>The reason that an operator must give.</summary>
internal static class ReasonOf
{
    /// <summary>Null when there is one that fits; otherwise the reply that says what is wrong.</summary>
    public static JsonObject? Request(JsonElement request, out string reason)
    {
        reason = ControlReply.Text(request, "reason") ?? "";
        return reason.Length > 0 && ControlText.TryCreate(reason, out _)
            ? null
            : ControlReply.Failed(ControlReply.Refusal, $"a reason is needed, of at most {ControlText.Capacity} bytes");
    }
}
