using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Faults;

/// <summary>
/// Watches that a run of orders without any trade waits twice as long each time. An order that rests is not sure to trade, so it makes no
/// run longer; one that has traded ends it like any other.
/// </summary>
/// <param name="verdicts">Takes what is found.</param>
/// <param name="filledOf">What an order had traded when it ended; null while it has not.</param>
internal sealed class BackoffWatch(Verdicts verdicts, Func<OrderRef, Quantity?> filledOf)
{
    private readonly List<SentOrder> _orders = [];

    public void Clear() => _orders.Clear();

    public void OnSent(OrderRef order, bool isResting, long nowNanos)
    {
        if (!isResting)
        {
            Check(order, nowNanos);
        }

        _orders.Add(new SentOrder(order, isResting, nowNanos));
    }

    private void Check(OrderRef order, long nowNanos)
    {
        var run = 0;
        var lastNanos = 0L;
        for (var place = _orders.Count - 1; place >= 0; place--)
        {
            var earlier = _orders[place];
            var filled = filledOf(earlier.Order);
            if (filled is { IsPositive: true } || (filled is null && !earlier.IsResting))
            {
                break;
            }

            if (!earlier.IsResting)
            {
                lastNanos = run++ == 0 ? earlier.SentNanos : lastNanos;
            }
        }

        if (run > 0)
        {
            var leastMillis = Math.Min(FaultConfig.BackoffMillis << Math.Min(run - 1, 10), FaultConfig.BackoffMaxMillis);
            var waitedNanos = nowNanos - lastNanos;
            verdicts.Check(
                Law.BacksOff,
                waitedNanos >= leastMillis * Nanos.PerMilli,
                () => $"order {order.Number} {waitedNanos / 1e6} ms after {run} without a trade");
        }
    }

    private readonly record struct SentOrder(OrderRef Order, bool IsResting, long SentNanos);
}
