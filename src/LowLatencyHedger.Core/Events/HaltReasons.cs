namespace LowLatencyHedger.Core.Events;

/// <summary>Which halts end how.</summary>
public static class HaltReasons
{
    /// <summary>A halt that ends without an operator: before everything is known, and at the end. Every other one stays.</summary>
    public static bool IsHaltThatPasses(this ReasonCode reason) =>
        reason is ReasonCode.None or ReasonCode.TradingSessionDown or ReasonCode.NotReconciled or ReasonCode.Shutdown;
}
