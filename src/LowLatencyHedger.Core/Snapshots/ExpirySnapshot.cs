using System.Runtime.InteropServices;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Snapshots;

/// <summary>
/// The held options of one expiry and settlement style, for telemetry. A plain value that can be copied as bytes; NaN where a number is
/// not known. Units as in <see cref="CoreSnapshot"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct ExpirySnapshot
{
    public const int LayoutVersion = 1;

    public long ExpiryUtcNanos;

    /// <summary>USD.</summary>
    public double Forward;

    /// <summary>Coins.</summary>
    public double Delta;

    /// <summary>Upper bound on the error of <see cref="Delta"/>.</summary>
    public double DeltaBound;

    public double Gamma;
    public double Vega;
    public double Theta;
    public int OptionsHeld;
    public int OptionsUnvalued;

    /// <summary>Place in the configuration.</summary>
    public int Place;

    public UnderlyingId Underlying;
}
