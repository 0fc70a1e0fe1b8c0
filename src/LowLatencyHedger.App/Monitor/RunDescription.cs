using System.Text;
using System.Text.Json;
using LowLatencyHedger.App.Control;
using LowLatencyHedger.App.Engine;

namespace LowLatencyHedger.App.Monitor;

/// <summary>What a telemetry file says of the run that writes it.</summary>
internal sealed record RunDescription(
    string Program, string Environment, string Layout, uint Epoch, string Journal, string ControlDirectory, IReadOnlyList<RunUnderlying> Underlyings)
{
    public static readonly RunDescription Unknown = new("", "", "", 0, "", "", []);

    /// <summary>Where the engine takes commands; null when it did not say.</summary>
    public string? ControlSocket => ControlDirectory.Length == 0 ? null : Path.Combine(ControlDirectory, ControlServer.SocketName);

    public static RunDescription Parse(in EngineTables.RunText text)
    {
        try
        {
            ReadOnlySpan<byte> bytes = text;
            using var json = JsonDocument.Parse(Encoding.UTF8.GetString(bytes.TrimEnd((byte)0)));
            var run = json.RootElement;
            return run.TryGetProperty("underlyings", out var underlyings)
                ? new RunDescription(
                    Text(run, "program"),
                    Text(run, "environment"),
                    Text(run, "layout"),
                    run.GetProperty("epoch").GetUInt32(),
                    Text(run, "journal"),
                    Text(run, "controlDirectory"),
                    [.. underlyings.EnumerateArray().Select(Underlying)])
                : Unknown;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return Unknown;
        }
    }

    private static RunUnderlying Underlying(JsonElement one) => new(Text(one, "index"), Text(one, "hedgeInstrument"), Text(one, "currency"))
    {
        Shadows = [.. one.GetProperty("shadows").EnumerateArray().Select(shadow => shadow.GetString() ?? "")],
    };

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? "";
}

/// <summary>One hedged underlying, by its names.</summary>
internal sealed record RunUnderlying(string Index, string HedgeInstrument, string Currency)
{
    /// <summary>Texts of the shadow policies, in their order.</summary>
    public IReadOnlyList<string> Shadows { get; init; } = [];
}
