using System.Text.Json;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.Venues.Deribit.Tests.Session;

public sealed class MarketDataSessionTests
{
    private const string TestRequest = "{\"jsonrpc\":\"2.0\",\"method\":\"heartbeat\",\"params\":{\"type\":\"test_request\"}}";

    [Fact]
    public void Start_Clean_DefinesSubscribesAndIsReady()
    {
        var fixture = SessionFixture.ForMarketData();
        fixture.Open();
        fixture.RunToReady();

        Assert.Equal(
            [SessionState.Recovering, SessionState.Ready], fixture.EventsOf(InputKind.Session).Select(e => e.Session.State));
        Assert.Equal("btc_usd", fixture.EventsOf(InputKind.UnderlyingDefined).Single().UnderlyingDefined.IndexName.ToString());
        Assert.Equal(
            ["BTC-27FEB26-100000-C", "BTC-27FEB26-110000-C", "BTC-PERPETUAL"],
            fixture.EventsOf(InputKind.InstrumentDefined).Select(e => e.InstrumentDefined.Name.ToString()).Order());
        Assert.True(fixture.Table.IsLoaded);
        Assert.Equal(fixture.MarketData.WantedChannels, fixture.MarketData.AcceptedChannels);
        fixture.RunFor(Nanos.PerSecond);
        var chunk = fixture.EventsOf(InputKind.BookChunk).Single();
        Assert.Equal((fixture.Perpetual, InputFlags.SnapshotStart | InputFlags.Last), (chunk.Instrument, chunk.Flags));
    }

    [Fact]
    public void Start_RepliesInAnyOrder_IsReady()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var fixture = SessionFixture.ForMarketData();
            fixture.Open();
            fixture.RunToReady(new Random(seed));
            Assert.Equal(0, fixture.MarketData.UnknownReplies);
        }
    }

    [Fact]
    public void Subscribe_MoreThan500Channels_SplitsTheRequests()
    {
        var fixture = SessionFixture.ForMarketData();
        fixture.Venue.Instruments.AddRange(Enumerable.Range(0, 1200).Select(i => $"BTC-27FEB26-{i}-C"));
        fixture.Open();
        fixture.RunToReady();

        var sizes = fixture.Venue.Sent.Where(text => text.Contains("public/subscribe", StringComparison.Ordinal))
            .Select(text => JsonDocument.Parse(text).RootElement.GetProperty("params").GetProperty("channels").GetArrayLength()).ToList();
        Assert.Equal([500, 500, fixture.MarketData.WantedChannels - 1000], sizes);
        Assert.Equal(fixture.MarketData.WantedChannels, fixture.MarketData.AcceptedChannels);
        Assert.All(fixture.Venue.Sent, text => Assert.True(text.Length <= 32 * 1024));
    }

    [Fact]
    public void Subscribe_EssentialChannelLeftOut_IsNotReadyUntilItIsAccepted()
    {
        var fixture = SessionFixture.ForMarketData();
        fixture.Venue.RefusedChannels.Add("book.BTC-PERPETUAL.raw");
        fixture.Open();
        fixture.RunFor(12 * Nanos.PerSecond);

        Assert.Equal((SessionState.Recovering, (int)SessionCause.EssentialChannelMissing), (fixture.LastState().State, fixture.LastState().Cause));
        Assert.True(fixture.Venue.CountSent("public/subscribe") >= 3, "the missing channel is asked for again");
        fixture.Venue.RefusedChannels.Clear();
        fixture.RunFor(6 * Nanos.PerSecond);
        Assert.Equal(SessionState.Ready, fixture.Session.State);
        Assert.Empty(fixture.Venue.Drops);
    }

    [Fact]
    public void Subscribe_OptionTickerLeftOut_IsReadyAllTheSame()
    {
        var fixture = SessionFixture.ForMarketData();
        fixture.Venue.RefusedChannels.Add("ticker.BTC-27FEB26-110000-C.raw");
        fixture.Open();
        fixture.RunToReady();

        Assert.Equal(fixture.MarketData.WantedChannels - 1, fixture.MarketData.AcceptedChannels);
    }

    [Fact]
    public void Start_HedgeInstrumentUnknownToTheVenue_IsNotReadyAndSaysWhy()
    {
        var fixture = SessionFixture.ForMarketData();
        fixture.Venue.Instruments.Remove("BTC-PERPETUAL");
        fixture.Open();
        fixture.RunFor(5 * Nanos.PerSecond);

        Assert.Equal((SessionState.Recovering, (int)SessionCause.InstrumentMissing), (fixture.LastState().State, fixture.LastState().Cause));
    }

    [Fact]
    public void Book_GapThenSnapshot_InvalidatesAtTheGapAndRecovers()
    {
        var fixture = SessionFixture.ForMarketData().Started();
        fixture.RunFor(3 * Nanos.PerSecond);
        var first = fixture.Venue.ChangeId;
        fixture.Deliver(fixture.Venue.Book("BTC-PERPETUAL", "change", first));
        fixture.Venue.ChangeId += 100;
        fixture.Publisher.Clear();

        fixture.Deliver(fixture.Venue.Book("BTC-PERPETUAL", "change", fixture.Venue.ChangeId));
        Assert.Equal(fixture.Perpetual, fixture.EventsOf(InputKind.BookInvalidated).Single().Instrument);
        fixture.Deliver(fixture.Venue.Book("BTC-PERPETUAL", "change", fixture.Venue.ChangeId));
        Assert.Empty(fixture.EventsOf(InputKind.BookChunk));
        Assert.Equal(1, fixture.MarketData.BookGaps);

        fixture.RunFor(Nanos.PerSecond);
        Assert.Equal(1, fixture.Venue.CountSent("public/unsubscribe"));
        Assert.True(fixture.EventsOf(InputKind.BookChunk).Single().Flags.HasFlag(InputFlags.SnapshotStart));
        fixture.Deliver(fixture.Venue.Book("BTC-PERPETUAL", "change", fixture.Venue.ChangeId));
        Assert.Equal(2, fixture.EventsOf(InputKind.BookChunk).Count);
        Assert.Equal(SessionState.Ready, fixture.Session.State);
    }

    [Fact]
    public void Book_SnapshotNeverComes_ResyncsArePaced()
    {
        var fixture = SessionFixture.ForMarketData().Started();
        fixture.Venue.Overrides["public/subscribe"] = p => "\"result\":" + p.GetProperty("channels").GetRawText();
        Assert.True(fixture.Session.Execute(new OutputEvent { Kind = OutputKind.ResyncBook, Instrument = fixture.Perpetual }, fixture.Now));
        Assert.Single(fixture.EventsOf(InputKind.BookInvalidated));
        fixture.RunFor(10 * Nanos.PerSecond);

        Assert.InRange(fixture.MarketData.BookResyncs, 4, 6);
        Assert.Empty(fixture.Venue.Drops);
    }

    [Fact]
    public void Execute_ResyncOfUnwatchedBookOrOtherCommand_IsRefused()
    {
        var fixture = SessionFixture.ForMarketData().Started();
        fixture.Table.TryFind("BTC-27FEB26-100000-C"u8, out var option);

        Assert.False(fixture.Session.Execute(new OutputEvent { Kind = OutputKind.ResyncBook, Instrument = option }, fixture.Now));
        Assert.False(fixture.Session.Execute(new OutputEvent { Kind = OutputKind.PlaceOrder, Instrument = fixture.Perpetual }, fixture.Now));
    }

    [Fact]
    public void TestRequest_WithRequestsQueued_IsAnsweredFirst()
    {
        var fixture = SessionFixture.ForMarketData();
        fixture.Venue.Instruments.AddRange(Enumerable.Range(0, 1200).Select(i => $"BTC-27FEB26-{i}-C"));
        fixture.Venue.IsWritable = false;
        fixture.Open();
        fixture.RunFor(Nanos.PerSecond);
        fixture.Deliver(TestRequest);
        fixture.Venue.IsWritable = true;
        fixture.Tick();

        // Hello itself could not be sent before: even it comes after the answer.
        Assert.Contains("public/test", fixture.Venue.Sent[0], StringComparison.Ordinal);
        fixture.RunToReady();
        fixture.Venue.Sent.Clear();
        fixture.Deliver(TestRequest);
        Assert.Contains("public/test", fixture.Venue.Sent.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Link_SilentForLongerThanAllowed_IsDropped()
    {
        var fixture = SessionFixture.ForMarketData().Started();
        fixture.AdvanceSilently(2_500 * Nanos.PerMilli);
        Assert.Empty(fixture.Venue.Drops);
        fixture.AdvanceSilently(1 * Nanos.PerSecond);

        Assert.Equal([(int)SessionCause.DeadLink], fixture.Venue.Drops);
        Assert.Equal(SessionState.Down, fixture.Session.State);
        fixture.Close();
        Assert.Equal((int)SessionCause.DeadLink, fixture.LastState().Cause);
    }

    [Fact]
    public void Link_QuietMarketButAnsweringVenue_LivesOn()
    {
        var fixture = SessionFixture.ForMarketData().Started();
        fixture.RunFor(60 * Nanos.PerSecond);

        Assert.Empty(fixture.Venue.Drops);
        Assert.True(fixture.Venue.CountSent("public/get_time") >= 55, "the clock is what is asked for");
    }

    [Fact]
    public void Link_SilentBeforeTheLogin_IsGivenTwoHeartbeats()
    {
        var fixture = SessionFixture.ForMarketData();
        fixture.Open();
        fixture.AdvanceSilently(4 * Nanos.PerSecond);

        Assert.Empty(fixture.Venue.Drops);
    }

    [Fact]
    public void Request_NotAnsweredInTime_DropsTheConnectionDuringRecovery()
    {
        var fixture = SessionFixture.ForMarketData();
        fixture.Venue.Overrides["public/subscribe"] = _ => null;
        fixture.Open();
        fixture.RunFor(8 * Nanos.PerSecond);

        Assert.Equal([(int)SessionCause.RequestTimedOut], fixture.Venue.Drops);
    }

    [Fact]
    public void RateLimitReply_Always_DropsAndComesBackSlowly()
    {
        var fixture = SessionFixture.ForMarketData();
        fixture.Venue.Overrides["public/subscribe"] = _ => FakeVenue.Error(10028);
        fixture.Open();
        while (fixture.Venue.Drops.Count == 0)
        {
            fixture.RunFor(10 * Nanos.PerMilli);
        }

        Assert.Equal([10028], fixture.Venue.Drops);

        fixture.Venue.Overrides.Clear();
        fixture.Venue.Unanswered.Clear();
        fixture.Open();
        var reopened = fixture.Now.MonotonicNanos;
        fixture.RunToReady();
        Assert.True(fixture.Now.MonotonicNanos - reopened > Nanos.PerSecond, "empty pools have to refill first");
    }

    [Fact]
    public void Listing_NewInstrument_IsReadDefinedAndSubscribed()
    {
        var fixture = SessionFixture.ForMarketData().Started();
        fixture.Publisher.Clear();
        foreach (var name in new[] { "BTC-6MAR26-90000-C", "ETH-6MAR26-3000-C" })
        {
            fixture.Deliver(FakeVenue.Notification("instrument.state.any.any", $"{{\"timestamp\":1553080940000,\"state\":\"open\",\"instrument_name\":\"{name}\"}}"));
        }

        fixture.RunFor(Nanos.PerSecond);
        Assert.Equal("BTC-6MAR26-90000-C", fixture.EventsOf(InputKind.InstrumentDefined).Single().InstrumentDefined.Name.ToString());
        Assert.Equal(1, fixture.Venue.CountSent("public/get_instrument"));
        Assert.Contains("[\"ticker.BTC-6MAR26-90000-C.raw\"]", fixture.Venue.Sent.Last(t => t.Contains("subscribe", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void StateOfAHedgeInstrument_SpecificationChanged_IsReadAgain()
    {
        var fixture = SessionFixture.ForMarketData().Started();
        fixture.Publisher.Clear();
        fixture.Venue.Overrides["public/get_instrument"] = _ => "\"result\":" + FakeVenue.Instrument("BTC-PERPETUAL", tick: 2.5);
        fixture.Deliver(FakeVenue.Notification(
            "instrument.state.any.any", "{\"timestamp\":1553080940000,\"state\":\"open\",\"instrument_name\":\"BTC-PERPETUAL\"}"));

        fixture.RunFor(Nanos.PerSecond);
        Assert.Equal(1, fixture.Venue.CountSent("public/get_instrument"));
        Assert.Equal(Price.FromDouble(2.5), fixture.EventsOf(InputKind.InstrumentDefined).Single().InstrumentDefined.TickSize);
    }

    [Fact]
    public void Refresh_SpecificationChanged_IsDefinedAgainUnderTheSameId()
    {
        var fixture = SessionFixture.ForMarketData().Started();
        fixture.Publisher.Clear();
        fixture.Venue.Overrides["public/get_instruments"] = _ => "\"result\":[" + FakeVenue.Instrument("BTC-PERPETUAL", tick: 2.5) + "]";
        fixture.Close();
        fixture.Open();
        fixture.RunToReady();

        var defined = fixture.EventsOf(InputKind.InstrumentDefined).Single();
        Assert.Equal((fixture.Perpetual, Price.FromDouble(2.5)), (defined.Instrument, defined.InstrumentDefined.TickSize));
        Assert.Empty(fixture.EventsOf(InputKind.UnderlyingDefined));
    }

    [Fact]
    public void ClockOffset_WhileRunning_IsWithinHalfARoundTrip()
    {
        var fixture = SessionFixture.ForMarketData().Started();
        fixture.RunFor(30 * Nanos.PerSecond);

        Assert.InRange(fixture.Session.ExchangeOffsetNanos(fixture.Now), (FakeVenue.OffsetMicros - 10_000) * 1000, (FakeVenue.OffsetMicros + 10_000) * 1000);
    }

    [Theory]
    [InlineData("{\"jsonrpc\":")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"jsonrpc":"2.0","method":"subscription","params":{"channel":"platform_state","data":{"price_index":"btc_usd","locked":7}}}""")]
    public void OnMessage_NoLegalMessageOrState_IsCountedAndBeginsAnew(string message)
    {
        var fixture = SessionFixture.ForMarketData().Started();
        fixture.Deliver(message);

        Assert.Equal(1, fixture.MarketData.Counters.Malformed);
        Assert.Equal([(int)SessionCause.Unreadable], fixture.Venue.Drops);
    }
}
