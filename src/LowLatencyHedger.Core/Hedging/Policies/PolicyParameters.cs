using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging.Policies;

/// <summary>A policy with its numbers, ready to run. A plain value; see <see cref="PolicySpec"/> for names, ranges and text.</summary>
[HotPath]
public struct PolicyParameters
{
    public PolicyParameters()
    {
    }

    public PolicyKind Kind;

    /// <summary>The net delta that hedging returns to, coins.</summary>
    public double TargetCoins;

    /// <summary>The part of the exposure that is hedged, 0 to 1.5.</summary>
    public double Ratio = 1;

    /// <summary>Below the centre: the band of <see cref="PolicyKind.Band"/>, and the widest that any other policy may leave, coins.</summary>
    public double LowerWidthCoins = double.PositiveInfinity;

    /// <summary>The same above.</summary>
    public double UpperWidthCoins = double.PositiveInfinity;

    /// <summary>No band is narrower on either side, coins.</summary>
    public double MinWidthCoins;

    /// <summary>Where an order aims in a band: 0 its centre, 1 its edge.</summary>
    public double InnerFraction = 1;

    /// <summary>Between two hedges of a clock; Leland's interval.</summary>
    public double Hours;

    /// <summary>Per cent of the price at the last hedge.</summary>
    public double MovePct;

    /// <summary>Absolute risk aversion, 1/USD; 0: found from <see cref="SlackUsdPerDay"/>.</summary>
    public double Aversion;

    /// <summary>Standard deviation, USD over a day, of what the delta left open earns or loses.</summary>
    public double SlackUsdPerDay;
}
