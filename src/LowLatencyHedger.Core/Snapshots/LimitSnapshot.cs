using System.Runtime.InteropServices;
using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.Core.Snapshots;

/// <summary>A limit with the value that it was compared with, for telemetry. A plain value that can be copied as bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct LimitSnapshot
{
    public const int LayoutVersion = 1;

    /// <summary>In the limit's unit; NaN when it cannot be told, which is a breach.</summary>
    public double Value;

    public double Limit;

    /// <summary>Place in the configuration of the underlying that was judged.</summary>
    public int Place;

    /// <summary>What is given when it does not hold.</summary>
    public ReasonCode Reason;

    /// <summary>None for the limits of losses, which halt.</summary>
    public RiskControl Control;

    /// <summary>1: the value is within the limit.</summary>
    public byte IsHeld;
}
