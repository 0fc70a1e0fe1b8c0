using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>A price-time priority book. Reading is public; only the engine changes it.</summary>
public sealed class OrderBook
{
    private readonly Instrument _instrument;

    // Bids are keyed by the negated price, so that the best level of either side is the first.
    private readonly SortedList<long, PriceLevel> _bids = [];
    private readonly SortedList<long, PriceLevel> _asks = [];
    private readonly Dictionary<long, long> _touchedBids = [];
    private readonly Dictionary<long, long> _touchedAsks = [];

    internal OrderBook(Instrument instrument) => _instrument = instrument;

    /// <summary>Number of the last published change; grows, with gaps, over all books of the exchange.</summary>
    public long ChangeId { get; internal set; }

    /// <summary>Unix milliseconds of the last published change.</summary>
    public long TimestampMs { get; internal set; }

    /// <summary>Null when there are no bids.</summary>
    public BookLevel? BestBid => Best(Side.Buy);

    /// <summary>Null when there are no asks.</summary>
    public BookLevel? BestAsk => Best(Side.Sell);

    /// <summary>The levels of a side, best first.</summary>
    public IReadOnlyList<BookLevel> Levels(Side side, int depthMax = int.MaxValue)
    {
        var levels = LevelsOf(side);
        var result = new BookLevel[Math.Min(depthMax, levels.Count)];
        for (var index = 0; index < result.Length; index++)
        {
            result[index] = LevelAt(levels, side, index);
        }

        return result;
    }

    internal bool HasUnpublishedChange => _touchedBids.Count + _touchedAsks.Count > 0;

    internal int Depth(Side side) => LevelsOf(side).Count;

    /// <summary>The entry that trades first, or null.</summary>
    internal BookOrder? First(Side side)
    {
        var levels = LevelsOf(side);
        return levels.Count == 0 ? null : levels.Values[0].Orders.First!.Value;
    }

    /// <summary>Entries of a side in the order in which they would trade.</summary>
    internal IEnumerable<BookOrder> Entries(Side side) => LevelsOf(side).Values.SelectMany(static level => level.Orders);

    internal void Add(BookOrder order)
    {
        Touch(order.Side, order.PriceRaw);
        var levels = LevelsOf(order.Side);
        var key = Key(order.Side, order.PriceRaw);
        if (!levels.TryGetValue(key, out var level))
        {
            level = new PriceLevel();
            levels.Add(key, level);
        }

        level.Orders.AddLast(order);
        level.TotalRaw += order.RemainingRaw;
    }

    internal void Remove(BookOrder order)
    {
        Touch(order.Side, order.PriceRaw);
        var levels = LevelsOf(order.Side);
        var key = Key(order.Side, order.PriceRaw);
        var level = levels[key];
        level.Orders.Remove(order);
        level.TotalRaw -= order.RemainingRaw;
        if (level.Orders.Count == 0)
        {
            levels.Remove(key);
        }
    }

    /// <summary>Takes <paramref name="amountRaw"/> off an entry, in place; an entry left with nothing is removed.</summary>
    internal void Reduce(BookOrder order, long amountRaw)
    {
        if (amountRaw >= order.RemainingRaw)
        {
            Remove(order);
            order.RemainingRaw = 0;
            return;
        }

        Touch(order.Side, order.PriceRaw);
        order.RemainingRaw -= amountRaw;
        LevelsOf(order.Side)[Key(order.Side, order.PriceRaw)].TotalRaw -= amountRaw;
    }

    /// <summary>The difference to the last published book as one change, or null when there is none.</summary>
    internal BookChange? TakeChange(long changeId, long timestampMs)
    {
        var bids = Changes(Side.Buy, _touchedBids);
        var asks = Changes(Side.Sell, _touchedAsks);
        if (bids.Count + asks.Count == 0)
        {
            return null;
        }

        var change = new BookChange(_instrument, changeId, ChangeId, timestampMs, bids, asks);
        ChangeId = changeId;
        TimestampMs = timestampMs;
        return change;
    }

    private static long Key(Side side, long priceRaw) => side == Side.Buy ? -priceRaw : priceRaw;

    private static BookLevel LevelAt(SortedList<long, PriceLevel> levels, Side side, int index) =>
        new(Price.FromRaw(Key(side, levels.Keys[index])), Quantity.FromRaw(levels.Values[index].TotalRaw));

    private SortedList<long, PriceLevel> LevelsOf(Side side) => side == Side.Buy ? _bids : _asks;

    private BookLevel? Best(Side side)
    {
        var levels = LevelsOf(side);
        return levels.Count == 0 ? null : LevelAt(levels, side, 0);
    }

    private long TotalAt(Side side, long priceRaw) =>
        LevelsOf(side).TryGetValue(Key(side, priceRaw), out var level) ? level.TotalRaw : 0;

    private void Touch(Side side, long priceRaw) =>
        (side == Side.Buy ? _touchedBids : _touchedAsks).TryAdd(priceRaw, TotalAt(side, priceRaw));

    private List<BookLevelChange> Changes(Side side, Dictionary<long, long> touched)
    {
        var changes = new List<BookLevelChange>(touched.Count);
        foreach (var (priceRaw, before) in touched)
        {
            var after = TotalAt(side, priceRaw);
            if (after != before)
            {
                var action = before == 0 ? BookAction.New : after == 0 ? BookAction.Delete : BookAction.Change;
                changes.Add(new BookLevelChange(action, Price.FromRaw(priceRaw), Quantity.FromRaw(after)));
            }
        }

        touched.Clear();
        changes.Sort((left, right) => Key(side, left.Price.Raw).CompareTo(Key(side, right.Price.Raw)));
        return changes;
    }

    private sealed class PriceLevel
    {
        public LinkedList<BookOrder> Orders { get; } = new();

        public long TotalRaw { get; set; }
    }
}
