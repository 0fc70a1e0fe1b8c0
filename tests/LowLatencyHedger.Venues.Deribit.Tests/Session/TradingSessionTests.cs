using System.Text;
using System.Text.Json;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.Venues.Deribit.Tests.Session;

public sealed class TradingSessionTests
{
    private const string Label = "hx1-00000005-00000001";
    private static readonly OrderRef s_order = new(5, 1);

    [Fact]
    public void Start_Clean_AsksInTheSafeOrderAndIsReady()
    {
        var fixture = SessionFixture.ForTrading().Started();

        Assert.Equal(
            [
                "public/hello", "public/auth", "public/set_heartbeat", "private/enable_cancel_on_disconnect",
                "private/get_cancel_on_disconnect", "private/get_account_summary", "private/subscribe",
                "private/get_user_trades_by_currency", "private/get_open_orders", "private/get_positions", "private/get_mmp_status",
            ],
            fixture.Venue.Sent.Select(MethodOf).Where(method => method is not "public/get_time"));
        Assert.Equal(10, fixture.Trading.Limits.TradingRate);
        Assert.Equal(SelfTradingRejectMode.RejectTaker, fixture.Trading.SelfTradingMode);
        Assert.Equal(InputFlags.SnapshotStart | InputFlags.Last | InputFlags.Empty | InputFlags.FromQuery, fixture.EventsOf(InputKind.Position).Single().Flags);
        Assert.Contains("user.changes.any.any.raw", fixture.Venue.Sent.Single(t => MethodOf(t) == "private/subscribe"), StringComparison.Ordinal);
    }

    [Fact]
    public void Start_InstrumentTableNotLoaded_Waits()
    {
        var fixture = SessionFixture.ForTrading(isTableLoaded: false);
        fixture.Open();
        fixture.RunFor(2 * Nanos.PerSecond);
        Assert.Equal(0, fixture.Venue.CountSent("private/enable_cancel_on_disconnect"));

        fixture.LoadTable();
        fixture.RunToReady();
    }

    [Fact]
    public void Start_CancelOnDisconnectNotConfirmed_RefusesForGood()
    {
        var fixture = SessionFixture.ForTrading();
        fixture.Venue.IsCancelOnDisconnectArmed = false;
        fixture.Open();
        fixture.RunFor(2 * Nanos.PerSecond);

        Assert.Equal((int)SessionCause.CancelOnDisconnectNotArmed, fixture.Session.RefusalCause);
        Assert.Equal(SessionState.Down, fixture.Session.State);
    }

    [Fact]
    public void Start_ArmingForbiddenButArmedByHand_IsReady()
    {
        var fixture = SessionFixture.ForTrading();
        fixture.Venue.Overrides["private/enable_cancel_on_disconnect"] = _ => FakeVenue.Error(13021);
        fixture.Open();
        fixture.RunToReady();
    }

    [Fact]
    public void Start_UserChangesNotAccepted_DropsTheConnection()
    {
        var fixture = SessionFixture.ForTrading();
        fixture.Venue.RefusedChannels.Add("user.changes.any.any.raw");
        fixture.Open();
        fixture.RunFor(2 * Nanos.PerSecond);

        Assert.Equal([(int)SessionCause.EssentialChannelMissing], fixture.Venue.Drops);
    }

    [Fact]
    public void Start_OrdersOfOursOpen_AreCancelledByLabelUntilNoneIsLeft()
    {
        var fixture = SessionFixture.ForTrading();
        fixture.Venue.OpenOrderLabels.AddRange([Label, "someone-else", "hx1-00000004-00000009"]);
        var refusals = 2;
        fixture.Venue.Overrides["private/cancel_by_label"] = p =>
            refusals-- > 0 ? FakeVenue.Error(10041) : $"\"result\":{(fixture.Venue.OpenOrderLabels.Remove(p.GetProperty("label").GetString()!) ? 1 : 0)}";
        fixture.Open();
        fixture.RunToReady();

        Assert.Equal(["someone-else"], fixture.Venue.OpenOrderLabels);
        Assert.Equal(3, fixture.Venue.CountSent("private/get_open_orders"));
        var updates = fixture.EventsOf(InputKind.OrderUpdate);
        Assert.All(updates, update => Assert.Equal(InputFlags.FromQuery, update.Flags));
        Assert.Contains(updates, update => update.Order.Ref == s_order);
        Assert.Contains(updates, update => update.Order.Ref == OrderRef.None);
    }

    [Fact]
    public void Start_OrdersThatWillNotGo_GivesUpTheConnection()
    {
        var fixture = SessionFixture.ForTrading();
        fixture.Venue.OpenOrderLabels.Add(Label);
        fixture.Venue.Overrides["private/cancel_by_label"] = _ => FakeVenue.Error(10041);
        fixture.Open();
        fixture.RunFor(60 * Nanos.PerSecond);

        Assert.Contains((int)SessionCause.OrdersRemain, fixture.Venue.Drops);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(2)]
    public void Start_TradesOnSeveralPages_ReadsThemAllById(int perPage)
    {
        var fixture = SessionFixture.ForTrading(change: settings => settings with { TradesPerPage = perPage });
        var pages = new Queue<(string? StartId, string Result)>(
        [
            (null, $"{{\"trades\":[{FakeVenue.Trade("101", Label)},{FakeVenue.Trade("102", Label)}],\"has_more\":true}}"),
            ("102", $"{{\"trades\":[{FakeVenue.Trade("102", Label)},{FakeVenue.Trade("103", Label)}],\"has_more\":true}}"),
            ("103", $"{{\"trades\":[{FakeVenue.Trade("103", Label)}],\"has_more\":false}}"),
        ]);
        fixture.Venue.Overrides["private/get_user_trades_by_currency"] = parameters =>
        {
            var (startId, result) = pages.Dequeue();
            Assert.Equal(startId, parameters.TryGetProperty("start_id", out var id) ? id.GetString() : null);
            Assert.Equal(perPage, parameters.GetProperty("count").GetInt32());
            return "\"result\":" + result;
        };
        fixture.Open();
        fixture.RunToReady();

        Assert.Empty(pages);
        Assert.Equal(["101", "102", "102", "103", "103"], fixture.EventsOf(InputKind.Fill).Select(e => e.Fill.TradeId.ToString()));
        Assert.All(fixture.EventsOf(InputKind.Fill), e => Assert.Equal((s_order, InputFlags.FromQuery), (e.Fill.Ref, e.Flags)));
    }

    /// <summary>Ticks wait until a page is read.</summary>
    [Fact]
    public void Sweep_WhileReady_AsksForSmallPages()
    {
        var counts = new List<int>();
        var fixture = SessionFixture.ForTrading();
        fixture.Venue.Overrides["private/get_user_trades_by_currency"] = parameters =>
        {
            counts.Add(parameters.GetProperty("count").GetInt32());
            return "\"result\":{\"trades\":[],\"has_more\":false}";
        };
        fixture.Open();
        fixture.RunToReady();
        fixture.RunFor(31 * Nanos.PerSecond);

        Assert.Equal([1000, 50], counts.Distinct());
        Assert.Equal(1000, counts[0]);
    }

    [Fact]
    public void Start_LastReadingLongerAgoThanTheVenueTells_ReadsTheArchiveFirst()
    {
        var fixture = SessionFixture.ForTrading(change: settings => settings with { StartedUtcNanos = settings.StartedUtcNanos - Nanos.PerDay });
        var pages = new Queue<(bool Historical, string? StartId, string Result)>(
        [
            (true, null, $"{{\"trades\":[{FakeVenue.Trade("101", Label)},{FakeVenue.Trade("102", Label)}],\"has_more\":true}}"),
            (true, "102", $"{{\"trades\":[{FakeVenue.Trade("102", Label)}],\"has_more\":false}}"),
            (false, null, $"{{\"trades\":[{FakeVenue.Trade("103", Label)}],\"has_more\":true}}"),
            (false, "103", $"{{\"trades\":[{FakeVenue.Trade("103", Label)}],\"has_more\":false}}"),
            (false, null, "{\"trades\":[],\"has_more\":false}"),
        ]);
        fixture.Venue.Overrides["private/get_user_trades_by_currency"] = parameters =>
        {
            var (historical, startId, result) = pages.Dequeue();
            Assert.Equal(historical, parameters.TryGetProperty("historical", out var flag) && flag.GetBoolean());
            Assert.Equal(startId, parameters.TryGetProperty("start_id", out var id) ? id.GetString() : null);
            return "\"result\":" + result;
        };
        fixture.Open();
        fixture.RunToReady();

        Assert.Equal(["101", "102", "102", "103", "103"], fixture.EventsOf(InputKind.Fill).Select(e => e.Fill.TradeId.ToString()));
        fixture.RunFor(31 * Nanos.PerSecond);
        Assert.Empty(pages);
    }

    [Fact]
    public void Start_PageThatNeverEnds_DropsTheConnection()
    {
        var fixture = SessionFixture.ForTrading();
        fixture.Venue.Overrides["private/get_user_trades_by_currency"] = _ => $"\"result\":{{\"trades\":[{FakeVenue.Trade("101", Label)}],\"has_more\":true}}";
        fixture.Open();
        fixture.RunFor(3 * Nanos.PerSecond);

        Assert.Equal([(int)SessionCause.Unreadable], fixture.Venue.Drops);
    }

    [Fact]
    public void Reconnect_AfterHoursOfTrading_ReadsTradesFromTheLastCompleteReading()
    {
        var fixture = SessionFixture.ForTrading().Started();
        fixture.RunFor(40 * Nanos.PerSecond);
        var read = fixture.Now.UtcNanos / Nanos.PerMilli;
        fixture.Venue.Overrides["private/get_user_trades_by_currency"] = _ => FakeVenue.Error(11051);
        fixture.Advance(10 * Nanos.PerSecond);
        fixture.Deliver(FakeVenue.Notification("user.changes.any.any.raw", "{\"instrument_name\":\"BTC-PERPETUAL\",\"orders\":[],\"trades\":[],\"positions\":[]}"));
        fixture.Venue.Overrides.Remove("private/get_user_trades_by_currency");
        fixture.Close();
        fixture.Advance(600 * Nanos.PerSecond);
        fixture.Venue.Sent.Clear();
        fixture.Venue.Unanswered.Clear();
        fixture.Open();
        fixture.RunToReady();

        var query = JsonDocument.Parse(fixture.Venue.Sent.Single(t => MethodOf(t) == "private/get_user_trades_by_currency")).RootElement;
        Assert.InRange(query.GetProperty("params").GetProperty("start_timestamp").GetInt64() - read, -72_000, -68_000);
    }

    [Fact]
    public void Start_Positions_CarryTheTimeOfTheAnswer()
    {
        var fixture = SessionFixture.ForTrading().Started();

        var position = fixture.EventsOf(InputKind.Position)[^1];
        Assert.InRange(position.ExchangeTimeUtcNanos - fixture.Now.UtcNanos, -10 * Nanos.PerSecond, 10 * Nanos.PerSecond);
    }

    [Fact]
    public void Ready_ForAMinute_ReadsTradesAgainEveryThirtySeconds()
    {
        var fixture = SessionFixture.ForTrading().Started();
        fixture.Venue.Sent.Clear();
        fixture.RunFor(65 * Nanos.PerSecond);

        Assert.Equal(2, fixture.Venue.Sent.Count(text => MethodOf(text) == "private/get_user_trades_by_currency"));
    }

    [Fact]
    public void Start_CancelOnDisconnectAnsweredWithAnError_TriesAgainOnANewConnection()
    {
        var fixture = SessionFixture.ForTrading();
        fixture.Venue.Overrides["private/get_cancel_on_disconnect"] = _ => FakeVenue.Error(11051);
        fixture.Open();
        fixture.RunFor(2 * Nanos.PerSecond);

        Assert.Equal((0, SessionState.Down), (fixture.Session.RefusalCause, fixture.Session.State));
        fixture.Venue.Overrides.Remove("private/get_cancel_on_disconnect");
        fixture.Open();
        fixture.RunToReady();
    }

    [Fact]
    public void PlaceOrder_Ready_SendsAndPublishesFillsBeforeTheOrder()
    {
        var fixture = SessionFixture.ForTrading().Started();
        fixture.RunFor(5 * Nanos.PerSecond);
        fixture.Publisher.Clear();
        fixture.Venue.Overrides["private/buy"] = _ => $"\"result\":{{\"order\":{FakeVenue.Order(Label, "filled", 10)},\"trades\":[{FakeVenue.Trade("9", Label)}]}}";
        Assert.True(fixture.Session.Execute(Place(fixture), fixture.Now));
        var sent = JsonDocument.Parse(fixture.Venue.Sent[^1]).RootElement.GetProperty("params");
        fixture.RunFor(Nanos.PerSecond);

        Assert.Equal((Label, "BTC-PERPETUAL", 92000m), (sent.GetProperty("label").GetString(), sent.GetProperty("instrument_name").GetString(), sent.GetProperty("price").GetDecimal()));
        var kinds = fixture.Publisher.Events.ToArray().Select(e => e.Kind).Where(k => k is InputKind.Fill or InputKind.OrderUpdate).ToList();
        Assert.Equal([InputKind.Fill, InputKind.OrderUpdate], kinds);
        Assert.Equal((byte)2, fixture.EventsOf(InputKind.Fill).Single().ConnectionId);
    }

    [Fact]
    public void PlaceOrder_RepliesOutOfOrder_EachMeetsItsOrder()
    {
        var fixture = SessionFixture.ForTrading().Started();
        fixture.RunFor(5 * Nanos.PerSecond);
        fixture.Publisher.Clear();
        for (uint number = 1; number <= 3; number++)
        {
            Assert.True(fixture.Session.Execute(Place(fixture) with { Ref = new OrderRef(5, number) }, fixture.Now));
        }

        var requests = fixture.Venue.Unanswered.Where(r => r.Method == "private/buy").Reverse().ToList();
        fixture.Venue.Unanswered.Clear();
        var code = 10009;
        foreach (var request in requests)
        {
            fixture.Deliver($"{{\"jsonrpc\":\"2.0\",\"id\":{request.Id},{FakeVenue.Error(code++)}}}");
        }

        Assert.Equal([(3u, 10009), (2u, 10010), (1u, 10011)], fixture.EventsOf(InputKind.OrderReject).Select(e => (e.OrderReject.Ref.Number, e.OrderReject.ErrorCode)));
        Assert.Equal(0, fixture.Trading.UnknownReplies);
    }

    [Theory]
    [InlineData(10009, RejectClass.Definite)]
    [InlineData(11054, RejectClass.Definite)]
    [InlineData(13028, RejectClass.Ambiguous)]
    [InlineData(11094, RejectClass.Ambiguous)]
    [InlineData(99999, RejectClass.Ambiguous)]
    public void PlaceOrder_ErrorReply_IsRejectedWithItsClass(int code, RejectClass expected)
    {
        var fixture = SessionFixture.ForTrading().Started();
        fixture.RunFor(5 * Nanos.PerSecond);
        fixture.Venue.Overrides["private/buy"] = _ => FakeVenue.Error(code);
        fixture.Session.Execute(Place(fixture), fixture.Now);
        fixture.RunFor(Nanos.PerSecond);

        var reject = fixture.EventsOf(InputKind.OrderReject).Single();
        Assert.Equal((s_order, code, expected, false), (reject.OrderReject.Ref, reject.OrderReject.ErrorCode, reject.OrderReject.Class, reject.OrderReject.ForExistingOrder));
        Assert.Equal(fixture.Perpetual, reject.Instrument);
    }

    [Fact]
    public void PlaceOrder_NoReply_IsAmbiguousAfterTheTimeOutAndALateReplyIsIgnored()
    {
        var fixture = SessionFixture.ForTrading().Started();
        fixture.RunFor(5 * Nanos.PerSecond);
        fixture.Session.Execute(Place(fixture), fixture.Now);
        var request = fixture.Venue.Unanswered.Single(r => r.Method == "private/buy");
        fixture.Venue.Unanswered.Remove(request);
        fixture.RunFor(6 * Nanos.PerSecond);

        var reject = fixture.EventsOf(InputKind.OrderReject).Single().OrderReject;
        Assert.Equal(((int)SessionCause.RequestTimedOut, RejectClass.Ambiguous), (reject.ErrorCode, reject.Class));
        fixture.Deliver($"{{\"jsonrpc\":\"2.0\",\"id\":{request.Id},\"result\":{{\"order\":{FakeVenue.Order(Label, "open", 0)},\"trades\":[]}}}}");
        Assert.Empty(fixture.EventsOf(InputKind.OrderUpdate));
        Assert.Equal(1, fixture.Trading.UnknownReplies);
    }

    [Fact]
    public void PlaceOrder_NotReadyOrNotWritableOrNoCredits_IsPublishedAsNotSent()
    {
        var fixture = SessionFixture.ForTrading();
        fixture.Open();
        Assert.False(fixture.Session.Execute(Place(fixture), fixture.Now));
        fixture.RunToReady();
        fixture.RunFor(5 * Nanos.PerSecond);
        fixture.Venue.IsWritable = false;
        Assert.False(fixture.Session.Execute(Place(fixture), fixture.Now));
        fixture.Venue.IsWritable = true;
        var sent = 0;
        while (fixture.Session.Execute(Place(fixture), fixture.Now))
        {
            sent++;
        }

        Assert.InRange(sent, 5, 24);
        Assert.Equal(3, fixture.EventsOf(InputKind.OrderNotSent).Count(e => e.OrderNotSent.Ref == s_order));

        // What is kept back is for cancels, which pass whatever the credits.
        for (var i = 0; i < 40; i++)
        {
            Assert.True(fixture.Session.Execute(new OutputEvent { Kind = OutputKind.CancelOrder, Ref = s_order, Instrument = fixture.Perpetual }, fixture.Now));
        }
    }

    [Fact]
    public void CancelOrder_ByIdOrLabel_AsksAccordinglyAndReportsWhatIsNotThere()
    {
        var fixture = SessionFixture.ForTrading().Started();
        fixture.Venue.Overrides["private/cancel"] = _ => "\"result\":" + FakeVenue.Order(Label, "cancelled", 0);
        fixture.Publisher.Clear();
        var command = new OutputEvent { Kind = OutputKind.CancelOrder, Ref = s_order, Instrument = fixture.Perpetual, ExchangeOrderId = InlineText32.From("74311538594") };
        fixture.Session.Execute(in command, fixture.Now);
        fixture.RunFor(Nanos.PerSecond);
        Assert.Equal(OrderState.Cancelled, fixture.EventsOf(InputKind.OrderUpdate).Single().Order.State);

        command.ExchangeOrderId = default;
        fixture.Session.Execute(in command, fixture.Now);
        fixture.RunFor(Nanos.PerSecond);
        var reject = fixture.EventsOf(InputKind.OrderReject).Single().OrderReject;
        Assert.Equal((10004, RejectClass.Ambiguous, true), (reject.ErrorCode, reject.Class, reject.ForExistingOrder));
        Assert.Contains($"\"label\":\"{Label}\",\"currency\":\"BTC\"", fixture.Venue.Sent.Single(t => MethodOf(t) == "private/cancel_by_label"), StringComparison.Ordinal);
    }

    [Fact]
    public void CancelOrder_NotWritable_LeavesTheOrderInDoubt()
    {
        var fixture = SessionFixture.ForTrading().Started();
        fixture.Venue.IsWritable = false;
        Assert.False(fixture.Session.Execute(new OutputEvent { Kind = OutputKind.CancelOrder, Ref = s_order, Instrument = fixture.Perpetual }, fixture.Now));

        Assert.Empty(fixture.EventsOf(InputKind.OrderNotSent));
        var reject = fixture.EventsOf(InputKind.OrderReject).Single().OrderReject;
        Assert.Equal(((int)SessionCause.NotSent, RejectClass.Ambiguous, true), (reject.ErrorCode, reject.Class, reject.ForExistingOrder));
    }

    [Fact]
    public void CancelAll_RefusedOrNotWritable_IsRepeatedUntilItIsDone()
    {
        var fixture = SessionFixture.ForTrading().Started();
        var refusals = 2;
        fixture.Venue.Overrides["private/cancel_all"] = _ => refusals-- > 0 ? FakeVenue.Error(10047) : "\"result\":3";
        fixture.Venue.IsWritable = false;
        Assert.True(fixture.Session.Execute(new OutputEvent { Kind = OutputKind.CancelAll }, fixture.Now));
        fixture.Venue.IsWritable = true;
        fixture.RunFor(5 * Nanos.PerSecond);

        Assert.Equal(3, fixture.Venue.CountSent("private/cancel_all"));
    }

    [Fact]
    public void QueryOrder_FilledOpenOrNotFound_PublishesWhatTheVenueKnows()
    {
        var fixture = SessionFixture.ForTrading().Started();
        fixture.Publisher.Clear();
        var command = new OutputEvent { Kind = OutputKind.QueryOrder, Ref = s_order, Instrument = fixture.Perpetual };

        fixture.Venue.Overrides["private/get_order_state_by_label"] = _ => FakeVenue.Error(13028);
        Assert.True(fixture.Session.Execute(in command, fixture.Now));
        fixture.RunFor(Nanos.PerSecond);
        Assert.Empty(fixture.EventsOf(InputKind.OrderNotFound));

        fixture.Venue.Overrides.Clear();
        fixture.Session.Execute(in command, fixture.Now);
        fixture.RunFor(Nanos.PerSecond);
        Assert.Equal(s_order, fixture.EventsOf(InputKind.OrderNotFound).Single().OrderNotFound.Ref);

        fixture.Venue.Overrides["private/get_order_state_by_label"] = _ => $"\"result\":[{FakeVenue.Order(Label, "open", 0)}]";
        fixture.Session.Execute(in command, fixture.Now);
        fixture.RunFor(Nanos.PerSecond);
        Assert.Equal((OrderState.Open, InputFlags.FromQuery), (fixture.EventsOf(InputKind.OrderUpdate).Single().Order.State, fixture.EventsOf(InputKind.OrderUpdate).Single().Flags));
        Assert.Equal(0, fixture.Venue.CountSent("private/get_user_trades_by_order"));

        fixture.Venue.Overrides["private/get_order_state_by_label"] = _ => $"\"result\":[{FakeVenue.Order(Label, "filled", 10, "777")}]";
        fixture.Venue.Overrides["private/get_user_trades_by_order"] = p => $"\"result\":{{\"trades\":[{FakeVenue.Trade("55", Label, p.GetProperty("order_id").GetString()!)}],\"has_more\":false}}";
        fixture.Session.Execute(in command, fixture.Now);
        fixture.RunFor(Nanos.PerSecond);
        var fill = fixture.EventsOf(InputKind.Fill).Single();
        Assert.Equal(("777", InputFlags.FromQuery), (fill.Fill.ExchangeOrderId.ToString(), fill.Flags));
    }

    [Fact]
    public void QueryPositions_Ready_PublishesAWholePicture()
    {
        var fixture = SessionFixture.ForTrading().Started();
        fixture.Publisher.Clear();
        fixture.Venue.Overrides["private/get_positions"] = _ => $"\"result\":[{FakeVenue.Position(120)}]";
        Assert.True(fixture.Session.Execute(new OutputEvent { Kind = OutputKind.QueryPositions }, fixture.Now));
        fixture.RunFor(Nanos.PerSecond);

        var position = fixture.EventsOf(InputKind.Position).Single();
        Assert.Equal((InputFlags.SnapshotStart | InputFlags.Last | InputFlags.FromQuery, Quantity.FromDouble(120)), (position.Flags, position.Position.Size));
    }

    [Fact]
    public void UserChanges_Unreadable_EndsTheConnection()
    {
        var fixture = SessionFixture.ForTrading().Started();
        fixture.Deliver(FakeVenue.Notification("user.changes.any.any.raw", "{\"trades\":[{\"trade_id\":17}]}"));

        Assert.Equal([(int)SessionCause.Unreadable], fixture.Venue.Drops);
        Assert.Equal(SessionState.Down, fixture.Session.State);
    }

    [Fact]
    public void OnClosed_WithOrderInFlight_IsDownAtOnce()
    {
        var fixture = SessionFixture.ForTrading().Started();
        fixture.Close(cause: 5);

        Assert.Equal((SessionState.Down, 5, SessionRole.Trading), (fixture.LastState().State, fixture.LastState().Cause, fixture.LastState().Role));
        Assert.False(fixture.Session.Execute(Place(fixture), fixture.Now));
        Assert.False(fixture.Session.Execute(new OutputEvent { Kind = OutputKind.CancelAll }, fixture.Now));
    }

    private static OutputEvent Place(SessionFixture fixture) => new()
    {
        Kind = OutputKind.PlaceOrder,
        Side = Side.Buy,
        TimeInForce = TimeInForce.ImmediateOrCancel,
        Instrument = fixture.Perpetual,
        Ref = s_order,
        Price = Price.FromDouble(92000),
        Amount = Quantity.FromDouble(10),
        ValidUntilUtcNanos = fixture.Now.UtcNanos + Nanos.PerSecond,
    };

    private static string MethodOf(string request) => JsonDocument.Parse(Encoding.UTF8.GetBytes(request)).RootElement.GetProperty("method").GetString()!;
}
