using System.Runtime.InteropServices;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Events;

/// <summary>
/// What the gate found for one order: which controls held, and which of those with a limit was used most. 32 bytes of the decision.
/// </summary>
[HotPath]
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public struct GateVerdict
{
    /// <summary>Bit n: the condition with number n held.</summary>
    public ulong ConditionsHeld;

    /// <summary>Bit n: the control of orders with number 64 + n held.</summary>
    public ulong OrderControlsHeld;

    /// <summary>The control that refused the order; None when it was sent.</summary>
    public RiskControl RefusedBy;

    /// <summary>Of all controls with a limit the one that was used most.</summary>
    public RiskControl Tightest;

    /// <summary>How much of that limit was used: 1000 is all of it.</summary>
    public ushort TightestUsePerMille;

    /// <summary>The value that the tightest limit was compared with, in the limit's unit.</summary>
    public double TightestValue;

    public readonly bool Held(RiskControl control) =>
        (((byte)control < 64 ? ConditionsHeld : OrderControlsHeld) & (1UL << ((byte)control & 63))) != 0;
}

/// <summary>How much of the engine a cause stops.</summary>
public enum StateScope : byte
{
    Global = 0,
    Underlying = 1,
    Instrument = 2,
}
