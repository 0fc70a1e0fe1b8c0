using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging.Policies;

/// <summary>To the target at fixed times; the first time at once. A time that was missed is not made up for.</summary>
[HotPath]
internal readonly struct ClockPolicy : IHedgePolicy
{
    private const double NanosPerHour = 3600e9;

    public static HedgeTarget Decide(in PolicyParameters parameters, ref PolicyState state, in HedgeView view) =>
        PolicyMoves.Round(parameters, ref state, view, 0, Due(parameters, ref state, view.NowNanos));

    public static ReasonCode Due(in PolicyParameters parameters, ref PolicyState state, long nowNanos)
    {
        if (state.IsStarted && nowNanos < state.DueNanos)
        {
            return ReasonCode.None;
        }

        var intervalNanos = Math.Max((long)(parameters.Hours * NanosPerHour), 1);
        var next = state.IsStarted ? state.DueNanos + intervalNanos : nowNanos + intervalNanos;
        state.DueNanos = next > nowNanos ? next : nowNanos + intervalNanos - ((nowNanos - next) % intervalNanos);
        state.IsStarted = true;
        return ReasonCode.HedgeClockDue;
    }
}

/// <summary>A clock, with the delta at Leland's volatility: higher while the book is short gamma, lower while it is long.</summary>
[HotPath]
internal readonly struct LelandPolicy : IHedgePolicy
{
    private const double HoursPerYear = 8_760;

    public static HedgeTarget Decide(in PolicyParameters parameters, ref PolicyState state, in HedgeView view)
    {
        var shift = PolicyMoves.Shift(view, HedgingVolatility(parameters, state, view));
        return PolicyMoves.Round(parameters, ref state, view, shift, ClockPolicy.Due(parameters, ref state, view.NowNanos));
    }

    public static double HedgingVolatility(in PolicyParameters parameters, in PolicyState state, in HedgeView view)
    {
        var number = PolicyFormulas.LelandNumber(view.Volatility, Math.Max(view.CostFraction, 0), parameters.Hours / HoursPerYear);
        return PolicyFormulas.ModifiedVolatility(view.Volatility, view.Gamma < 0 ? number : -number);
    }
}

/// <summary>To the target each time that the price has moved by so much since the last time.</summary>
[HotPath]
internal readonly struct PriceMovePolicy : IHedgePolicy
{
    public static HedgeTarget Decide(in PolicyParameters parameters, ref PolicyState state, in HedgeView view)
    {
        var move = Math.Abs(view.Price - state.RoundPrice);
        var isDue = view.Price > 0 && (!state.IsStarted || move >= 0.01 * parameters.MovePct * state.RoundPrice);
        if (isDue)
        {
            state.IsStarted = true;
            state.RoundPrice = view.Price;
        }

        return PolicyMoves.Round(parameters, ref state, view, 0, isDue ? ReasonCode.PriceMoveReached : ReasonCode.None);
    }
}

/// <summary>
/// To the target each time that the best interval between two hedges is over, at the gamma and the costs of each moment: often with much gamma,
/// seldom with little.
/// </summary>
[HotPath]
internal readonly struct GammaClockPolicy : IHedgePolicy
{
    public static HedgeTarget Decide(in PolicyParameters parameters, ref PolicyState state, in HedgeView view)
    {
        var aversion = PolicyMoves.AversionOf(parameters, ref state, view);
        var best = PolicyFormulas.ClockYears(
            view.Gamma, view.Price, view.Volatility, view.CostFraction, view.FixedCostUsd, aversion);
        var years = state.IsStarted ? (view.NowNanos - state.LastNanos) / Nanos.PerYear : 0;
        state.ElapsedPart += years > 0 && best >= 0 ? years / best : 0;
        state.LastNanos = view.NowNanos;
        var isDue = !state.IsStarted || state.ElapsedPart >= 1;
        state.ElapsedPart = isDue ? 0 : state.ElapsedPart;
        state.IsStarted = true;
        return PolicyMoves.Round(parameters, ref state, view, 0, isDue ? ReasonCode.SlackExpected : ReasonCode.None);
    }
}
