using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Risk.Controls;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Snapshots;

/// <summary>Notes every control that has a limit, in the order of evaluation, as far as there is room.</summary>
[HotPath]
internal struct LimitSheet(LimitSnapshot[] into, int place) : IControlSheet
{
    public int Count { get; private set; }

    public readonly void Holds(RiskControl control, bool holds)
    {
    }

    public void AtMost(RiskControl control, double value, double limit) => Note(control, ControlTable.Reason(control), value, limit);

    /// <summary>A limit that may have no control of its own.</summary>
    public void Note(RiskControl control, ReasonCode reason, double value, double limit)
    {
        if (Count < into.Length)
        {
            ref var noted = ref into[Count++];
            noted.Control = control;
            noted.Reason = reason;
            noted.Place = place;
            noted.Value = value;
            noted.Limit = limit;
            noted.IsHeld = value <= limit ? (byte)1 : (byte)0;
        }
    }
}
