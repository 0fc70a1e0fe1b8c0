using System.Text.Json;
using System.Text.Json.Nodes;

namespace LowLatencyHedger.App.Control;

/// <summary>One verb of the control socket. Called on any thread, several at a time.</summary>
internal interface IControlCommand
{
    /// <summary>What a request names it by.</summary>
    string Verb { get; }

    /// <summary>Carries out one request and makes its reply, by <see cref="ControlReply"/>. No reply holds a secret.</summary>
    Task<JsonObject> ExecuteAsync(JsonElement request);
}
