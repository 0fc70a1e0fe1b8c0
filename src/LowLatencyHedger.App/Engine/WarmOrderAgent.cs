using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// The same as <see cref="WarmCoreAgent"/> for what follows an order's decision: the trading session writes a request, the connection masks it, and
/// both take it back. Thread: the trading session's.
/// </summary>
/// <param name="session">Ready, or nothing is done.</param>
/// <param name="kill">While it is set nothing is kept warm.</param>
/// <param name="intervalNanos">Between two requests.</param>
internal sealed class WarmOrderAgent(TradingSession session, KillLatch kill, long intervalNanos) : IAgent
{
    private OutputEvent _order = new()
    {
        Kind = OutputKind.PlaceOrder,
        Instrument = new InstrumentId(0),
        Ref = new OrderRef(1, 1),
        Side = Side.Buy,
        TimeInForce = TimeInForce.ImmediateOrCancel,
        Price = Price.FromDouble(60_000),
        Amount = Quantity.FromDouble(10),
        TradingState = TradingState.Active,
    };

    private long _dueNanos;

    public string Name => "warm order";

    public void OnStart()
    {
    }

    /// <summary>No work: a thread with nothing else to do is idle.</summary>
    [HotPath]
    public int DoWork()
    {
        var now = HotClock.Now();
        if (now.MonotonicNanos >= _dueNanos && !kill.IsSet)
        {
            _dueNanos = now.MonotonicNanos + intervalNanos;
            _order.Side = _order.Side == Side.Buy ? Side.Sell : Side.Buy;
            _order.ValidUntilUtcNanos = now.UtcNanos;
            session.Rehearse(in _order, in now);
        }

        return 0;
    }

    public void OnClose()
    {
    }
}
