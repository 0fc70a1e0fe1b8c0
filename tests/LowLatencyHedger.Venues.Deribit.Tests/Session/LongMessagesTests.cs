using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;
using LowLatencyHedger.Venues.Deribit.Codec.Scan;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.Venues.Deribit.Tests.Session;

/// <summary>A chain's marks and an account's positions are read in parts, between which other messages come.</summary>
public sealed class LongMessagesTests
{
    private const int Elements = 100;
    private const int Parts = (Elements / ElementsInParts<MarkVolScan>.PartLength) + 1;
    private const string Option = "BTC-27FEB26-100000-C";

    [Fact]
    public void Marks_OfAChain_AreReadInPartsAndThenPublishedInParts()
    {
        var fixture = SessionFixture.ForMarketData().Started();
        var deliveredNanos = fixture.Now.MonotonicNanos;
        fixture.Deliver(Chain());
        Assert.Empty(Marks(fixture));

        for (var tick = 1; tick < Parts; tick++)
        {
            Assert.NotEqual(0, fixture.Tick());
            Assert.Empty(Marks(fixture));
        }

        fixture.Advance(Nanos.PerMilli);
        fixture.Tick();
        Assert.Equal(ElementsInParts<MarkVolScan>.PartLength, Marks(fixture).Count);
        Run(fixture);

        Assert.Equal(Enumerable.Range(1, Elements), Marks(fixture).Select(mark => (int)Math.Round(mark.MarkVol.MarkPrice * 1e4)));
        Assert.All(Marks(fixture), mark => Assert.Equal(deliveredNanos, mark.ReceivedNanos));
        Assert.Equal(1, fixture.MarketData.Counters.Count(MessageKind.MarkPrices));
    }

    [Fact]
    public void Marks_TickerComesMeanwhile_ItGoesFirst()
    {
        var fixture = SessionFixture.ForMarketData().Started();
        fixture.Deliver(Chain());
        fixture.Deliver(FakeVenue.Notification(
            "ticker." + Option + ".raw", $"{{\"timestamp\":1768912242068,\"instrument_name\":\"{Option}\",\"mark_price\":0.05,\"mark_iv\":50.0}}"));

        Assert.Single(fixture.EventsOf(InputKind.Ticker));
        Assert.Empty(Marks(fixture));
        Run(fixture);
        Assert.Equal(Elements, Marks(fixture).Count);
    }

    /// <summary>Of two chains two messages are kept; of one the older ends when the next comes.</summary>
    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 2)]
    public void Marks_NextOnesComeBeforeTheyAreRead_ThoseBeforeGoFirst(int underlyings, int messages)
    {
        var fixture = SessionFixture.ForMarketData(underlyings: [.. Enumerable.Repeat(SessionFixture.Underlyings[0], underlyings)]).Started();
        for (var message = 0; message < messages; message++)
        {
            fixture.Deliver(Chain(1 + (message * Elements)));
        }

        Assert.Equal((messages - underlyings) * Elements, Marks(fixture).Count);
        for (var message = 0; message < messages; message++)
        {
            Run(fixture);
        }

        Assert.Equal(Enumerable.Range(1, messages * Elements), Marks(fixture).Select(mark => (int)Math.Round(mark.MarkVol.MarkPrice * 1e4)));
        Assert.Equal(messages, fixture.MarketData.Counters.Count(MessageKind.MarkPrices));
    }

    [Fact]
    public void Marks_ConnectionEndsMeanwhile_AreForgotten()
    {
        var fixture = SessionFixture.ForMarketData().Started();
        fixture.Deliver(Chain());
        fixture.Tick();
        fixture.Close();
        fixture.Started();
        Run(fixture);

        Assert.Empty(Marks(fixture));
    }

    /// <summary>White space the scanner leaves to the reader; what is no JSON ends the connection, as at once.</summary>
    [Theory]
    [InlineData("}]}}", " }]}}", true)]
    [InlineData("}]}}", "}]} }", true)]
    [InlineData("}]}}", "}]}", false)]
    [InlineData("}]}}", "}]}},", false)]
    [InlineData("}]}}", "},]}}", false)]
    public void Marks_SpelledOtherwiseAtTheEnd_AreReadTheLongWay(string usual, string other, bool isRead)
    {
        var fixture = SessionFixture.ForMarketData().Started();
        fixture.Deliver(Chain().Replace(usual, other, StringComparison.Ordinal));
        Run(fixture);

        Assert.Equal(isRead ? Elements : 0, Marks(fixture).Count);
        Assert.Equal(isRead ? 1 : 0, fixture.MarketData.Counters.Count(MessageKind.MarkPrices));
        Assert.Equal(isRead ? [] : [(int)SessionCause.Unreadable], fixture.Venue.Drops);
    }

    [Fact]
    public void Positions_OfALargeAccount_AreReadInPartsAndPublishedAsOnePicture()
    {
        var fixture = Trading();
        Ask(fixture);
        fixture.Step();
        Assert.Empty(Positions(fixture));
        Run(fixture);

        var positions = Positions(fixture);
        Assert.Equal(Enumerable.Range(1, Elements), positions.Select(position => (int)position.Position.Size.ToDouble() / 10));
        Assert.Equal(InputFlags.FromQuery | InputFlags.SnapshotStart, positions[0].Flags);
        Assert.Equal(InputFlags.FromQuery | InputFlags.Last, positions[^1].Flags);
        Assert.All(positions[1..^1], position => Assert.Equal(InputFlags.FromQuery, position.Flags));
        Assert.All(positions, position => Assert.True(position.ExchangeTimeUtcNanos > 0));
        Assert.Equal(0, fixture.Trading.UnknownReplies);
    }

    [Fact]
    public void Positions_FillComesMeanwhile_ItIsPublishedBehindThem()
    {
        var fixture = Trading();
        Ask(fixture);
        fixture.Step();
        fixture.Deliver(FakeVenue.Notification(
            "user.changes.any.any.raw", $"{{\"instrument_name\":\"BTC-PERPETUAL\",\"trades\":[{FakeVenue.Trade("7", "")}],\"orders\":[],\"positions\":[]}}"));

        InputKind[] kinds = [.. fixture.Publisher.Events.ToArray().Select(any => any.Kind)];
        Assert.Equal(Elements, kinds.Count(kind => kind == InputKind.Position));
        Assert.Equal(InputKind.Fill, kinds[^1]);
    }

    [Fact]
    public void Positions_ConnectionEndsMeanwhile_AreForgotten()
    {
        var fixture = Trading();
        Ask(fixture);
        fixture.Step();
        fixture.Tick();
        fixture.Close();
        fixture.Venue.Overrides.Remove("private/get_positions");
        fixture.Venue.Unanswered.Clear();
        fixture.Publisher.Clear();
        fixture.Started();

        Assert.Equal(InputFlags.Empty, Assert.Single(Positions(fixture)).Flags & InputFlags.Empty);
    }

    /// <summary>The answer to another question, of a connection that has gone for one.</summary>
    [Fact]
    public void Positions_NobodyAskedFor_AreCountedAndForgotten()
    {
        var fixture = Trading();
        fixture.Venue.Overrides["private/get_positions"] = _ => "\"result\":" + Account();
        const long NeverUsed = (1L << 60) + (long)RequestKind.QueryPositions;
        fixture.Deliver(fixture.Venue.Reply(new VenueRequest(NeverUsed, "private/get_positions", default), fixture.Now.UtcNanos)!);
        Run(fixture);
        Assert.Empty(Positions(fixture));
        Assert.Equal(1, fixture.Trading.UnknownReplies);

        Ask(fixture);
        fixture.Step();
        Run(fixture);
        Assert.Equal(Elements, Positions(fixture).Count);
    }

    [Theory]
    [InlineData("}]", "} ]", Elements)]
    [InlineData("}]", "}],\"result\":[]", 1)]
    [InlineData("}]", "}],\"unheard_of\":[1,2]", Elements)]
    [InlineData("}]", "}],", 0)]
    [InlineData("}]", "},]", 0)]
    public void Positions_SpelledOtherwiseAtTheEnd_AreReadTheLongWay(string usual, string other, int expected)
    {
        var fixture = Trading();
        Ask(fixture, Account().Replace(usual, other, StringComparison.Ordinal));
        fixture.Step();
        Run(fixture);

        Assert.Equal(expected, Positions(fixture).Count);
        Assert.Equal(expected > 0 ? [] : [(int)SessionCause.Unreadable], fixture.Venue.Drops);
    }

    private static string Chain(int first = 1) => FakeVenue.Notification(
        "markprice.options.btc_usd",
        "[" + string.Join(',', Enumerable.Range(first, Elements).Select(i =>
            $"{{\"timestamp\":1768912242068,\"mark_price\":{i / 1e4:0.0000},\"iv\":0.5,\"instrument_name\":\"{Option}\"}}")) + "]");

    private static string Account() => "[" + string.Join(',', Enumerable.Range(1, Elements).Select(i => FakeVenue.Position(10 * i))) + "]";

    private static List<InputEvent> Marks(SessionFixture fixture) => fixture.EventsOf(InputKind.MarkVol);

    private static List<InputEvent> Positions(SessionFixture fixture) => fixture.EventsOf(InputKind.Position);

    private static SessionFixture Trading()
    {
        var fixture = SessionFixture.ForTrading().Started();
        fixture.Publisher.Clear();
        return fixture;
    }

    /// <summary>The next step brings the reply.</summary>
    private static void Ask(SessionFixture fixture, string? account = null)
    {
        fixture.Venue.Overrides["private/get_positions"] = _ => "\"result\":" + (account ?? Account());
        Assert.True(fixture.Session.Execute(new OutputEvent { Kind = OutputKind.QueryPositions }, fixture.Now));
        fixture.Tick();
        Assert.Equal("private/get_positions", Assert.Single(fixture.Venue.Unanswered).Method);
    }

    private static void Run(SessionFixture fixture)
    {
        for (var tick = 0; tick < 3 * Parts; tick++)
        {
            fixture.Tick();
        }
    }
}
