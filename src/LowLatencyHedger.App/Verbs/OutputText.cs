using System.Globalization;
using System.Text;
using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.App.Verbs;

/// <summary>Outputs in words, for people.</summary>
internal static class OutputText
{
    public static string Describe(OutputEvent? output) => output is not { } made
        ? "(none)"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{made.Kind} input={made.TriggerSequence} instrument={made.Instrument.Index} ref={made.Ref.Epoch:x8}-{made.Ref.Number:x8} "
            + $"{made.Side} {made.Amount} @ {made.Price} reason={Screaming(made.Reason)} state={made.TradingState} "
            + $"delta {made.DeltaBefore:R} -> {made.DeltaAfter:R} band [{made.BandLower:R}, {made.BandUpper:R}] detail={made.Detail}");

    /// <summary><c>DeltaAboveBand</c> as <c>DELTA_ABOVE_BAND</c>.</summary>
    public static string Screaming(ReasonCode reason)
    {
        var text = new StringBuilder();
        foreach (var character in reason.ToString())
        {
            if (char.IsUpper(character) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToUpperInvariant(character));
        }

        return text.ToString();
    }

    /// <summary><c>DeltaAboveBand</c> as <c>delta above band</c>; None as nothing.</summary>
    public static string Words(ReasonCode reason) =>
        reason == ReasonCode.None ? "" : Screaming(reason).Replace('_', ' ').ToLowerInvariant();
}
