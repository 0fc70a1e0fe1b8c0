using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk.Controls;

/// <summary>What controls are entered in. Implemented by structs that are type parameters, so that it costs no call.</summary>
internal interface IControlSheet
{
    /// <summary>A control that holds or does not.</summary>
    [HotPath]
    void Holds(RiskControl control, bool holds);

    /// <inheritdoc cref="ControlSheet.AtMost"/>
    [HotPath]
    void AtMost(RiskControl control, double value, double limit);
}
