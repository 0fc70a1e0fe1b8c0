using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Tests.Market;

/// <summary>The oracle of <c>OrderBook</c>: two sorted dictionaries, whole messages, no capacity.</summary>
internal sealed class NaiveBook
{
    public SortedDictionary<long, long> Bids { get; } = new(Comparer<long>.Create((a, b) => b.CompareTo(a)));

    public SortedDictionary<long, long> Asks { get; } = [];

    public void Set(Side side, long price, long amount)
    {
        var levels = side == Side.Buy ? Bids : Asks;
        if (amount == 0)
        {
            levels.Remove(price);
        }
        else
        {
            levels[price] = amount;
        }
    }

    public (long Filled, double Average, long Worst) Walk(Side takerSide, long amount, long limit)
    {
        long filled = 0;
        long worst = Decimal8.None;
        double paid = 0;
        foreach (var (price, available) in takerSide == Side.Buy ? Asks : Bids)
        {
            var beyond = takerSide == Side.Buy ? price > limit : price < limit;
            if (beyond || filled == amount)
            {
                break;
            }

            var taken = Math.Min(available, amount - filled);
            filled += taken;
            paid += taken * Decimal8.ToDouble(price);
            worst = price;
        }

        return (filled, filled == 0 ? double.NaN : paid / filled, worst);
    }

    /// <summary>Splits a message into chunks as a session does.</summary>
    public static IEnumerable<InputEvent> Chunks(
        IReadOnlyList<(Side Side, long Price, long Amount)> levels, long changeId, long prevChangeId, bool snapshot)
    {
        var start = 0;
        do
        {
            var chunk = new InputEvent { Kind = InputKind.BookChunk, ReceivedNanos = changeId, ExchangeTimeUtcNanos = changeId };
            chunk.Book.ChangeId = changeId;
            chunk.Book.PrevChangeId = prevChangeId;
            var part = levels.Skip(start).Take(BookBody.MaxLevels).OrderBy(level => level.Side == Side.Buy ? 0 : 1).ToList();
            for (var i = 0; i < part.Count; i++)
            {
                chunk.Book.Levels[i] = new BookLevel { Price = Price.FromRaw(part[i].Price), Amount = Quantity.FromRaw(part[i].Amount) };
            }

            chunk.Book.BidCount = (byte)part.Count(level => level.Side == Side.Buy);
            chunk.Book.AskCount = (byte)part.Count(level => level.Side == Side.Sell);
            chunk.Flags = snapshot && start == 0 ? InputFlags.SnapshotStart : InputFlags.None;
            start += BookBody.MaxLevels;
            chunk.Flags |= start >= levels.Count ? InputFlags.Last : InputFlags.None;
            yield return chunk;
        }
        while (start < levels.Count);
    }
}
