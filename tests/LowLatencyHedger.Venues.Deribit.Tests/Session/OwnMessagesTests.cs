using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.Venues.Deribit.Tests.Session;

/// <summary>What comes with a fill is read again and again, and nobody learns of it.</summary>
public sealed class OwnMessagesTests
{
    private const string Label = "hx1-0000002a-00000001";
    private const string Portfolio = "{\"equity\":10.0,\"maintenance_margin\":0.25,\"available_funds\":9.5,\"delta_total\":31.6,\"balance\":10.0,\"currency\":\"BTC\"}";

    private static readonly string s_changes =
        $"{{\"instrument_name\":\"BTC-PERPETUAL\",\"orders\":[],\"trades\":[{FakeVenue.Trade("7", "")}],\"positions\":[{FakeVenue.Position(10)}]}}";

    private readonly SessionFixture _fixture = SessionFixture.ForTrading().Started();

    private OwnMessages Own => (OwnMessages)_fixture.Trading.FillReading;

    [Fact]
    public void Touch_NothingWasThere_ReadsNothing()
    {
        Touch();

        Assert.Equal(0, Own.Count);
    }

    [Fact]
    public void Touch_MessagesOfAFill_ReadsEachAndPublishesNothing()
    {
        Deliver();
        _fixture.Publisher.Clear();
        var counted = Counted();

        Touch();

        Assert.Equal(3, Own.Count);
        Assert.Equal(0, _fixture.Publisher.Count);
        Assert.Equal(counted, Counted());
    }

    [Fact]
    public void Touch_ManyTimes_AllocatesNothing()
    {
        Deliver();
        long before = 0;
        for (var i = 0; i < 400; i++)
        {
            before = i == 200 ? GC.GetAllocatedBytesForCurrentThread() : before;
            Touch();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>What is too long to be kept leaves what was kept before.</summary>
    [Fact]
    public void Touch_MessageTooLongToBeKept_ReadsTheOneBefore()
    {
        Deliver();
        var trades = string.Join(',', Enumerable.Range(20, 40).Select(i => FakeVenue.Trade(i.ToString(), "")));
        _fixture.Deliver(FakeVenue.Notification(
            "user.changes.any.any.raw", $"{{\"instrument_name\":\"BTC-PERPETUAL\",\"orders\":[],\"trades\":[{trades}],\"positions\":[]}}"));

        Touch();

        Assert.Equal(3, Own.Count);
    }

    private void Deliver()
    {
        _fixture.RunFor(5 * Nanos.PerSecond);
        _fixture.Deliver(FakeVenue.Notification("user.changes.any.any.raw", s_changes));
        _fixture.Deliver(FakeVenue.Notification("user.portfolio.btc", Portfolio));
        _fixture.Venue.Overrides["private/buy"] = _ => $"\"result\":{{\"order\":{FakeVenue.Order(Label, "filled", 10)},\"trades\":[{FakeVenue.Trade("9", Label)}]}}";
        Assert.True(_fixture.Session.Execute(
            new OutputEvent
            {
                Kind = OutputKind.PlaceOrder,
                Ref = new OrderRef(0x2a, 1),
                Instrument = _fixture.Perpetual,
                Side = Side.Buy,
                Price = Price.FromDouble(92_000),
                Amount = Quantity.FromDouble(10),
                TimeInForce = TimeInForce.ImmediateOrCancel,
                ValidUntilUtcNanos = _fixture.Now.UtcNanos + Nanos.PerSecond,
            },
            _fixture.Now));
        _fixture.RunFor(Nanos.PerSecond);
        Assert.Equal(2, _fixture.EventsOf(InputKind.Fill).Count);
    }

    private void Touch()
    {
        for (var turn = 0; turn < 3; turn++)
        {
            _fixture.Trading.FillReading.Touch(turn);
        }
    }

    private (long Changes, long Replies, long Portfolios) Counted()
    {
        var counters = _fixture.Trading.Counters;
        return (counters.Count(MessageKind.UserChanges), counters.Count(MessageKind.Reply), counters.Count(MessageKind.Portfolio));
    }
}
