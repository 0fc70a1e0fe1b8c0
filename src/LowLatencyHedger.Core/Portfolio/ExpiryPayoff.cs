using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Portfolio;

/// <summary>
/// Options after their expiry, in the columns of <see cref="AnchorKernel"/>: the payoff is fixed, no risk is left, only the settlement
/// to come. The value is in the settlement currency itself.
/// </summary>
[HotPath]
internal static class ExpiryPayoff
{
    public static void Evaluate(double deliveryPrice, SettlementStyle style, ReadOnlySpan<double> inputs, Span<double> outputs)
    {
        outputs.Clear();
        for (var lane = 0; lane < AnchorKernel.Lanes; lane++)
        {
            var strike = inputs[(AnchorKernel.Strike * AnchorKernel.Lanes) + lane];
            var sign = inputs[(AnchorKernel.Sign * AnchorKernel.Lanes) + lane];
            outputs[((int)AnchorTerm.Value * AnchorKernel.Lanes) + lane] = Of(deliveryPrice, strike, sign, style);
        }
    }

    /// <summary>Of one option. NaN when the delivery price is not known.</summary>
    public static double Of(double deliveryPrice, double strike, double sign, SettlementStyle style)
    {
        var payoff = Math.Max(sign * (deliveryPrice - strike), 0.0);
        return style == SettlementStyle.Inverse ? payoff / deliveryPrice : payoff;
    }
}
