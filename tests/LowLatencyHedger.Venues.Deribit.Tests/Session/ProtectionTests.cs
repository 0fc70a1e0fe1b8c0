using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.Venues.Deribit.Tests.Session;

/// <summary>What keeps the account inside the venue's limits, and trading from going on when it should not.</summary>
public sealed class ProtectionTests
{
    private static readonly OrderRef s_order = new(3, 7);

    [Theory]
    [InlineData("\"self_trading_reject_mode\":\"cancel_maker\",")]
    [InlineData("\"self_trading_reject_mode\":\"something_new\",")]
    [InlineData("\"self_trading_reject_mode\":null,")]
    [InlineData("")]
    public void Start_SelfTradesNotRejected_RefusesForGood(string mode)
    {
        var fixture = SessionFixture.ForTrading();
        fixture.Venue.Overrides["private/get_account_summary"] = _ => Summary(mode);
        fixture.Open();
        fixture.RunFor(2 * Nanos.PerSecond);

        Assert.Equal((int)SessionCause.SelfTradesNotRejected, fixture.Session.RefusalCause);
        Assert.Equal(SessionState.Down, fixture.Session.State);
        Assert.Equal(0, fixture.Venue.CountSent("private/subscribe"));
    }

    [Fact]
    public void Start_SelfTradesNotRejectedButAccepted_IsReady()
    {
        var fixture = SessionFixture.ForTrading(change: settings => settings with { RequireSelfTradeRejection = false });
        fixture.Venue.Overrides["private/get_account_summary"] = _ => Summary("\"self_trading_reject_mode\":\"cancel_maker\",");
        fixture.Open();
        fixture.RunToReady();

        Assert.Equal(SelfTradingRejectMode.CancelMaker, fixture.Trading.SelfTradingMode);
    }

    [Fact]
    public void Start_HeartbeatRefused_DropsTheConnection()
    {
        var fixture = SessionFixture.ForTrading();
        fixture.Venue.Overrides["public/set_heartbeat"] = _ => FakeVenue.Error(-32602);
        fixture.Open();
        fixture.RunFor(Nanos.PerSecond);

        Assert.Equal([-32602], fixture.Venue.Drops);
        Assert.Equal(0, fixture.Venue.CountSent("private/enable_cancel_on_disconnect"));
    }

    [Fact]
    public void Queue_Full_DropsTheConnectionSoThatTheRecoveryBeginsAnew()
    {
        var fixture = SessionFixture.ForTrading().Started();
        var query = new OutputEvent { Kind = OutputKind.QueryOrder, Ref = s_order, Instrument = fixture.Perpetual };
        var taken = 0;
        while (fixture.Session.Execute(in query, fixture.Now))
        {
            taken++;
        }

        fixture.Tick();

        Assert.Equal(1024, taken);
        Assert.Equal([(int)SessionCause.QueueFull], fixture.Venue.Drops);
        Assert.Equal((SessionState.Down, (int)SessionCause.QueueFull), (fixture.LastState().State, fixture.LastState().Cause));
        fixture.Venue.Unanswered.Clear();
        fixture.Open();
        fixture.RunToReady();
        fixture.RunFor(2 * Nanos.PerSecond);
        Assert.Single(fixture.Venue.Drops);
    }

    [Theory]
    [InlineData("{\"locked\":true,\"currency\":\"ALL\"}", 1)]
    [InlineData("{\"currency\":\"BTC\",\"locked\":true}", 1)]
    [InlineData("{\"currency\":\"BTC\"}", 1)]
    [InlineData("{\"locked\":false,\"currency\":\"BTC\"}", 0)]
    public void UserLock_Message_HaltsWhenItLocks(string data, int halts)
    {
        var fixture = SessionFixture.ForTrading().Started();
        fixture.Deliver(FakeVenue.Notification("user.lock", data));

        var commands = fixture.EventsOf(InputKind.Control);
        Assert.Equal(halts, commands.Count);
        Assert.All(commands, e => Assert.Equal((ControlVerb.Halt, (int)ReasonCode.AccountLocked), (e.Control.Verb, e.Control.ReasonCode)));
        Assert.Contains("\"user.lock\"", fixture.Venue.Sent.Single(text => text.Contains("private/subscribe", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void UserLock_Unreadable_EndsTheConnection()
    {
        var fixture = SessionFixture.ForTrading().Started();
        fixture.Deliver(FakeVenue.Notification("user.lock", "{\"locked\":1}"));

        Assert.Equal([(int)SessionCause.Unreadable], fixture.Venue.Drops);
    }

    [Theory]
    [InlineData("{\"frozen_until\":1768912260114,\"index_name\":\"btc_usd\"}", 1_768_912_260_114)]
    [InlineData("{\"frozen_until\":0,\"index_name\":\"btc_usd\",\"mmp_group\":\"quotes\"}", 0)]
    [InlineData("{\"frozen_until\":0,\"index_name\":\"xrp_usdc\"}", -1)]
    [InlineData("{\"frozen_until\":0}", -1)]
    public void ProtectionTrigger_Message_IsToldAndEndsNothing(string data, long untilMs)
    {
        var fixture = SessionFixture.ForTrading().Started();
        fixture.Deliver(FakeVenue.Notification("user.mmp_trigger.any", data));

        Assert.Contains(fixture.Venue.Sent, static text => text.Contains("\"user.mmp_trigger.any\"", StringComparison.Ordinal));
        Assert.Empty(fixture.Venue.Drops);
        Assert.Equal(
            untilMs < 0 ? [] : [(ReasonCode.QuotesProtected, new UnderlyingId(0), untilMs)],
            fixture.EventsOf(InputKind.Notice).Select(static e => (e.Notice.Reason, e.Notice.Underlying, e.Notice.UntilUtcNanos / Nanos.PerMilli)));
    }

    [Theory]
    [InlineData("\"result\":[{\"index_name\":\"btc_usd\",\"frozen_until\":0,\"mmp_group\":\"quotes\"}]", 1)]
    [InlineData("\"result\":[]", 0)]
    [InlineData("\"error\":{\"code\":13040,\"message\":\"mmp_required\"}", 0)]
    [InlineData("\"result\":\"?\"", 0)]
    public void ProtectionStatus_AtEveryStart_IsToldWhenItStruck(string answer, int notices)
    {
        var fixture = SessionFixture.ForTrading();
        fixture.Venue.Overrides["private/get_mmp_status"] = _ => answer;
        fixture.Open();
        fixture.RunToReady();
        fixture.RunFor(2 * Nanos.PerSecond);

        Assert.Equal(1, fixture.Venue.CountSent("private/get_mmp_status"));
        Assert.Equal(notices, fixture.EventsOf(InputKind.Notice).Count(static e => e.Notice.Reason == ReasonCode.QuotesProtected));
        Assert.Equal(SessionState.Ready, fixture.LastState().State);
    }

    /// <summary>10 orders a second and 30 at once, as the scripted account's summary says; refills count at 90 %.</summary>
    [Theory]
    [InlineData(0.25, TradingState.Active, 30 - 7.5)]
    [InlineData(0.25, TradingState.Reduce, 30 - 3.75)]
    [InlineData(0.5, TradingState.Active, 15)]
    [InlineData(0.5, TradingState.Reduce, 30 - 7.5)]
    public void PlaceOrder_FullBucket_LeavesTheReserveForCancels(double reserve, TradingState state, double credits)
    {
        var fixture = SessionFixture.ForTrading(change: s => s with { Session = s.Session with { CancelReserveShare = reserve } }).Started();
        fixture.RunFor(5 * Nanos.PerSecond);

        Assert.Equal((int)credits, SendAll(fixture, state));
    }

    [Fact]
    public void PlaceOrder_ReserveReachedByOrdinaryOrders_StillTakesReducingOnes()
    {
        var fixture = SessionFixture.ForTrading().Started();
        fixture.RunFor(5 * Nanos.PerSecond);
        SendAll(fixture, TradingState.Active);

        Assert.InRange(SendAll(fixture, TradingState.Reduce), 3, 4);
    }

    [Theory]
    [InlineData(0, 0, 2)]
    [InlineData(2, 7, 10)]
    [InlineData(3600, 12, 14)]
    public void PlaceOrder_RightAfterTheStart_HasWhatTheVenueIsSureToHaveRefilled(int restedSeconds, int least, int most)
    {
        var fixture = SessionFixture.ForTrading(
            change: s => s with { Session = s.Session with { RestedNanos = restedSeconds * Nanos.PerSecond, CancelReserveShare = 0.25 } });
        fixture.Open();
        fixture.RunToReady();

        // The venue's limits are 30 at once by now; the allowance was counted with the 20 that every account has. 7.5 are kept back.
        Assert.InRange(SendAll(fixture, TradingState.Active), Math.Max(0, least - 7), most);
    }

    [Fact]
    public void PlaceOrder_TimeBeforeTheFirstConnection_Counts()
    {
        var fixture = SessionFixture.ForTrading();
        fixture.AdvanceSilently(10 * Nanos.PerSecond);
        fixture.Open();
        fixture.RunToReady();

        Assert.True(SendAll(fixture, TradingState.Active) >= 12, "nobody could have used the account in that time");
    }

    [Fact]
    public void Rehearse_OftenBetweenOrders_LeavesNoTrace()
    {
        var fixture = SessionFixture.ForTrading(change: s => s with { Session = s.Session with { CancelReserveShare = 0.25 } });
        Rehearse();
        fixture.Open();
        Rehearse();
        fixture.RunToReady();
        fixture.RunFor(5 * Nanos.PerSecond);
        var (sent, events) = (fixture.Venue.Sent.Count, fixture.Publisher.Count);
        Rehearse();

        Assert.Equal((sent, events), (fixture.Venue.Sent.Count, fixture.Publisher.Count));
        Assert.Equal(30 - 8, SendAll(fixture, TradingState.Active));
        fixture.RunFor(60 * Nanos.PerSecond);
        Assert.Equal(0, fixture.Trading.ExpiredRequests);
        Assert.Equal(0, fixture.Trading.UnknownReplies);

        void Rehearse()
        {
            var order = Order(fixture, TradingState.Active);
            for (var i = 0; i < 1_000; i++)
            {
                fixture.Trading.Execute(in order, fixture.Now, isRehearsal: true);
            }
        }
    }

    [Fact]
    public void Execute_RehearsalOfAnyCommand_SendsAndPublishesNothing()
    {
        var fixture = SessionFixture.ForTrading().Started();
        fixture.RunFor(5 * Nanos.PerSecond);
        var (sent, events) = (fixture.Venue.Sent.Count, fixture.Publisher.Count);

        foreach (var kind in Enum.GetValues<OutputKind>())
        {
            var command = Order(fixture, TradingState.Active) with { Kind = kind, Detail = 1 };
            Assert.Equal(kind == OutputKind.PlaceOrder, fixture.Session.Execute(in command, fixture.Now, isRehearsal: true));
        }

        Assert.Equal((sent, events), (fixture.Venue.Sent.Count, fixture.Publisher.Count));
        fixture.RunFor(Nanos.PerSecond);
        Assert.DoesNotContain(fixture.Venue.Sent.Skip(sent), text => text.Contains("cancel", StringComparison.Ordinal) || text.Contains("buy", StringComparison.Ordinal));
    }

    private static int SendAll(SessionFixture fixture, TradingState state)
    {
        var sent = 0;
        var order = Order(fixture, state);
        while (fixture.Session.Execute(in order, fixture.Now))
        {
            sent++;
        }

        return sent;
    }

    private static OutputEvent Order(SessionFixture fixture, TradingState state) => new()
    {
        Kind = OutputKind.PlaceOrder,
        Ref = s_order,
        Instrument = fixture.Perpetual,
        Price = Price.FromDouble(92_000),
        Amount = Quantity.FromDouble(10),
        Side = Side.Buy,
        TimeInForce = TimeInForce.ImmediateOrCancel,
        ValidUntilUtcNanos = fixture.Now.UtcNanos + Nanos.PerSecond,
        TradingState = state,
    };

    private static string Summary(string mode) =>
        "\"result\":{\"currency\":\"BTC\",\"equity\":1.0,\"balance\":1.0," + mode + "\"limits\":{\"matching_engine\":{\"trading\":{\"total\":{\"rate\":10,\"burst\":30}}}}}";
}
