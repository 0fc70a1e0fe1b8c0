using System.Runtime.InteropServices;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Engine;

/// <summary>An output with the time at which it was noted. A plain value that can be copied as bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OutputRecord
{
    public const int LayoutVersion = 1;

    public long NotedUtcNanos;
    public OutputEvent Output;
}

/// <summary>Keeps the last orders, and the last of what the core reports, in the telemetry file. Thread: the one of the alarms, which is cold.</summary>
internal sealed class OutputTape(TelemetryRecords orders, TelemetryRecords alarms)
{
    public void Add(in OutputEvent output)
    {
        var records = output.Kind switch
        {
            OutputKind.PlaceOrder => orders,
            OutputKind.Alert or OutputKind.TradingState or OutputKind.SettingsChanged or OutputKind.CancelAll => alarms,
            _ => null,
        };
        records?.Append(new OutputRecord { NotedUtcNanos = HotClock.Now().UtcNanos, Output = output });
    }
}
