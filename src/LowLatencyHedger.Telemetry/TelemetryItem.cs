namespace LowLatencyHedger.Telemetry;

/// <summary>What one counter or histogram of a telemetry file is called.</summary>
/// <param name="Name">At most 48 bytes of UTF-8, lower_case.</param>
/// <param name="Unit">At most 16 bytes of UTF-8: events, bytes, ns.</param>
public sealed record TelemetryItem(string Name, string Unit);
