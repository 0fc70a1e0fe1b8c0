namespace LowLatencyHedger.Telemetry;

/// <summary>What a number of a telemetry file does over time.</summary>
public enum TelemetryKind : byte
{
    /// <summary>It only goes up while the writer lives.</summary>
    Counter = 0,

    /// <summary>It is as high as it is now.</summary>
    Gauge = 1,
}

/// <summary>What one counter or histogram of a telemetry file is called, and what it means. Text is UTF-8.</summary>
/// <param name="Name">At most 48 bytes, lower_case.</param>
/// <param name="Unit">At most 16 bytes: events, bytes, ns.</param>
/// <param name="Help">At most 160 bytes: one sentence for whoever reads the number.</param>
/// <param name="Label">At most 31 bytes: which of several of that name, as <c>kind=book</c>; empty for the only one.</param>
public sealed record TelemetryItem(
    string Name, string Unit, string Help = "", TelemetryKind Kind = TelemetryKind.Counter, string Label = "");
