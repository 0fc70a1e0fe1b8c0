using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Snapshots;

namespace LowLatencyHedger.App.Explain;

/// <summary>What one control said of a decision.</summary>
/// <param name="IsHeld">Null when nobody asked it.</param>
/// <param name="Limit">Its value and limit just after the decision; null when it has none.</param>
internal sealed record RiskFinding(RiskControl Control, bool? IsHeld, LimitSnapshot? Limit);

/// <summary>
/// Every control with its verdict. With a verdict on record that is the gate's own; without one the conditions that have a limit are judged
/// by their values.
/// </summary>
internal static class RiskFindings
{
    /// <summary>From here on controls judge an order.</summary>
    private const int FirstOfOrders = 64;

    public static IReadOnlyList<RiskFinding> Of(Explanation e) =>
    [
        .. Enum.GetValues<RiskControl>().Where(control => control != RiskControl.None).Select(control =>
        {
            var limit = LimitOf(e.After, control);
            return new RiskFinding(control, IsHeld(e.Verdict, control, limit), limit);
        }),
    ];

    private static bool? IsHeld(GateVerdict? verdict, RiskControl control, LimitSnapshot? limit)
    {
        if (verdict is not { } found)
        {
            return limit is { } known ? known.IsHeld != 0 : null;
        }

        // An order that conditions held back was never judged.
        return (int)control >= FirstOfOrders && found.OrderControlsHeld == 0 ? null : found.Held(control);
    }

    private static LimitSnapshot? LimitOf(Picture picture, RiskControl control)
    {
        foreach (var limit in picture.Limits)
        {
            if (limit.Control == control)
            {
                return limit;
            }
        }

        return null;
    }
}
