using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Core.Tests.Market;

public sealed class OrderBookTests
{
    private const long Unit = Decimal8.Scale;

    private static (Side Side, long Price, long Amount) Bid(long price, long amount = 10) => (Side.Buy, price * Unit, amount * Unit);

    private static (Side Side, long Price, long Amount) Ask(long price, long amount = 10) => (Side.Sell, price * Unit, amount * Unit);

    private static bool Apply(
        OrderBook book, long changeId, long prevChangeId, bool snapshot, params (Side Side, long Price, long Amount)[] levels)
    {
        var consistent = false;
        foreach (var chunk in NaiveBook.Chunks(levels, changeId, prevChangeId, snapshot))
        {
            consistent = book.Apply(chunk);
        }

        return consistent;
    }

    private static OrderBook Started(int capacity = 16)
    {
        var book = new OrderBook(capacity);
        Assert.True(Apply(book, 100, 0, true, Bid(99), Bid(98, 20), Ask(101), Ask(103, 30)));
        return book;
    }

    [Fact]
    public void Apply_BeforeSnapshot_IsNotValid()
    {
        var book = new OrderBook(4);
        Assert.Equal(BookFault.NoSnapshot, book.Fault);
        Assert.False(Apply(book, 7, 6, false, Bid(1)));
        Assert.False(book.IsValid);
    }

    [Fact]
    public void Apply_FirstChangeWithoutPredecessor_StartsBook()
    {
        var book = new OrderBook(4);
        Assert.True(Apply(book, 7, 0, false, Bid(1), Ask(2)));
        Assert.True(book.IsValid);
    }

    [Fact]
    public void Apply_BetweenChunks_IsNotValid()
    {
        var book = new OrderBook(16);
        var levels = Enumerable.Range(1, 10).Select(i => Bid(i)).ToList();
        var chunks = NaiveBook.Chunks(levels, 5, 0, true).ToList();
        Assert.Equal(2, chunks.Count);
        Assert.False(book.Apply(chunks[0]));
        Assert.False(book.IsValid);
        Assert.True(book.Apply(chunks[1]));
        Assert.Equal(10, book.BidCount);
    }

    [Fact]
    public void Apply_NextMessageBeforeLastChunk_IsGap()
    {
        var book = new OrderBook(16);
        var levels = Enumerable.Range(1, 10).Select(i => Bid(i)).ToList();
        book.Apply(NaiveBook.Chunks(levels, 5, 0, true).First());
        Assert.False(Apply(book, 6, 5, false, Bid(20)));
        Assert.Equal(BookFault.Gap, book.Fault);
    }

    [Fact]
    public void Apply_WrongPredecessor_IsGapUntilSnapshot()
    {
        var book = Started();
        Assert.False(Apply(book, 103, 102, false, Bid(99, 5)));
        Assert.Equal(BookFault.Gap, book.Fault);
        Assert.False(Apply(book, 104, 103, false, Bid(99, 5)));
        Assert.False(Apply(book, 105, 0, false, Bid(99, 5)));
        Assert.True(Apply(book, 106, 0, true, Bid(99, 5), Ask(100)));
    }

    [Fact]
    public void Apply_OlderOrRepeatedChange_IsIgnored()
    {
        var book = Started();
        Assert.False(Apply(book, 100, 99, false, Bid(99, 5)));
        Assert.False(Apply(book, 90, 89, false, Bid(99, 5)));
        Assert.True(book.IsValid);
        Assert.Equal(10 * Unit, book.BestBidAmount.Raw);
    }

    [Fact]
    public void Apply_DeletesMissingLevel_IsNotValid()
    {
        var book = Started();
        Assert.False(Apply(book, 101, 100, false, Bid(97, 0)));
        Assert.Equal(BookFault.LevelMissing, book.Fault);
    }

    [Fact]
    public void Apply_CrossedOrLocked_IsNotValid()
    {
        var book = Started();
        Assert.False(Apply(book, 101, 100, false, Bid(101)));
        Assert.Equal(BookFault.Crossed, book.Fault);
    }

    [Fact]
    public void Apply_NegativeOrAbsentNumbers_IsNotValid()
    {
        Assert.False(Apply(Started(), 101, 100, false, (Side.Buy, 99 * Unit, -1)));
        Assert.False(Apply(Started(), 101, 100, false, (Side.Buy, Decimal8.None, 1)));
        Assert.False(Apply(Started(), 101, 100, false, (Side.Buy, 99 * Unit, Decimal8.None)));
        Assert.False(Apply(Started(), 101, 100, false, (Side.Buy, 0, 1)));
    }

    [Fact]
    public void Apply_FaultInsideSnapshot_RestOfMessageIsIgnored()
    {
        var book = new OrderBook(16);
        var levels = Enumerable.Range(1, 10).Select(i => Bid(i)).ToList();
        levels[2] = (Side.Buy, -5, 1);
        Assert.False(Apply(book, 5, 0, true, [.. levels]));
        Assert.Equal(BookFault.BadLevel, book.Fault);
        Assert.Equal(0, book.BidCount);
    }

    [Fact]
    public void Apply_MoreLevelsThanCapacity_KeepsTheBestAndSaysSo()
    {
        var book = new OrderBook(8);
        Assert.True(Apply(book, 1, 0, true, [.. Enumerable.Range(1, 20).Select(i => Bid(i)), Ask(30)]));
        Assert.True(book.IsTruncated);
        Assert.Equal(20 * Unit, book.BestBid.Raw);
        for (var depth = 1; depth < book.BidCount; depth++)
        {
            Assert.Equal((20 - depth) * Unit, book.Bid(depth).Price.Raw);
        }
    }

    [Fact]
    public void Apply_TruncatedSideRunsOut_IsDepleted()
    {
        var book = new OrderBook(4);
        Assert.True(Apply(book, 1, 0, true, [.. Enumerable.Range(1, 6).Select(i => Bid(i)), Ask(30)]));
        var kept = Enumerable.Range(0, book.BidCount).Select(depth => (Side.Buy, book.Bid(depth).Price.Raw, 0L)).ToArray();
        Assert.False(Apply(book, 2, 1, false, kept));
        Assert.Equal(BookFault.Depleted, book.Fault);
    }

    [Fact]
    public void Confirm_SameTouch_FreshensAndOtherTouchDoesNot()
    {
        var book = Started();
        book.Confirm(Price.FromRaw(99 * Unit), Price.FromRaw(102 * Unit), 500, 600);
        Assert.Equal(100, book.ReceivedNanos);
        book.Confirm(Price.FromRaw(99 * Unit), Price.FromRaw(101 * Unit), 500, 600);
        Assert.Equal(500, book.ReceivedNanos);
        Assert.Equal(600, book.ExchangeTimeUtcNanos);
    }

    [Fact]
    public void Walk_BeyondTheBook_FillsWhatThereIs()
    {
        var walk = Started().Walk(Side.Buy, Quantity.FromRaw(100 * Unit));
        Assert.Equal(40 * Unit, walk.Filled.Raw);
        Assert.Equal((10 * 101 + 30 * 103) / 40.0, walk.AveragePrice, 12);
        Assert.Equal(103 * Unit, walk.WorstPrice.Raw);
    }

    [Theory]
    [InlineData(11, 4096)]
    [InlineData(12, 24)]
    public void Apply_RandomMessages_EqualsNaiveBook(int fixedSeed, int capacity)
    {
        var random = new Random(Seeds.For(nameof(Apply_RandomMessages_EqualsNaiveBook), fixedSeed));
        var book = new OrderBook(capacity);
        var naive = new NaiveBook();
        long changeId = 1;
        Start(book, naive, random, changeId);
        for (var message = 0; message < 4_000; message++)
        {
            var levels = RandomChanges(naive, random);
            var previous = changeId;
            changeId += random.Next(1, 5);
            var valid = Apply(book, changeId, previous, false, [.. levels]);
            foreach (var (side, price, amount) in levels)
            {
                naive.Set(side, price, amount);
            }

            if (!valid)
            {
                Assert.Equal(BookFault.Depleted, book.Fault);
                Start(book, naive, random, ++changeId);
                continue;
            }

            AssertSame(book, naive, random);
        }
    }

    private static void Start(OrderBook book, NaiveBook naive, Random random, long changeId)
    {
        naive.Bids.Clear();
        naive.Asks.Clear();
        for (var i = 0; i < 40; i++)
        {
            naive.Set(Side.Buy, random.Next(400, 500) * Unit, random.Next(1, 50) * Unit);
            naive.Set(Side.Sell, random.Next(501, 600) * Unit, random.Next(1, 50) * Unit);
        }

        var levels = naive.Bids.Select(level => (Side.Buy, level.Key, level.Value))
            .Concat(naive.Asks.Select(level => (Side.Sell, level.Key, level.Value)));
        Assert.True(Apply(book, changeId, 0, true, [.. levels]));
    }

    private static List<(Side Side, long Price, long Amount)> RandomChanges(NaiveBook naive, Random random)
    {
        var levels = new Dictionary<(Side, long), long>();
        for (var i = random.Next(1, 12); i > 0; i--)
        {
            var side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
            var price = (side == Side.Buy ? random.Next(400, 501) : random.Next(501, 601)) * Unit;
            var isThere = (side == Side.Buy ? naive.Bids : naive.Asks).ContainsKey(price);
            levels[(side, price)] = isThere && random.Next(2) == 0 ? 0 : random.Next(1, 50) * Unit;
        }

        return [.. levels.Select(level => (level.Key.Item1, level.Key.Item2, level.Value))];
    }

    private static void AssertSame(OrderBook book, NaiveBook naive, Random random)
    {
        var bids = naive.Bids.Take(book.BidCount).ToList();
        var asks = naive.Asks.Take(book.AskCount).ToList();
        Assert.True(book.IsTruncated || (naive.Bids.Count == book.BidCount && naive.Asks.Count == book.AskCount));
        for (var depth = 0; depth < bids.Count; depth++)
        {
            Assert.Equal((bids[depth].Key, bids[depth].Value), (book.Bid(depth).Price.Raw, book.Bid(depth).Amount.Raw));
        }

        for (var depth = 0; depth < asks.Count; depth++)
        {
            Assert.Equal((asks[depth].Key, asks[depth].Value), (book.Ask(depth).Price.Raw, book.Ask(depth).Amount.Raw));
        }

        var side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
        var amount = random.Next(1, 40) * Unit;
        var limit = random.Next(495, 506) * Unit;
        var expected = naive.Walk(side, amount, limit);
        var actual = book.Walk(side, Quantity.FromRaw(amount), Price.FromRaw(limit));
        if (!book.IsTruncated)
        {
            Assert.Equal((expected.Filled, expected.Worst), (actual.Filled.Raw, actual.WorstPrice.Raw));
            Assert.Equal(expected.Average, actual.AveragePrice, 10);
        }
    }

    [Fact]
    public void Apply_WarmBook_DoesNotAllocate()
    {
        var book = Started();
        var change = NaiveBook.Chunks([Bid(97), Ask(104)], 101, 100, false).Single();
        var undo = NaiveBook.Chunks([Bid(97, 0), Ask(104, 0)], 102, 101, false).Single();
        var before = 0L;
        for (var i = 0; i < 2_000; i++)
        {
            before = i == 1_000 ? GC.GetAllocatedBytesForCurrentThread() : before;
            change.Book.PrevChangeId = book.ChangeId;
            change.Book.ChangeId = book.ChangeId + 1;
            book.Apply(change);
            undo.Book.PrevChangeId = book.ChangeId;
            undo.Book.ChangeId = book.ChangeId + 1;
            book.Apply(undo);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(book.IsValid);
    }
}
