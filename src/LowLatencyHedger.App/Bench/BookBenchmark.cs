using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Bench;

/// <summary>
/// Changes of a book with 500 levels a side, most of them near the best price: of one level, and of seven at once, where every second level
/// comes or goes and the others get another amount. The floor stores the levels in an array at places that are known.
/// </summary>
internal sealed class BookBenchmark : IBenchmark
{
    private const int Count = 512;
    private const int Depth = 500;
    private const double Mid = 60_000;
    private const double MeanPlace = 8;
    private const int Seed = 4_401;

    private readonly BookLevel[] _stored = new BookLevel[Depth];

    public string Name => "book";

    public IReadOnlyList<BenchRow> Run(Rounds rounds) =>
        [Compare(rounds, "changeOneLevel", 1), Compare(rounds, "changeSevenLevels", BookBody.MaxLevels)];

    /// <summary>Changes of so many levels each, in a book of so many a side.</summary>
    public static Work Changes(string name, int levels, int depth)
    {
        var changes = Draw(levels, depth);
        var changeId = 1L;
        var book = FullBook(changeId, depth);
        return new Work(name, Count, () => changeId = Apply(book, changes, changeId));
    }

    private BenchRow Compare(Rounds rounds, string name, int levels)
    {
        var changes = Draw(levels, Depth);
        return rounds.Compare(Changes(name, levels, Depth), new Work("storeLevels", Count, () => Store(changes)));
    }

    private static InputEvent[] Draw(int levels, int depth)
    {
        var random = new Random(Seed);
        var changes = new InputEvent[Count];
        for (var i = 0; i < Count; i += 2)
        {
            DrawPair(random, levels, depth, i, out changes[i], out changes[i + 1]);
        }

        return changes;
    }

    private static long Apply(OrderBook book, InputEvent[] changes, long changeId)
    {
        foreach (ref var change in changes.AsSpan())
        {
            change.Book.PrevChangeId = changeId;
            change.Book.ChangeId = ++changeId;
            Invariant.That(book.Apply(change), "the changes of a bench follow each other");
        }

        return changeId;
    }

    private void Store(InputEvent[] changes)
    {
        var place = 0;
        foreach (ref readonly var change in changes.AsSpan())
        {
            ReadOnlySpan<BookLevel> levels = change.Book.Levels;
            foreach (ref readonly var level in levels[..(change.Book.BidCount + change.Book.AskCount)])
            {
                _stored[place] = level;
                place = place == Depth - 1 ? 0 : place + 1;
            }
        }
    }

    /// <summary>A change and one that undoes it: the sequence can be repeated for ever.</summary>
    private static void DrawPair(Random random, int levels, int depth, int number, out InputEvent change, out InputEvent inverse)
    {
        change = Empty();
        change.Book.BidCount = (byte)((levels + (number / 2 % 2)) / 2);
        change.Book.AskCount = (byte)(levels - change.Book.BidCount);
        inverse = change;
        var place = 0;
        for (var i = 0; i < levels; i++)
        {
            var isBid = i < change.Book.BidCount;
            place = (i == 0 || i == change.Book.BidCount ? 0 : place + 1) + (int)(-MeanPlace / levels * Math.Log(1 - random.NextDouble()));
            place = Math.Min(place, depth - 1);

            // The levels of the full book are a dollar apart; those that come and go lie between them.
            var comesAndGoes = (i + (number / 4)) % 2 == 0;
            var distance = place + (comesAndGoes ? 0.5 : 1);
            var price = Price.FromDouble(isBid ? Mid - distance : Mid + distance);
            change.Book.Levels[i] = new BookLevel { Price = price, Amount = Quantity.FromDouble(2_000) };
            inverse.Book.Levels[i] = new BookLevel { Price = price, Amount = Quantity.FromDouble(comesAndGoes ? 0 : 1_000) };
        }
    }

    private static OrderBook FullBook(long changeId, int depth)
    {
        var book = new OrderBook(2 * depth);
        for (var i = 0; i < depth; i++)
        {
            var chunk = Empty();
            chunk.Flags = (i == 0 ? InputFlags.SnapshotStart : 0) | (i == depth - 1 ? InputFlags.Last : 0);
            chunk.Book.ChangeId = changeId;
            chunk.Book.BidCount = 1;
            chunk.Book.AskCount = 1;
            chunk.Book.Levels[0] = new BookLevel { Price = Price.FromDouble(Mid - 1 - i), Amount = Quantity.FromDouble(1_000) };
            chunk.Book.Levels[1] = new BookLevel { Price = Price.FromDouble(Mid + 1 + i), Amount = Quantity.FromDouble(1_000) };
            book.Apply(chunk);
        }

        return book;
    }

    private static InputEvent Empty() => new() { Kind = InputKind.BookChunk, Flags = InputFlags.Last };
}
