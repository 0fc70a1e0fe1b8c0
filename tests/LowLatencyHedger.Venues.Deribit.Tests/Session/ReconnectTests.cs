using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Venues.Deribit.Tests.Session;

public sealed class ReconnectTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Close_AtEveryStep_ReachesReadyAgainAndBelievesNoStaleReply(bool isTrading)
    {
        var steps = StepsToReady(isTrading);
        Assert.InRange(steps, 5, 500);
        for (var closeAt = 0; closeAt <= steps; closeAt++)
        {
            var fixture = isTrading ? SessionFixture.ForTrading() : SessionFixture.ForMarketData();
            fixture.Open();
            for (var step = 0; step < closeAt; step++)
            {
                fixture.Step();
                fixture.Tick();
            }

            Reopen(fixture);
            fixture.RunToReady();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Close_AtRandomMomentsAgainAndAgain_ReachesReadyInTheEnd(bool isTrading)
    {
        var random = new Random(Seeds.For(nameof(Close_AtRandomMomentsAgainAndAgain_ReachesReadyInTheEnd), 4711));
        for (var round = 0; round < 20; round++)
        {
            var fixture = isTrading ? SessionFixture.ForTrading() : SessionFixture.ForMarketData();
            fixture.Open();
            for (var connection = 0; connection < 10; connection++)
            {
                fixture.RunFor(random.Next(1, 3000) * Nanos.PerMilli, random);
                fixture.Publisher.Clear();
                Reopen(fixture);
            }

            fixture.RunToReady(random);
        }
    }

    /// <summary>Breaks the connection; the new one is met by every answer that the old one still owed.</summary>
    private static void Reopen(SessionFixture fixture)
    {
        var stale = fixture.Venue.Unanswered.ToList();
        fixture.Venue.Unanswered.Clear();
        fixture.Venue.Notifications.Clear();
        fixture.Close();
        Assert.Equal(SessionState.Down, fixture.LastState().State);
        foreach (var request in stale)
        {
            fixture.Deliver(fixture.Venue.Reply(request, fixture.Now.UtcNanos)!);
        }

        fixture.Advance(Nanos.PerSecond);
        fixture.Open();
        var published = fixture.Publisher.Count;
        var unknown = Unknown(fixture);
        foreach (var request in stale)
        {
            fixture.Deliver(fixture.Venue.Reply(request, fixture.Now.UtcNanos)!);
        }

        fixture.Venue.Notifications.Clear();
        Assert.Equal(published, fixture.Publisher.Count);
        Assert.Equal(unknown + stale.Count, Unknown(fixture));
    }

    private static long Unknown(SessionFixture fixture) =>
        fixture.Session is Deribit.Session.TradingSession trading ? trading.UnknownReplies : fixture.MarketData.UnknownReplies;

    private static int StepsToReady(bool isTrading)
    {
        var fixture = isTrading ? SessionFixture.ForTrading() : SessionFixture.ForMarketData();
        fixture.Open();
        var steps = 0;
        for (; fixture.Session.State != SessionState.Ready && steps < 4000; steps++)
        {
            fixture.Step();
            fixture.Tick();
        }

        return steps;
    }
}
