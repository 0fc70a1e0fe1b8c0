using System.Text.Json;
using System.Text.Json.Nodes;

namespace LowLatencyHedger.App.Control;

/// <summary>The shapes of a reply, and how a request's fields are read.</summary>
internal static class ControlReply
{
    /// <summary>Values of <c>error</c>: the request is wrong, it was refused, or it was not answered in time.</summary>
    public const string WrongRequest = "request";

    /// <inheritdoc cref="WrongRequest"/>
    public const string Refusal = "refused";

    /// <inheritdoc cref="WrongRequest"/>
    public const string Unanswered = "unanswered";

    public static JsonObject Ok() => new() { ["ok"] = true };

    public static JsonObject Failed(string error, string message) => new() { ["ok"] = false, ["error"] = error, ["message"] = message };

    /// <summary>The text of a field; null when it is missing, blank or no text.</summary>
    public static string? Text(JsonElement request, string name) =>
        request.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString())
            ? value.GetString()!.Trim()
            : null;

    /// <summary>A number, or null where JSON has none for it.</summary>
    public static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
