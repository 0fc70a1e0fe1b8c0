using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Portfolio;

/// <summary>What one option is worth, valued by itself.</summary>
[HotPath]
internal static class OptionValue
{
    /// <summary>In the settlement currency; NaN if it cannot be told.</summary>
    public static double Of(in OptionSlot slot, SettlementStyle style, in ExpiryMoment moment)
    {
        if (moment.Phase is ExpiryPhase.Expired or ExpiryPhase.Settling)
        {
            return Of(slot, style, moment, out _);
        }

        var years = Nanos.ToYears(moment.RemainingNanos);
        var value = Black76.Value(new OptionInput(slot.Kind, moment.Price, slot.Strike, years, slot.Volatility));
        return style == SettlementStyle.Inverse ? value / moment.Price : value;
    }

    /// <param name="slot">The option.</param>
    /// <param name="style">What it settles in.</param>
    /// <param name="moment">Of its expiry.</param>
    /// <param name="greeks">In USD, per coin; none after expiry.</param>
    public static double Of(in OptionSlot slot, SettlementStyle style, in ExpiryMoment moment, out Greeks greeks)
    {
        greeks = default;
        if (moment.Phase == ExpiryPhase.Expired)
        {
            return ExpiryPayoff.Of(moment.Price, slot.Strike, slot.Kind == OptionKind.Call ? 1 : -1, style);
        }

        var years = Nanos.ToYears(moment.RemainingNanos);
        if (moment.Phase == ExpiryPhase.Settling)
        {
            var elapsed = 1.0 - (moment.RemainingNanos / (double)ForwardCurve.SettlementWindowNanos);
            SettlementWindow.Evaluate(
                new SettlementInput(slot.Kind, moment.Price, moment.Average, elapsed, slot.Strike, years, slot.Volatility), out greeks);
        }
        else
        {
            Black76.Evaluate(new OptionInput(slot.Kind, moment.Price, slot.Strike, years, slot.Volatility), out greeks);
        }

        return style == SettlementStyle.Inverse ? greeks.Price / moment.Price : greeks.Price;
    }
}
