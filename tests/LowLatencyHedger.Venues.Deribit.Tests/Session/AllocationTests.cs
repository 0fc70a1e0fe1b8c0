using System.Text;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Tests.Session;

public sealed class AllocationTests
{
    private const int Rounds = 200;
    private static readonly byte[] s_heartbeat = Encoding.UTF8.GetBytes("{\"jsonrpc\":\"2.0\",\"method\":\"heartbeat\",\"params\":{\"type\":\"test_request\"}}");

    [Fact]
    public void MarketData_TickersBooksAndHeartbeats_AllocateNothing()
    {
        var fixture = SessionFixture.ForMarketData(tokenLifeSeconds: 31_536_000).Started();
        var ticker = Encoding.UTF8.GetBytes(FakeVenue.Notification(
            "ticker.BTC-PERPETUAL.raw",
            "{\"timestamp\":1765541474086,\"state\":\"open\",\"index_price\":92263.55,\"instrument_name\":\"BTC-PERPETUAL\",\"last_price\":92283.5,\"min_price\":90897.5,\"max_price\":93666.5,\"mark_price\":92281.78,\"best_ask_price\":92284.0,\"best_bid_price\":92283.5,\"best_ask_amount\":186520.0,\"best_bid_amount\":117660.0,\"funding_8h\":1.742e-05}"));
        var books = new byte[2 * Rounds][];
        for (var i = 0; i < books.Length; i++)
        {
            books[i] = Encoding.UTF8.GetBytes(fixture.Venue.Book("BTC-PERPETUAL", "change", fixture.Venue.ChangeId));
        }

        var next = 0;
        AssertNoAllocation(fixture, () =>
        {
            fixture.Session.OnMessage(ticker, fixture.Now);
            fixture.Session.OnMessage(books[next++], fixture.Now);
        });
        Assert.Equal(2, fixture.Publisher.Count);
        Assert.Equal(0, fixture.MarketData.BookGaps);
    }

    [Fact]
    public void Trading_UserChangesAndOrders_AllocateNothing()
    {
        var fixture = SessionFixture.ForTrading(tokenLifeSeconds: 31_536_000).Started();
        const string Label = "hx1-00000005-00000001";
        var changes = Encoding.UTF8.GetBytes(FakeVenue.Notification(
            "user.changes.any.any.raw",
            $"{{\"instrument_name\":\"BTC-PERPETUAL\",\"orders\":[{FakeVenue.Order(Label, "filled", 10)}],\"trades\":[{FakeVenue.Trade("1", Label)}],\"positions\":[{FakeVenue.Position(10)}]}}"));
        var place = new OutputEvent
        {
            Kind = OutputKind.PlaceOrder,
            Side = Side.Buy,
            Instrument = fixture.Perpetual,
            Ref = new OrderRef(5, 1),
            Price = Price.FromDouble(92000.5),
            Amount = Quantity.FromDouble(10),
            ValidUntilUtcNanos = fixture.Now.UtcNanos + Nanos.PerSecond,
        };
        var sent = 0;
        AssertNoAllocation(fixture, () =>
        {
            fixture.Session.OnMessage(changes, fixture.Now);
            sent += fixture.Session.Execute(in place, fixture.Now) ? 1 : 0;
        });
        Assert.Equal(2 * Rounds, sent);
    }

    /// <summary>Six seconds pass in every round, so that requests expire, the clock is asked for and heartbeats are answered.</summary>
    private static void AssertNoAllocation(SessionFixture fixture, Action round)
    {
        fixture.RunFor(5 * Nanos.PerSecond);
        fixture.Venue.IsSilent = true;
        long before = 0;
        for (var i = 0; i < 2 * Rounds; i++)
        {
            if (i == Rounds)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }

            fixture.Publisher.Clear();
            fixture.Advance(6 * Nanos.PerSecond);
            fixture.Session.OnMessage(s_heartbeat, fixture.Now);
            fixture.Tick();
            fixture.Publisher.Clear();
            round();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(fixture.Venue.SilentBytes > 0);
        Assert.Equal(SessionState.Ready, fixture.Session.State);
    }
}
