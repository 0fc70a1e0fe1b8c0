using System.Runtime.InteropServices;
using LowLatencyHedger.Core.Hedging.Policies;

namespace LowLatencyHedger.Core.Snapshots;

/// <summary>
/// What one policy has done to an underlying since the first reconciliation, or would have done, for telemetry. The live policy and its shadows
/// have the same numbers, so that they can be read side by side. A plain value that can be copied as bytes.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct PolicySnapshot
{
    public const int LayoutVersion = 1;

    /// <summary>The live policy's are those that left for the exchange.</summary>
    public long Orders;
    public long ObservedNanos;

    /// <summary>Of these orders, without their signs.</summary>
    public double VolumeUsd;

    /// <summary>Fees, spread and depth, as expected at each decision.</summary>
    public double CostUsd;

    /// <summary>What the position in the hedge instrument has gained, before costs.</summary>
    public double HedgeProfitUsd;

    /// <summary>
    /// The slack's integral as a standard deviation: what the delta off its target earns or loses over a day, USD, at the book's volatility.
    /// </summary>
    public double SlackUsdPerDay;

    public double Delta;
    public double BandLower;
    public double BandUpper;

    /// <summary>Place in the configuration of the underlying.</summary>
    public int Place;

    /// <summary>0 is the live policy; a shadow's number is its place in the list and one.</summary>
    public int Number;

    public PolicyKind Kind;
}
