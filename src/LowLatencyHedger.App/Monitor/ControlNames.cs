using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Snapshots;

namespace LowLatencyHedger.App.Monitor;

/// <summary>Limits in words, with the units that people read them in.</summary>
internal static class ControlNames
{
    public static string Of(in LimitSnapshot limit) => limit.Control != RiskControl.None ? Of(limit.Control) : limit.Reason switch
    {
        ReasonCode.LossAboveLimit => "loss since start",
        ReasonCode.DailyLossAboveLimit => "loss today",
        _ => "drawdown",
    };

    public static string Of(RiskControl control) => control switch
    {
        RiskControl.None => "",
        RiskControl.RingUse => "ring use",
        RiskControl.BookAge => "book age",
        RiskControl.Gamma => "gamma for 1 %",
        RiskControl.ExpiryGamma => "expiry gamma for 1 %",
        _ => Words(control.ToString()),
    };

    public static string Unit(in LimitSnapshot limit) => limit.Control switch
    {
        RiskControl.JournalLag or RiskControl.LoopLag or RiskControl.ClockOffset or RiskControl.BookAge or RiskControl.IndexAge or RiskControl.MarkAge
            or RiskControl.ForwardAge or RiskControl.VolatilityAge => "ms",
        RiskControl.RingUse => "%",
        RiskControl.Spread => "bps",
        RiskControl.NetDelta or RiskControl.Turnover or RiskControl.ExpiryDelta => "coins",
        RiskControl.MarginRatio => "of equity",
        RiskControl.Vega or RiskControl.ExpiryVega => "USD/point",
        RiskControl.Theta or RiskControl.ExpiryTheta => "USD/day",
        _ => "USD",
    };

    /// <summary>From the control's own unit to <see cref="Unit"/>.</summary>
    public static double Scale(in LimitSnapshot limit) => Unit(limit) == "ms" ? 1e-6 : 1;

    /// <summary><c>NetDelta</c> as <c>net delta</c>.</summary>
    public static string Words(string name) => string.Concat(name.Select((letter, i) =>
        i > 0 && char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}
