using System.Runtime.InteropServices;
using LowLatencyHedger.Core.Orders;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Snapshots;

/// <summary>An own order that is not final, for telemetry. A plain value that can be copied as bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct OrderSnapshot
{
    public const int LayoutVersion = 1;

    public OrderRef Ref;
    public Price Price;
    public Quantity Amount;

    /// <summary>What of it is booked.</summary>
    public Quantity Filled;

    /// <summary>Monotonic.</summary>
    public long SentNanos;

    public InstrumentId Instrument;
    public Side Side;
    public OrderStage Stage;
}
