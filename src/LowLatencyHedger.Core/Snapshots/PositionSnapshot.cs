using System.Runtime.InteropServices;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Snapshots;

/// <summary>The account's position in one instrument, for telemetry. A plain value that can be copied as bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct PositionSnapshot
{
    public const int LayoutVersion = 1;

    public InlineText32 Name;

    /// <summary>Signed: USD for inverse futures, coins otherwise.</summary>
    public double Position;

    /// <summary>In the instrument's own unit; NaN if unknown.</summary>
    public double MarkPrice;

    /// <summary>Volatility that the option is valued with, a fraction; NaN if unknown or no option.</summary>
    public double MarkVol;

    public InstrumentId Instrument;
    public InstrumentKind Kind;
    public ContractStyle Style;
}
