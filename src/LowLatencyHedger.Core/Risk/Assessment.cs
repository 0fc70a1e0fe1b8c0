using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Risk.Controls;

namespace LowLatencyHedger.Core.Risk;

/// <summary>The trading state that the conditions of one underlying lead to, and what it follows from.</summary>
internal struct Assessment
{
    public TradingState State;

    /// <summary>The cause; None when the state is active.</summary>
    public ReasonCode Reason;

    /// <summary>How much of the engine the cause stops.</summary>
    public StateScope Scope;

    public ControlSheet Conditions;
}
