using LowLatencyHedger.Core.Orders;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging.Execution;

/// <summary>One attempt to hedge with post-only orders, however many that takes. It ends when nothing is wanted any more.</summary>
[HotPath]
internal struct PassiveRound
{
    /// <summary>So many refusals of post-only orders end the attempt: the market moves too fast for it.</summary>
    private const int MaxRefusals = 3;

    /// <summary>The last order; none when its end has been seen.</summary>
    public OrderRef Order;

    /// <summary>Where the net delta would be with it.</summary>
    public double AimDelta;

    private long _startNanos;
    private long _placedNanos;
    private int _refusals;
    private Side _side;

    /// <summary>Whether post-only orders have had their chance.</summary>
    public readonly bool IsSpent(long budgetNanos, long nowNanos) =>
        _startNanos != 0 && (nowNanos - _startNanos >= budgetNanos || _refusals >= MaxRefusals);

    /// <summary>Whether the next order would come too soon after the one before.</summary>
    public readonly bool IsPacing(long repegNanos, long nowNanos) => _placedNanos != 0 && nowNanos - _placedNanos < repegNanos;

    /// <summary>A hedge is wanted: the time counts from the first moment, and on another side anew.</summary>
    public void OnWanted(Side side, long nowNanos)
    {
        if (_startNanos == 0 || side != _side)
        {
            _startNanos = nowNanos;
            _refusals = 0;
            _side = side;
        }
    }

    public void OnPlaced(in OrderEntry entry, double aimDelta, long nowNanos)
    {
        Order = entry.Ref;
        AimDelta = aimDelta;
        _placedNanos = nowNanos;
    }

    public void OnEnded(in OrderEntry entry)
    {
        Order = OrderRef.None;
        _refusals += entry.Stage == OrderStage.Rejected ? 1 : 0;
    }

    public void End() => _startNanos = 0;
}
