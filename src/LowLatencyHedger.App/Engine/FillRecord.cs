using System.Runtime.InteropServices;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Engine;

/// <summary>A trade of the account as it was told. A plain value that can be copied as bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FillRecord
{
    public const int LayoutVersion = 1;

    /// <summary>None when the order is not one of this run's.</summary>
    public OrderRef Ref;

    public Price Price;
    public Quantity Amount;

    /// <summary>In the settlement currency; positive is paid.</summary>
    public double Fee;

    /// <summary>Monotonic.</summary>
    public long ReceivedNanos;

    public long ExchangeTimeUtcNanos;
    public InstrumentId Instrument;
    public Side Side;
    public Liquidity Liquidity;
}
