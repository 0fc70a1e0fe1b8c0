using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging.Policies;

/// <summary>Never trades.</summary>
[HotPath]
internal readonly struct NoPolicy : IHedgePolicy
{
    public static HedgeTarget Decide(in PolicyParameters parameters, ref PolicyState state, in HedgeView view) =>
        new(parameters.TargetCoins - parameters.LowerWidthCoins, parameters.TargetCoins + parameters.UpperWidthCoins, 0, ReasonCode.None);
}

/// <summary>A band of a fixed width on each side of the target.</summary>
[HotPath]
internal readonly struct FixedBandPolicy : IHedgePolicy
{
    public static HedgeTarget Decide(in PolicyParameters parameters, ref PolicyState state, in HedgeView view) =>
        PolicyMoves.Band(parameters, view, 0, double.PositiveInfinity, parameters.InnerFraction);
}

/// <summary>The band of Whalley and Wilmott, wider with gamma and with costs, narrower with risk aversion.</summary>
[HotPath]
internal readonly struct WhalleyWilmottPolicy : IHedgePolicy
{
    public static HedgeTarget Decide(in PolicyParameters parameters, ref PolicyState state, in HedgeView view)
    {
        var aversion = PolicyMoves.AversionOf(parameters, ref state, view);
        var width = PolicyFormulas.EdgeBand(view.Gamma, view.Price, Math.Max(view.CostFraction, 0), aversion);
        return PolicyMoves.Band(parameters, view, 0, width, parameters.InnerFraction);
    }
}

/// <summary>Zakamouline's band, to its edge, around the delta at his volatility.</summary>
[HotPath]
internal readonly struct ZakamoulinePolicy : IHedgePolicy
{
    public static HedgeTarget Decide(in PolicyParameters parameters, ref PolicyState state, in HedgeView view)
    {
        var aversion = PolicyMoves.AversionOf(parameters, ref state, view);
        Formulas(view, aversion, out var width, out var volatility);
        return PolicyMoves.Band(parameters, view, PolicyMoves.Shift(view, volatility), width, parameters.InnerFraction);
    }

    public static double HedgingVolatility(in PolicyParameters parameters, in PolicyState state, in HedgeView view)
    {
        var copy = state;
        Formulas(view, PolicyMoves.AversionOf(parameters, ref copy, view), out _, out var volatility);
        return volatility;
    }

    /// <summary>At and after expiry there is nothing left to be uncertain about: no band, and no other volatility.</summary>
    private static void Formulas(in HedgeView view, double aversion, out double width, out double volatility)
    {
        width = 0;
        volatility = view.Volatility;
        if (view.YearsToExpiry <= 0 || view.CostFraction <= 0)
        {
            return;
        }

        var years = Math.Max(view.YearsToExpiry, PolicyFormulas.YearsMin);
        var cost = view.CostFraction;
        PolicyFormulas.Zakamouline(view.Gamma, view.Price, view.Volatility, years, cost, aversion, out var band, out var shift);
        width = band + PolicyFormulas.ZakamoulineResidual(view.Price, view.Volatility, years, cost, aversion);
        volatility = PolicyFormulas.ModifiedVolatility(view.Volatility, view.Gamma < 0 ? -shift : shift);
    }
}

/// <summary>The band for proportional and fixed costs together.</summary>
[HotPath]
internal readonly struct TwoThresholdPolicy : IHedgePolicy
{
    public static HedgeTarget Decide(in PolicyParameters parameters, ref PolicyState state, in HedgeView view)
    {
        var aversion = PolicyMoves.AversionOf(parameters, ref state, view);
        PolicyFormulas.Thresholds(
            view.Gamma * view.Gamma / aversion, view.CostFraction * view.Price, view.FixedCostUsd, out var outer, out var inner);
        var fraction = outer > 0 ? inner / outer : 1;
        return PolicyMoves.Band(parameters, view, 0, outer, (fraction <= 1 ? fraction : 1) * parameters.InnerFraction);
    }
}
