using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging.Policies;

/// <summary>The two ways to trade that policies have: out of a band, and in rounds that end at the target.</summary>
[HotPath]
internal static class PolicyMoves
{
    /// <summary>A trade to the edge must not end beyond it by a rounding.</summary>
    private const double Edge = 1 - 1e-9;

    /// <summary>Trades when the delta is outside of a band, back into it.</summary>
    /// <param name="parameters">Target, ratio, and the narrowest and widest band.</param>
    /// <param name="view">What is known.</param>
    /// <param name="shift">How much more delta the book has at the hedging volatility.</param>
    /// <param name="width">From the centre to the edge; not a number: the widest.</param>
    /// <param name="inner">Where orders aim, as a fraction of the width.</param>
    public static HedgeTarget Band(in PolicyParameters parameters, in HedgeView view, double shift, double width, double inner)
    {
        var centre = Centre(parameters, view, shift);
        width *= 1 + view.Caution;
        var below = Clamp(width, parameters.LowerWidthCoins, parameters, view);
        var above = Clamp(width, parameters.UpperWidthCoins, parameters, view);
        centre -= Jump(view, below, above);
        var slack = view.Delta + view.PendingCoins - centre;
        inner = view.IsGap && view.Gamma < 0 ? 0 : Math.Min(inner, Edge);
        if (slack > above)
        {
            return new HedgeTarget(centre - below, centre + above, -Back(slack, inner * above, view), ReasonCode.DeltaAboveBand);
        }

        return slack < -below
            ? new HedgeTarget(centre - below, centre + above, Back(-slack, inner * below, view), ReasonCode.DeltaBelowBand)
            : new HedgeTarget(centre - below, centre + above, 0, ReasonCode.None);
    }

    /// <summary>
    /// Trades to the target when a hedge is due, however many orders that takes, and when the widest band is left.
    /// </summary>
    public static HedgeTarget Round(in PolicyParameters parameters, ref PolicyState state, in HedgeView view, double shift, ReasonCode reason)
    {
        var below = Clamp(parameters.LowerWidthCoins, parameters.LowerWidthCoins, parameters, view);
        var above = Clamp(parameters.UpperWidthCoins, parameters.UpperWidthCoins, parameters, view);
        var centre = Centre(parameters, view, shift) - Jump(view, below, above);
        var lower = centre - below;
        var upper = centre + above;
        var delta = view.Delta + view.PendingCoins;
        var beyond = delta > upper ? ReasonCode.DeltaAboveBand : delta < lower ? ReasonCode.DeltaBelowBand : ReasonCode.None;
        reason = beyond == ReasonCode.None ? reason : beyond;
        state.IsRoundOpen |= reason != ReasonCode.None;

        // A slack that is not known leaves the round open, and so does an order that may still come to nothing.
        var isAtCentre = Math.Abs(delta - centre) < view.MinTradeCoins || delta == centre;
        state.IsRoundOpen &= !isAtCentre || view.PendingCoins != 0;
        if (!state.IsRoundOpen || isAtCentre || !double.IsFinite(delta - centre))
        {
            return new HedgeTarget(lower, upper, 0, ReasonCode.None);
        }

        var trade = centre - delta;
        reason = reason == ReasonCode.None ? ReasonCode.HedgeRoundOpen : reason;
        return new HedgeTarget(centre - view.MinTradeCoins, centre + view.MinTradeCoins, trade, reason);
    }

    /// <summary>By how much the book's delta differs at another volatility.</summary>
    public static double Shift(in HedgeView view, double volatility)
    {
        var shift = view.Vanna * (volatility - view.Volatility);
        return double.IsFinite(shift) ? shift : 0;
    }

    public static double AversionOf(in PolicyParameters parameters, ref PolicyState state, in HedgeView view) =>
        parameters.SlackUsdPerDay > 0 ? state.Aversion.Observe(view, parameters) : parameters.Aversion;

    /// <summary>The net delta that is aimed at.</summary>
    public static double Centre(in PolicyParameters parameters, in HedgeView view, double shift)
    {
        var unhedged = parameters.Ratio == 1 ? 0 : (1 - parameters.Ratio) * view.ExposureDelta;
        return parameters.TargetCoins + unhedged + view.NettedCoins - shift;
    }

    private static double Jump(in HedgeView view, double below, double above)
    {
        var most = 0.5 * Math.Min(below, above);
        return double.IsFinite(view.JumpDelta) && most > 0 ? Math.Clamp(view.JumpDelta, -most, most) : 0;
    }

    private static double Clamp(double width, double widest, in PolicyParameters parameters, in HedgeView view) =>
        Math.Max(width < widest ? width : widest, Math.Max(parameters.MinWidthCoins, view.MinTradeCoins));

    /// <summary>At least a lot, and not beyond the centre: no band is narrower than a lot.</summary>
    private static double Back(double slack, double inner, in HedgeView view) => Math.Max(slack - inner, view.MinTradeCoins);
}
