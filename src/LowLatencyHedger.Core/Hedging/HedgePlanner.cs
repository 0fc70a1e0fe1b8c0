using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging;

/// <summary>Policy and sizing of one underlying, compiled together for the policy's type. Thread: the core's only.</summary>
[HotPath]
internal sealed class HedgePlanner<TPolicy>(TPolicy policy, OrderSizer sizer)
    where TPolicy : struct, IHedgePolicy
{
    private TPolicy _policy = policy;
    private OrderSizer _sizer = sizer;

    public HedgeTarget Decide(in HedgeView view) => _policy.Decide(view);

    /// <summary>None when <paramref name="intent"/> is an order; else why there is none.</summary>
    public ReasonCode Size(in Instrument instrument, OrderBook book, in HedgeTarget target, out OrderIntent intent) =>
        _sizer.Size(instrument, book, target, out intent);

    /// <summary>The same for an amount in the instrument's own unit.</summary>
    public ReasonCode Size(in Instrument instrument, OrderBook book, Side side, double wanted, ReasonCode reason, out OrderIntent intent) =>
        _sizer.Size(instrument, book, side, wanted, reason, out intent);
}
