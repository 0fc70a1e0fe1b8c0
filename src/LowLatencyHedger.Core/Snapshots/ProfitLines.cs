using System.Runtime.InteropServices;

namespace LowLatencyHedger.Core.Snapshots;

/// <summary>
/// Where the profit of one underlying came from since the run began, USD. Options by the Greeks at the start of each short interval times what
/// their own forward, volatility and time did in it; the sum and <see cref="FundingUsd"/> apart, what is left to the profit is unexplained.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct ProfitLines
{
    /// <summary>Of the options: of inverse ones what the delta that keeps coins flat gains.</summary>
    public double DeltaUsd;

    public double GammaUsd;
    public double ThetaUsd;
    public double VegaUsd;
    public double VannaUsd;
    public double VolgaUsd;

    /// <summary>Delta's change with time.</summary>
    public double CharmUsd;

    /// <summary>Vega's change with time.</summary>
    public double VetaUsd;

    /// <summary>Gamma's change with the price.</summary>
    public double SpeedUsd;

    /// <summary>Of the futures: what the positions gained, and the way from the mid price of a decision to the mark.</summary>
    public double HedgeUsd;

    /// <summary>What options were traded at, against their value.</summary>
    public double OptionTradesUsd;

    /// <summary>What the profit that lies in coins gained with their price.</summary>
    public double CoinsUsd;

    public double FeesUsd;

    /// <summary>Hedges' prices against the mid price of their decisions.</summary>
    public double SlippageUsd;

    /// <summary>
    /// Of the futures, estimated from the venue's rate of the last eight hours. The profit that is told does not contain it, and neither does the sum.
    /// </summary>
    public double FundingUsd;

    public readonly double Sum => DeltaUsd + GammaUsd + ThetaUsd + VegaUsd + VannaUsd + VolgaUsd + CharmUsd + VetaUsd + SpeedUsd
        + HedgeUsd + OptionTradesUsd + CoinsUsd + FeesUsd + SlippageUsd;

    /// <summary>The lines without their signs.</summary>
    public readonly double Gross => Math.Abs(DeltaUsd) + Math.Abs(GammaUsd) + Math.Abs(ThetaUsd) + Math.Abs(VegaUsd) + Math.Abs(VannaUsd)
        + Math.Abs(VolgaUsd) + Math.Abs(CharmUsd) + Math.Abs(VetaUsd) + Math.Abs(SpeedUsd) + Math.Abs(HedgeUsd)
        + Math.Abs(OptionTradesUsd) + Math.Abs(CoinsUsd) + Math.Abs(FeesUsd) + Math.Abs(SlippageUsd);
}
