namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>One account's orders and trades: open ones, and closed ones for as long as the venue shows them.</summary>
internal sealed class OrderLedger
{
    private readonly Dictionary<string, BookOrder> _open = [];
    private readonly Dictionary<string, Order> _latest = [];
    private readonly Queue<Order> _closed = new();
    private readonly List<UserTrade> _trades = [];
    private readonly List<UserTrade> _archive = [];

    /// <summary>Open orders in the order of their arrival.</summary>
    public IEnumerable<BookOrder> Open => _open.Values.OrderBy(static entry => entry.Sequence);

    /// <summary>Closed orders, oldest first.</summary>
    public IEnumerable<Order> Closed => _closed;

    /// <summary>Trades, oldest first.</summary>
    public IReadOnlyList<UserTrade> Trades => _trades;

    /// <summary>Trades since a moment, oldest first.</summary>
    public IEnumerable<UserTrade> TradesFrom(long sinceMs)
    {
        var first = _trades.Count;
        while (first > 0 && _trades[first - 1].Trade.TimestampMs >= sinceMs)
        {
            first--;
        }

        return _trades.Skip(first);
    }

    /// <summary>Trades older than <see cref="Trades"/>, and those that have been there for a while; oldest first.</summary>
    public IEnumerable<UserTrade> Archived(long untilMs) => _archive.Concat(_trades).TakeWhile(trade => trade.Trade.TimestampMs <= untilMs);

    /// <summary>The trades recorded after the first <paramref name="count"/>.</summary>
    public List<UserTrade> TradesAfter(int count) => _trades.GetRange(count, _trades.Count - count);

    public BookOrder? FindOpen(string orderId) => _open.GetValueOrDefault(orderId);

    public Order? Find(string orderId) => _latest.GetValueOrDefault(orderId);

    /// <summary>Takes the newest state of an order; <paramref name="resting"/> is its book entry.</summary>
    public void Record(Order order, BookOrder resting)
    {
        _latest[order.OrderId] = order;
        if (order.IsOpen)
        {
            _open[order.OrderId] = resting;
            return;
        }

        _open.Remove(order.OrderId);
        _closed.Enqueue(order);
    }

    public void Record(UserTrade trade) => _trades.Add(trade);

    /// <summary>Forgets orders closed, and shows trades only in the archive that were made, before the given times.</summary>
    public void Expire(long closedBeforeMs, long tradedBeforeMs)
    {
        while (_closed.TryPeek(out var order) && order.LastUpdateMs < closedBeforeMs)
        {
            _closed.Dequeue();
            _latest.Remove(order.OrderId);
        }

        var firstKept = _trades.FindIndex(trade => trade.Trade.TimestampMs >= tradedBeforeMs);
        var count = firstKept < 0 ? _trades.Count : firstKept;
        _archive.AddRange(_trades.GetRange(0, count));
        _trades.RemoveRange(0, count);
    }
}
