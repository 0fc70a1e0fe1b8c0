using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Transport;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// The same as <see cref="WarmCoreAgent"/> for what follows an order's decision: the trading session writes a request, the connection masks it, and
/// both take it back. The kernel's way of its bytes is as cold, so before every third as many go over a line of the process to itself, which is that
/// way up to the network device. Thread: the trading session's.
/// </summary>
/// <param name="session">Ready, or nothing is done.</param>
/// <param name="line">Of <see cref="OrderBytes"/> a send. Owned from here on.</param>
/// <param name="kill">While it is set nothing is kept warm.</param>
/// <param name="intervalNanos">Between two requests.</param>
internal sealed class WarmOrderAgent(TradingSession session, LoopbackLine line, KillLatch kill, long intervalNanos) : IAgent
{
    /// <summary>Of an order, masked and framed.</summary>
    public const int OrderBytes = 219;

    /// <summary>A send takes some 5 us, the rest 0.1.</summary>
    private const int RequestsPerSend = 3;

    private int _requests;
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
            if (++_requests % RequestsPerSend == 0)
            {
                line.Send();
            }

            session.Rehearse(in _order, in now);
        }

        return 0;
    }

    public void OnClose() => line.Dispose();
}
