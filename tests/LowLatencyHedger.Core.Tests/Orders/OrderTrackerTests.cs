using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using static LowLatencyHedger.Core.Tests.CoreHarness;

namespace LowLatencyHedger.Core.Tests.Orders;

/// <summary>The life of one order, told from outside: the core starts 2 coins long and sends one sell.</summary>
public sealed class OrderTrackerTests
{
    private readonly CoreHarness _core = new CoreHarness().Start(60_000, 0, (Perpetual, 120_000));
    private readonly OutputEvent _order;

    public OrderTrackerTests() => _order = _core.Orders.Single();

    private double Amount => _order.Amount.ToDouble();

    private bool IsResolved => _core.Snapshot.UnresolvedOrders == 0;

    private void FillPart(double amount, string trade) =>
        _core.Fill(Perpetual, Side.Sell, _order.Price.ToDouble(), amount, trade, _order.Ref);

    /// <summary>Time with a live market, so that only the order holds the next one back.</summary>
    private void Pass(int millis)
    {
        for (var passed = 0; passed < millis; passed += 100)
        {
            _core.Clock(100).Market(60_000);
        }
    }

    [Fact]
    public void Fills_BeforeTheUpdate_EndTheOrder()
    {
        FillPart(Amount - 10, "a");
        Assert.False(IsResolved);
        FillPart(10, "b");
        Assert.True(IsResolved);
        _core.Update(_order, OrderState.Filled, Amount);
        Assert.DoesNotContain(_core.All, output => output.Kind == OutputKind.Alert && output.Severity == AlertSeverity.Critical);
    }

    [Fact]
    public void Update_FilledBeforeItsFills_WaitsForThem()
    {
        _core.Update(_order, OrderState.Filled, Amount);
        Assert.False(IsResolved);
        Assert.Single(_core.Orders);
        Assert.Equal(2 - (Amount / 60_000), _core.Snapshot.NetDeltaLow, 3);

        Pass(600);
        Assert.Contains(_core.All, output => output.Kind == OutputKind.QueryOrder && output.Ref == _order.Ref);
        FillPart(Amount, "late");
        Assert.Equal(Quantity.FromDouble(120_000 - Amount), _core.Core.Position(Perpetual));
    }

    [Fact]
    public void Update_PartlyFilledThenCancelled_EndsWhenThePartIsBooked()
    {
        _core.Update(_order, OrderState.Cancelled, 30);
        FillPart(20, "a");
        Assert.False(IsResolved);
        FillPart(10, "b");
        Assert.True(IsResolved);
        Pass(300);
        Assert.Equal(2, _core.Orders.Count());
    }

    [Fact]
    public void Update_CancelledUnfilled_BacksOffDoubling()
    {
        var backoffs = new List<long>();
        var sentNanos = _core.NowNanos;
        for (var i = 0; i < 5; i++)
        {
            _core.Update(_core.Orders.Last(), OrderState.Cancelled, 0);
            sentNanos = _core.NowNanos;
            var count = _core.Orders.Count();
            while (_core.Orders.Count() == count)
            {
                _core.Clock(10).Market(60_000);
            }

            backoffs.Add((_core.NowNanos - sentNanos) / Nanos.PerMilli);
        }

        // The second waits for the window against duplicates, the price being the same.
        Assert.Equal([250, 250, 400, 800, 1_600], backoffs);
    }

    [Fact]
    public void Reject_Definite_EndsUnfilled()
    {
        _core.Reject(_order, RejectClass.Definite);
        Assert.True(IsResolved);
        Assert.Equal(1, _core.Snapshot.Rejects);
        Pass(500);
        Assert.Equal(2, _core.Orders.Count());
    }

    [Fact]
    public void Reject_Run_HaltsTheInstrumentUntilResume()
    {
        for (var i = 0; i < 5; i++)
        {
            _core.Reject(_core.Orders.Last(), RejectClass.Definite);
            Pass(2_000);
        }

        Assert.Equal(5, _core.Orders.Count());
        Assert.Equal(ReasonCode.RejectRun, _core.Snapshot.StateReason);
        _core.Control(ControlVerb.Resume);
        Pass(2_000);
        Assert.Equal(6, _core.Orders.Count());
    }

    [Fact]
    public void Reject_Ambiguous_IsUnknownAndFreezesTheInstrument()
    {
        _core.Reject(_order, RejectClass.Ambiguous);
        Pass(1_900);
        Assert.Equal(1, _core.Snapshot.UnknownOrders);
        Assert.Single(_core.Orders);

        // No question before the venue can no longer start it.
        Assert.DoesNotContain(_core.All, output => output.Kind == OutputKind.QueryOrder);
        Pass(300);
        Assert.Contains(_core.All, output => output.Kind == OutputKind.QueryOrder);
    }

    [Fact]
    public void NotFound_TwiceAfterTheFenceWithAnAgreeingPosition_EndsTheOrder()
    {
        Pass(1_000);
        _core.Positions((Perpetual, 120_000));
        _core.NotFound(_order).NotFound(_order);
        Assert.False(IsResolved);
        Pass(1_200);
        _core.NotFound(_order);
        Assert.False(IsResolved);
        Pass(1_900);
        _core.NotFound(_order);
        Assert.False(IsResolved);
        Pass(200);
        _core.NotFound(_order);
        Assert.False(IsResolved);
        Assert.Contains(_core.Last, output => output.Kind == OutputKind.QueryPositions && output.Detail == 1);
        _core.Positions((Perpetual, 110_000)).NotFound(_order);
        Assert.False(IsResolved);
        _core.Positions((Perpetual, 120_000)).NotFound(_order);
        Assert.Contains(_core.All, output => output.Kind == OutputKind.Alert && output.Reason == ReasonCode.OrderResolved);
        Pass(300);
        Assert.Equal(2, _core.Orders.Count());
    }

    [Fact]
    public void NotFound_ButAFillIsBooked_ProvesNothing()
    {
        FillPart(10, "a");
        Pass(5_000);
        _core.NotFound(_order);
        Pass(3_000);
        _core.NotFound(_order);
        Assert.False(IsResolved);
    }

    [Fact]
    public void Session_DownWithOrderInFlight_AsksAfterReconnect()
    {
        _core.Session(SessionRole.Trading, SessionState.Down);
        Pass(3_000);
        Assert.Equal(1, _core.Snapshot.UnknownOrders);
        Assert.DoesNotContain(_core.All, output => output.Kind == OutputKind.QueryOrder);

        _core.Session(SessionRole.Trading, SessionState.Ready).Clock(1);
        Assert.Contains(_core.Last, output => output.Kind == OutputKind.QueryOrder && output.Ref == _order.Ref);
    }

    [Fact]
    public void Unknown_ForTooLong_HaltsTheInstrument()
    {
        Pass(32_000);
        Assert.Contains(_core.All, output => output.Reason == ReasonCode.OrderStillUnknown && output.Severity == AlertSeverity.Critical);
        _core.Update(_order, OrderState.Cancelled, 0);
        Pass(1_000);
        Assert.True(IsResolved);
        Assert.Single(_core.Orders);
        Assert.Equal(ReasonCode.OrderStillUnknown, _core.Snapshot.StateReason);
    }

    [Fact]
    public void NotSent_EndsTheOrder()
    {
        var e = _core.Event(InputKind.OrderNotSent, Perpetual);
        e.OrderNotSent = new OrderNotSentBody { Ref = _order.Ref };
        _core.Send(e);
        Assert.True(IsResolved);
    }

    [Fact]
    public void NotSent_TimeAndAgain_IsTriedAgainAfterTheSameShortPause()
    {
        for (var tries = 1; tries <= 5; tries++)
        {
            Assert.Equal(tries, _core.Orders.Count());
            var e = _core.Event(InputKind.OrderNotSent, Perpetual);
            e.OrderNotSent = new OrderNotSentBody { Ref = _core.Orders.Last().Ref };
            _core.Send(e);
            Pass(300);
        }

        Assert.Equal(6, _core.Orders.Count());
    }

    [Fact]
    public void NotSent_MoreOftenThanOrdersMayFail_DoesNotHalt()
    {
        var tries = _core.Config.Risk.MaxHedgesOutsideBand + 20;
        for (var i = 0; i < tries; i++)
        {
            var e = _core.Event(InputKind.OrderNotSent, Perpetual);
            e.OrderNotSent = new OrderNotSentBody { Ref = _core.Orders.Last().Ref };
            _core.Send(e);
            Pass(1_100);
        }

        Assert.Equal(tries + 1, _core.Orders.Count());
        Assert.Equal(1, _core.Snapshot.HedgesSent);
        Assert.NotEqual(TradingState.Halt, _core.Snapshot.TradingState);
    }

    [Fact]
    public void Update_FoundOpenWhenUnknown_IsCancelled()
    {
        Pass(1_500);
        _core.Update(_order, OrderState.Open, 0);
        Assert.Contains(_core.Last, output => output.Kind == OutputKind.CancelOrder && output.Ref == _order.Ref);
        Assert.False(IsResolved);
    }

    [Fact]
    public void Fill_MoreThanOrdered_IsBookedAndHaltsTheInstrument()
    {
        FillPart(Amount, "a");
        FillPart(50, "b");
        Assert.Equal(120_000 - Amount - 50, _core.Core.Position(Perpetual).ToDouble());
        Pass(500);
        Assert.Equal(ReasonCode.FillContradiction, _core.Snapshot.StateReason);
    }

    [Fact]
    public void Fill_AfterTheOrderEnded_IsBookedAndReported()
    {
        _core.Update(_order, OrderState.Cancelled, 0);
        FillPart(50, "late");
        Assert.Equal(119_950, _core.Core.Position(Perpetual).ToDouble());
        Assert.Contains(_core.Last, output => output.Reason == ReasonCode.LateFill);
    }

    [Fact]
    public void UpdateAndFill_OfAnotherOrderUnderOurLabel_LeaveOursOpenAndHaltTheInstrument()
    {
        _core.Update(_order, OrderState.Open, 0);
        _core.Send(_core.FillEvent(Perpetual, Side.Sell, _order.Price.ToDouble(), Amount, "theirs", _order.Ref, "another"));
        _core.Update(_order, OrderState.Filled, Amount, "another");
        Assert.False(IsResolved);
        Assert.Equal(120_000 - Amount, _core.Core.Position(Perpetual).ToDouble());
        Assert.Contains(_core.All, output => output.Reason == ReasonCode.FillContradiction && output.Severity == AlertSeverity.Critical);
        Pass(500);
        Assert.Equal(ReasonCode.FillContradiction, _core.Snapshot.StateReason);
        Assert.Single(_core.Orders);
    }

    [Theory]
    [InlineData(Side.Buy, true)]
    [InlineData(Side.Sell, true)]
    [InlineData(Side.Sell, false)]
    public void Answer_WithAnotherOrderUnderTheLabelOnly_IsLikeNoneFound(Side side, bool isAnswer)
    {
        // The order has never arrived, and somebody has traded under its label.
        var another = _order with { Side = side, Amount = _order.Amount + Quantity.FromDouble(10) };
        var flags = isAnswer ? InputFlags.FromQuery : InputFlags.None;
        Pass(5_000);
        _core.Update(another, OrderState.Filled, Amount + 10, "another", flags);
        _core.Send(_core.FillEvent(Perpetual, side, _order.Price.ToDouble(), Amount + 10, "theirs", _order.Ref, "another"));
        Pass(3_000);
        Assert.False(IsResolved);
        _core.Positions((Perpetual, _core.Core.Position(Perpetual).ToDouble())).Update(another, OrderState.Filled, Amount + 10, "another", flags);

        Assert.Equal(isAnswer, IsResolved);
        Assert.Contains(_core.All, output => output.Reason == ReasonCode.FillContradiction && output.Severity == AlertSeverity.Critical);
    }

    [Fact]
    public void Answer_WithAnotherOrderBesideOurs_ResolvesOurs()
    {
        var another = _order with { Side = Side.Buy };
        Pass(5_000);
        _core.Update(another, OrderState.Filled, Amount, "another", InputFlags.FromQuery);
        Assert.False(IsResolved);
        _core.Update(_order, OrderState.Filled, Amount, flags: InputFlags.FromQuery);
        Pass(3_000);
        _core.Positions((Perpetual, 120_000)).Update(another, OrderState.Filled, Amount, "another", InputFlags.FromQuery);
        Assert.False(IsResolved);
        FillPart(Amount, "ours");
        Assert.True(IsResolved);
    }

    [Fact]
    public void Fill_BeforeAnythingElseOfTheOrder_TellsItsId()
    {
        _core.Send(_core.FillEvent(Perpetual, Side.Sell, _order.Price.ToDouble(), 10, "a", _order.Ref, "theId"));
        _core.Update(_order with { Amount = Quantity.FromDouble(10) }, OrderState.Cancelled, 10, "theId");
        Assert.True(IsResolved);
    }

    [Fact]
    public void Update_OfAnotherOpenOrderUnderOurLabel_CancelsThatOne()
    {
        _core.Update(_order, OrderState.Open, 0);
        _core.Update(_order, OrderState.Open, 0, "another");
        Assert.Contains(_core.Last, output => output.Kind == OutputKind.CancelOrder && output.ExchangeOrderId == InlineText32.From("another"));
        Assert.False(IsResolved);
    }

    [Fact]
    public void Update_OfAnEarlierRun_IsCancelled()
    {
        var stray = _order with { Ref = new OrderRef(6, 3) };
        _core.Update(stray, OrderState.Open, 0);
        Assert.Contains(_core.Last, output => output.Kind == OutputKind.CancelOrder && output.Ref == stray.Ref);
    }

    [Fact]
    public void Update_WithAnotherPrice_IsReported()
    {
        _core.Update(_order with { Price = Price.FromDouble(1) }, OrderState.Open, 0);
        Assert.Contains(_core.Last, output => output.Reason == ReasonCode.OrderAltered);
    }
}
