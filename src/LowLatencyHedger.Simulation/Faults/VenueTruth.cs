using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Faults;

/// <summary>What has really happened at the venue, kept by one who hears all of it at once.</summary>
internal sealed class VenueTruth(FaultScene scene) : IExchangeListener
{
    private const int TopsKept = 512;

    private readonly Dictionary<string, Order> _ends = [];
    private readonly List<Top> _tops = [];

    /// <summary>Trades of the account in the hedge instrument that no order of the engine made: when the last one was.</summary>
    public long LastForeignTradeNanos { get; private set; } = long.MinValue / 2;

    public long OwnTrades { get; private set; }

    /// <summary>The end of an order of the engine, by label; null while it has none.</summary>
    public Order? EndOf(OrderRef order) => _ends.GetValueOrDefault($"hx1-{order.Epoch:x8}-{order.Number:x8}");

    /// <summary>
    /// Whether the best prices that the book had at a change were the venue's at some time since a moment. Null when that change is not
    /// known.
    /// </summary>
    public bool? WasTopSince(long changeId, long sinceNanos)
    {
        var known = _tops.FindIndex(top => top.ChangeId == changeId);
        if (known < 0)
        {
            return null;
        }

        for (var i = _tops.Count - 1; i >= 0; i--)
        {
            if (_tops[i].Bid == _tops[known].Bid && _tops[i].Ask == _tops[known].Ask)
            {
                return true;
            }

            if (_tops[i].AtNanos < sinceNanos)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>The best price that an order of a side met at a change; null when that change is not known.</summary>
    public Price? TouchAt(long changeId, Side side)
    {
        var known = _tops.FindIndex(top => top.ChangeId == changeId);
        return known < 0 ? null : side == Side.Buy ? _tops[known].Ask : _tops[known].Bid;
    }

    public void OnBookChanged(BookChange change)
    {
        if (change.Instrument == scene.Perpetual)
        {
            if (_tops.Count == 2 * TopsKept)
            {
                _tops.RemoveRange(0, TopsKept);
            }

            var book = scene.Perpetual.Book;
            _tops.Add(new Top(change.ChangeId, scene.NowNanos, book.BestBid?.Price ?? Price.None, book.BestAsk?.Price ?? Price.None));
        }
    }

    public void OnAccountChanged(AccountChange change)
    {
        if (change.Instrument != scene.Perpetual)
        {
            return;
        }

        foreach (var order in change.Orders)
        {
            if (!order.IsOpen && order.ConnectionId != 0)
            {
                _ends[order.Label] = order;
            }
        }

        foreach (var trade in change.Trades)
        {
            // An order by hand comes over no connection.
            if (trade.Order.ConnectionId == 0)
            {
                LastForeignTradeNanos = scene.NowNanos;
            }
            else
            {
                OwnTrades++;
            }
        }
    }

    public void OnQuoteChanged(Instrument instrument)
    {
    }

    public void OnTickerChanged(Instrument instrument)
    {
    }

    public void OnTrades(Instrument instrument, IReadOnlyList<PublicTrade> trades)
    {
    }

    public void OnIndex(PriceIndex index)
    {
    }

    public void OnMarkPrices(PriceIndex index, IReadOnlyList<Instrument> options)
    {
    }

    public void OnPortfolioChanged(Account account, string currency)
    {
    }

    public void OnProtected(Account account, PriceIndex index, long frozenUntilMs)
    {
    }

    public void OnInstrumentState(Instrument instrument)
    {
    }

    public void OnPlatformState(PriceIndex index)
    {
    }

    private readonly record struct Top(long ChangeId, long AtNanos, Price Bid, Price Ask);
}
