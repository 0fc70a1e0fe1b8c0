using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Simulation.Tests.Exchange;

/// <summary>The book and the matching against a plain list of orders that is sorted before every step.</summary>
public sealed class MatchingTwinTests
{
    [Fact]
    public void Match_RandomOrders_AgreesWithASortedList()
    {
        var random = new Random(Seeds.For(nameof(Match_RandomOrders_AgreesWithASortedList), 4711));
        var model = Models.Quiet();
        var instrument = new Instrument(
            new InstrumentCatalog().Perpetual("BTC", linear: false) with { Name = "TWIN" }, model.FindIndex("btc_usd")!);
        var twin = new NaiveBook();
        var live = new List<(BookOrder Order, NaiveOrder Twin)>();
        for (var step = 0; step < 3_000; step++)
        {
            var side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
            var priceRaw = Price.FromDouble(91_000 + (0.5 * random.Next(-10, 11))).Raw;
            var amountRaw = Quantity.FromDouble(10 * random.Next(1, 20)).Raw;
            switch (random.Next(4))
            {
                case 0 when live.Count > 0:
                    var picked = random.Next(live.Count);
                    Cancel(instrument, twin, live[picked]);
                    live.RemoveAt(picked);
                    break;
                case 1 when live.Count > 0 && live[^1].Order.RemainingRaw > Decimal8.Scale:
                    instrument.Book.Reduce(live[^1].Order, Decimal8.Scale);
                    live[^1].Twin.RemainingRaw -= Decimal8.Scale;
                    break;
                default:
                    var order = new BookOrder(model.Engine.TakeSequence(), model.Ledger.Market, side, priceRaw, amountRaw);
                    var tradesBefore = instrument.TradeSeq;
                    model.Engine.Match(instrument, order);
                    var mirrored = new NaiveOrder(step, side, priceRaw) { RemainingRaw = amountRaw };
                    var trades = twin.Match(mirrored);
                    Assert.Equal(trades, instrument.TradeSeq - tradesBefore);
                    Assert.Equal(mirrored.RemainingRaw, order.RemainingRaw);
                    if (order.RemainingRaw > 0)
                    {
                        instrument.Book.Add(order);
                        twin.Orders.Add(mirrored);
                        live.Add((order, mirrored));
                    }

                    break;
            }

            live.RemoveAll(pair => pair.Order.RemainingRaw == 0);
            Assert.All(live, pair => Assert.Equal(pair.Twin.RemainingRaw, pair.Order.RemainingRaw));
            Assert.Equal(twin.Levels(Side.Buy), Raw(instrument.Book.Levels(Side.Buy)));
            Assert.Equal(twin.Levels(Side.Sell), Raw(instrument.Book.Levels(Side.Sell)));
        }
    }

    private static void Cancel(Instrument instrument, NaiveBook twin, (BookOrder Order, NaiveOrder Twin) pair)
    {
        instrument.Book.Remove(pair.Order);
        twin.Orders.Remove(pair.Twin);
    }

    private static IEnumerable<(long, long)> Raw(IEnumerable<BookLevel> levels) =>
        levels.Select(level => (level.Price.Raw, level.Amount.Raw));

    private sealed class NaiveOrder(int arrival, Side side, long priceRaw)
    {
        public int Arrival { get; } = arrival;

        public Side Side { get; } = side;

        public long PriceRaw { get; } = priceRaw;

        public long RemainingRaw { get; set; }
    }

    private sealed class NaiveBook
    {
        public List<NaiveOrder> Orders { get; } = [];

        public int Match(NaiveOrder taker)
        {
            var sign = taker.Side == Side.Buy ? 1 : -1;
            var trades = 0;
            foreach (var maker in Orders.Where(order => order.Side != taker.Side && sign * order.PriceRaw <= sign * taker.PriceRaw)
                .OrderBy(order => sign * order.PriceRaw).ThenBy(order => order.Arrival).ToList())
            {
                if (taker.RemainingRaw > 0)
                {
                    var amount = Math.Min(taker.RemainingRaw, maker.RemainingRaw);
                    taker.RemainingRaw -= amount;
                    maker.RemainingRaw -= amount;
                    trades++;
                }
            }

            Orders.RemoveAll(order => order.RemainingRaw == 0);
            return trades;
        }

        public IEnumerable<(long, long)> Levels(Side side) => Orders.Where(order => order.Side == side)
            .GroupBy(order => order.PriceRaw)
            .OrderBy(level => side == Side.Buy ? -level.Key : level.Key)
            .Select(level => (level.Key, level.Sum(order => order.RemainingRaw)));
    }
}
