using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>
/// Keeps depth around a mark in one book: pulls orders that the mark has overrun, quotes at the touch, refreshes some levels
/// behind it. It may trade with accounts' orders that it reaches, never with itself.
/// </summary>
internal sealed class LiquidityProvider(Instrument instrument, MatchingEngine engine, Account market, Random random)
{
    private readonly List<BookOrder> _bids = [];
    private readonly List<BookOrder> _asks = [];

    /// <summary>Quotes nothing until it is back.</summary>
    public bool IsAway { get; set; }

    /// <summary>Requotes around <paramref name="fair"/> with the given half spread (quote units).</summary>
    public void Requote(double fair, double halfSpread)
    {
        if (IsAway)
        {
            return;
        }

        var spec = instrument.Spec;
        var bid = spec.FloorToTick(Price.FromDouble(fair - halfSpread));
        var ask = spec.CeilingToTick(Price.FromDouble(fair + halfSpread));
        ask = ask > bid ? ask : spec.TickUp(bid);
        Pull(_bids, order => order.PriceRaw > bid.Raw);
        Pull(_asks, order => order.PriceRaw < ask.Raw);
        Fill(Side.Buy, _bids, bid);
        Fill(Side.Sell, _asks, ask);
    }

    /// <summary>Takes every order out: the book closes.</summary>
    public void Withdraw()
    {
        Pull(_bids, static _ => true);
        Pull(_asks, static _ => true);
    }

    private int DepthTarget => instrument.Spec.Kind switch
    {
        InstrumentKind.Perpetual => 30,
        InstrumentKind.Future => 10,
        _ => 4,
    };

    private void Pull(List<BookOrder> orders, Predicate<BookOrder> overrun)
    {
        for (var index = orders.Count - 1; index >= 0; index--)
        {
            var order = orders[index];
            if (order.RemainingRaw == 0)
            {
                orders.RemoveAt(index);
            }
            else if (overrun(order))
            {
                instrument.Book.Remove(order);
                orders.RemoveAt(index);
            }
        }
    }

    private void Fill(Side side, List<BookOrder> orders, Price best)
    {
        if (best < instrument.Spec.TickSize)
        {
            return;
        }

        if (orders.TrueForAll(order => order.PriceRaw != best.Raw))
        {
            Add(side, orders, best);
        }
        else if (orders.Count > 0 && random.Next(3) == 0)
        {
            Resize(orders[random.Next(orders.Count)]);
        }

        for (var attempt = 0; attempt < 2 * DepthTarget && orders.Count < DepthTarget; attempt++)
        {
            var price = Behind(side, best, random.Next(1, 3 * DepthTarget));
            if (price >= instrument.Spec.TickSize && orders.TrueForAll(order => order.PriceRaw != price.Raw))
            {
                Add(side, orders, price);
            }
        }

        while (orders.Count > DepthTarget + 2)
        {
            var farthest = side == Side.Buy ? orders.MinBy(static o => o.PriceRaw)! : orders.MaxBy(static o => o.PriceRaw)!;
            instrument.Book.Remove(farthest);
            orders.Remove(farthest);
        }
    }

    private Price Behind(Side side, Price best, int ticks)
    {
        var price = best;
        for (var count = 0; count < ticks && price > instrument.Spec.TickSize; count++)
        {
            price = side == Side.Buy ? instrument.Spec.TickDown(price) : instrument.Spec.TickUp(price);
        }

        return price;
    }

    private void Add(Side side, List<BookOrder> orders, Price price)
    {
        var order = new BookOrder(engine.TakeSequence(), market, side, price.Raw, AmountRaw());
        engine.Match(instrument, order);
        if (order.RemainingRaw > 0)
        {
            instrument.Book.Add(order);
            orders.Add(order);
        }
    }

    /// <summary>Smaller keeps the place in the queue, larger goes to its end.</summary>
    private void Resize(BookOrder order)
    {
        var amountRaw = AmountRaw();
        if (amountRaw < order.RemainingRaw)
        {
            instrument.Book.Reduce(order, order.RemainingRaw - amountRaw);
            return;
        }

        instrument.Book.Remove(order);
        order.RemainingRaw = amountRaw;
        order.Sequence = engine.TakeSequence();
        instrument.Book.Add(order);
    }

    /// <summary>Log-normal sizes: 15,000 USD (0.2 BTC) in futures, a few contracts in options; on the amount grid.</summary>
    private long AmountRaw()
    {
        var spec = instrument.Spec;
        var step = spec.MinTradeAmount.Raw;
        var median = spec switch
        {
            { IsOption: true } => 50 * step,
            { IsLinear: true } => 200 * step,
            _ => Quantity.FromDouble(15_000).Raw,
        };
        var size = median * Math.Exp(Normal.Sample(random));
        return Math.Max((long)(size / step), 1) * step;
    }
}
