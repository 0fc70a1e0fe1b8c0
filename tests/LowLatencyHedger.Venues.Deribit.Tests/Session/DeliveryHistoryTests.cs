using System.Globalization;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Tests.Session;

public sealed class DeliveryHistoryTests
{
    [Fact]
    public void Start_ADeliverySinceTheLastReading_ReadsTheSettlementHistoryPageByPage()
    {
        var fixture = AtADelivery();
        var at = fixture.Now.UtcNanos / Nanos.PerMilli;
        var pages = new Queue<(string? Continuation, string Result)>(
        [
            (null, $"{{\"settlements\":[{Delivery("BTC-27FEB26-100000-C", at, 2)},{{\"type\":\"settlement\",\"timestamp\":{at},\"instrument_name\":\"BTC-PERPETUAL\"}}],"
                + $"\"continuation\":\"{new string('x', 60)}\"}}"),
            (new string('x', 60), $"{{\"settlements\":[{Delivery("BTC-27FEB26-110000-C", at, -1.5)},{Delivery("BTC-UNKNOWN", at, 1)}],\"continuation\":\"none\"}}"),
        ]);
        fixture.Venue.Overrides["private/get_settlement_history_by_currency"] = parameters =>
        {
            var (continuation, result) = pages.Dequeue();
            Assert.Equal(("BTC", "delivery"), (parameters.GetProperty("currency").GetString(), parameters.GetProperty("type").GetString()));
            Assert.Equal(continuation, parameters.TryGetProperty("continuation", out var text) ? text.GetString() : null);
            return "\"result\":" + result;
        };
        fixture.Open();
        fixture.RunToReady();

        Assert.Empty(pages);
        Assert.Equal([2.0, -1.5], fixture.EventsOf(InputKind.Settlement).Select(e => e.Settlement.Position.ToDouble()));
        Assert.All(fixture.EventsOf(InputKind.Settlement), e => Assert.Equal((0.031, at * Nanos.PerMilli), (e.Settlement.Price, e.ExchangeTimeUtcNanos)));
    }

    [Theory]
    [InlineData("\"error\":{\"code\":13021,\"message\":\"forbidden\"}")]
    [InlineData("\"result\":\"ok\"")]
    [InlineData("\"result\":{\"settlements\":[{\"type\":\"delivery\"}]}")]
    public void Start_SettlementHistoryRefusedOrUnreadable_IsReady(string answer)
    {
        var fixture = AtADelivery();
        fixture.Venue.Overrides["private/get_settlement_history_by_currency"] = _ => answer;
        fixture.Open();
        fixture.RunToReady();

        Assert.Equal(1, fixture.Venue.CountSent("private/get_settlement_history_by_currency"));
    }

    /// <summary>The last reading was at 07:00 UTC, and it is half past twelve.</summary>
    [Theory]
    [InlineData(6, 0)]
    [InlineData(8, 1)]
    [InlineData(12, 1)]
    [InlineData(16, 0)]
    public void Start_AnHourOfDelivery_AsksWhenItHasBeenSince(int hour, int requests)
    {
        var fixture = AtADelivery(hour * 3_600 * Nanos.PerSecond);
        fixture.Open();
        fixture.RunToReady();

        Assert.Equal(requests, fixture.Venue.CountSent("private/get_settlement_history_by_currency"));
    }

    /// <summary>The last reading was before 08:00 UTC, and it is after that now.</summary>
    private static SessionFixture AtADelivery(long? deliveryOfDayNanos = null)
    {
        const long Day = Nanos.PerDay;
        var delivery = (SessionFixture.StartUtcNanos / Day * Day) + (8 * 3_600 * Nanos.PerSecond);
        var fixture = SessionFixture.ForTrading(change: settings => settings with
        {
            StartedUtcNanos = delivery - (3_600 * Nanos.PerSecond), DeliveryOfDayNanos = deliveryOfDayNanos ?? settings.DeliveryOfDayNanos,
        });
        fixture.Advance(Math.Max(0, delivery - SessionFixture.StartUtcNanos));
        return fixture;
    }

    private static string Delivery(string instrument, long utcMillis, double position) =>
        $"{{\"type\":\"delivery\",\"timestamp\":{utcMillis},\"session_profit_loss\":0.01,\"profit_loss\":0.01,\"position\":{position.ToString(CultureInfo.InvariantCulture)},"
        + $"\"mark_price\":0.031,\"instrument_name\":\"{instrument}\",\"index_price\":90000.5}}";
}
