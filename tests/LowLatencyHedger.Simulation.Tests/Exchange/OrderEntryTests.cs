using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Tests.Exchange;

public sealed class OrderEntryTests
{
    private readonly ExchangeModel _model = Models.Quiet();

    private Account Account => _model.Accounts[0];

    [Theory]
    [InlineData("BTC-NONE", 10, 90_000, 10020)]
    [InlineData("BTC-PERPETUAL", 5, 90_000, 10002)]
    [InlineData("BTC-PERPETUAL", 15, 90_000, 10027)]
    [InlineData("BTC-PERPETUAL", 10, 90_000.25, 10043)]
    [InlineData("BTC-PERPETUAL", 10, 99_000, 10007)]
    [InlineData("BTC-PERPETUAL", 10, -1, 10023)]
    [InlineData("BTC-21JAN26-91000-C", 0.15, 0.005, 10021)]
    [InlineData("BTC-21JAN26-91000-C", 0.1, 0.0053, 10043)]
    [InlineData("BTC-21JAN26-91000-C", 0.1, 0.00005, 10043)]
    [InlineData("BTC_USDC-PERPETUAL", 0.0015, 90_000, 10027)]
    public void Place_BadBuy_IsRefusedWithTheVenuesCode(string instrument, double amount, double price, int code) =>
        Assert.Equal(code, _model.Place(Account, Models.Limit(Side.Buy, amount, price, instrument)).Error!.Code);

    [Fact]
    public void Place_SellBelowBand_IsRefusedWithTheLimit()
    {
        var error = _model.Place(Account, Models.Limit(Side.Sell, 10, 80_000)).Error!;

        Assert.Equal(10005, error.Code);
        Assert.StartsWith("price_too_low 89", error.Message);
    }

    [Fact]
    public void Place_ContractsDisagreeWithAmount_IsRefused()
    {
        var request = Models.Limit(Side.Buy, 10, 90_000) with { Contracts = 2 };

        Assert.Equal(11029, _model.Place(Account, request).Error!.Code);
        Assert.True(_model.Place(Account, request with { Contracts = 1 }).IsOk);
    }

    [Fact]
    public void Place_AfterValidUntil_TimesOut() =>
        Assert.Equal(13888, _model.Place(Account, Models.Limit(Side.Buy, 10, 90_000) with { ValidUntilMs = _model.NowMs - 1 }).Error!.Code);

    [Fact]
    public void Place_PostOnlyThatCrosses_SlidesOrIsRejected()
    {
        var ask = _model.BestAsk();
        var request = Models.Limit(Side.Buy, 10, ask + 5) with { PostOnly = true };

        var slid = _model.Place(Account, request);
        var rejected = _model.Place(Account, request with { RejectPostOnly = true });

        Assert.Equal(ask - 0.5, slid.Order!.Price.ToDouble());
        Assert.Equal(OrderState.Open, slid.Order.State);
        Assert.Equal(11054, rejected.Error!.Code);
    }

    [Fact]
    public void Place_ThroughOwnOrder_IsRefused()
    {
        var spread = _model.Place(Account, Models.Limit(Side.Sell, 10, _model.BestAsk()) with { PostOnly = true });
        _model.Place(Account, Models.Limit(Side.Sell, 10, _model.BestBid() + 0.5) with { PostOnly = true });

        Assert.True(spread.IsOk);
        Assert.Equal(10003, _model.Place(Account, Models.Limit(Side.Buy, 1_000_000, _model.BestAsk() + 50)).Error!.Code);
    }

    [Fact]
    public void Place_FillOrKillBeyondDepth_CancelsWithoutTrades()
    {
        var request = Models.Limit(Side.Buy, 20_000_000, _model.BestAsk()) with { TimeInForce = TimeInForce.FillOrKill };

        var result = _model.Place(Account, request);

        Assert.Equal(OrderState.Cancelled, result.Order!.State);
        Assert.Null(result.Order.CancelReason);
        Assert.Empty(result.Trades);
        Assert.Equal(0, _model.GetPosition(Account, result.Order.Instrument).Size);
    }

    [Fact]
    public void Place_ImmediateBeyondLevel_FillsPartlyAndCancelsTheRest()
    {
        var level = _model.FindInstrument("BTC-PERPETUAL")!.Book.BestAsk!.Value;
        var request = Models.Limit(Side.Buy, level.Amount.ToDouble() + 10, level.Price.ToDouble())
            with { TimeInForce = TimeInForce.ImmediateOrCancel };

        var order = _model.Place(Account, request).Order!;

        Assert.Equal(OrderState.Cancelled, order.State);
        Assert.Equal(level.Amount, order.FilledAmount);
        Assert.Equal(level.Price.ToDouble(), order.AveragePrice);
    }

    [Fact]
    public void Place_Market_TradesAndNeverRests()
    {
        var result = _model.Place(Account, Models.Limit(Side.Sell, 10, 1) with { Type = OrderType.Market, Price = Price.None });

        Assert.Equal(OrderState.Filled, result.Order!.State);
        Assert.False(Assert.Single(result.Trades).IsMaker);
    }

    [Fact]
    public void Place_ReduceOnly_IsCutToThePosition()
    {
        var refused = _model.Place(Account, Models.Limit(Side.Sell, 10, _model.BestBid()) with { ReduceOnly = true });
        _model.Place(Account, Models.Limit(Side.Buy, 50, _model.BestAsk()));
        var cut = _model.Place(Account, Models.Limit(Side.Sell, 100, _model.BestAsk() + 20) with { ReduceOnly = true });

        Assert.Equal(11030, refused.Error!.Code);
        Assert.Equal(50, cut.Order!.Amount.ToDouble());
    }

    [Fact]
    public void Place_BeyondFunds_IsRefused() =>
        Assert.Equal(10009, _model.Place(Account, Models.Limit(Side.Buy, 4_000_000_000, _model.BestBid())).Error!.Code);

    [Fact]
    public void Place_LockedOrSettling_IsRefused()
    {
        var index = _model.FindIndex("btc_usd")!;
        _model.SetLocked(index, true);
        var locked = _model.Place(Account, Models.Limit(Side.Buy, 10, 90_000));
        _model.SetLocked(index, false);

        Assert.Equal(10019, locked.Error!.Code);
        Assert.True(_model.Place(Account, Models.Limit(Side.Buy, 10, 90_000)).IsOk);
    }

    [Fact]
    public void Edit_SmallerAtSamePrice_KeepsThePlaceInTheQueue()
    {
        var price = _model.BestBid() - 300;
        var first = _model.Place(Account, Models.Limit(Side.Buy, 100, price)).Order!;
        var second = _model.Place(Account, Models.Limit(Side.Buy, 100, price)).Order!;

        _model.Edit(Account, new EditRequest { OrderId = first.OrderId, Amount = Quantity.FromDouble(50) });
        Assert.Equal([first.OrderId, second.OrderId], QueueAt(price));

        var edited = _model.Edit(Account, new EditRequest { OrderId = first.OrderId, Amount = Quantity.FromDouble(60) }).Order!;
        Assert.Equal([second.OrderId, first.OrderId], QueueAt(price));
        Assert.True(edited.Replaced);
        Assert.Equal(first.CreationMs, edited.CreationMs);
    }

    [Fact]
    public void Edit_RejectPostOnlyThatCrosses_CancelsTheOrder()
    {
        var order = _model.Place(Account, Models.Limit(Side.Buy, 10, 90_000)).Order!;
        var price = Price.FromDouble(_model.BestAsk());
        var edit = new EditRequest { OrderId = order.OrderId, Price = price, PostOnly = true, RejectPostOnly = true };

        Assert.Equal(11054, _model.Edit(Account, edit).Error!.Code);
        var closed = _model.FindOrder(Account, order.OrderId)!;
        Assert.Equal(OrderState.Cancelled, closed.State);
        Assert.Equal("edit_post_only_reject", closed.CancelReason);
    }

    [Fact]
    public void Edit_ToACrossingPrice_Trades()
    {
        var order = _model.Place(Account, Models.Limit(Side.Buy, 10, 90_000)).Order!;

        var result = _model.Edit(Account, new EditRequest { OrderId = order.OrderId, Price = Price.FromDouble(_model.BestAsk()) });

        Assert.Equal(OrderState.Filled, result.Order!.State);
        Assert.Single(result.Trades);
    }

    [Fact]
    public void Cancel_GoneOrders_SayWhy()
    {
        var cancelled = _model.Place(Account, Models.Limit(Side.Buy, 10, 90_000)).Order!;
        var filled = _model.Place(Account, Models.Limit(Side.Buy, 10, _model.BestAsk())).Order!;

        Assert.Equal("user_request", _model.Cancel(Account, cancelled.OrderId).Order!.CancelReason);
        Assert.Equal(10010, _model.Cancel(Account, cancelled.OrderId).Error!.Code);
        Assert.Equal(11008, _model.Cancel(Account, filled.OrderId).Error!.Code);
        Assert.Equal(10004, _model.Cancel(Account, "1").Error!.Code);
    }

    [Fact]
    public void CancelAll_Filters_LeaveTheOthers()
    {
        _model.Place(Account, Models.Limit(Side.Buy, 10, 90_000) with { Label = "a", ConnectionId = 1 });
        _model.Place(Account, Models.Limit(Side.Buy, 10, 90_000) with { Label = "b", ConnectionId = 2 });
        _model.Place(Account, Models.Limit(Side.Buy, 0.1, 0.0005, "BTC-21JAN26-91000-C") with { Label = "a", ConnectionId = 2 });

        Assert.Equal("cancel_on_disconnect", Assert.Single(_model.CancelForConnection(Account, 1)).CancelReason);
        Assert.Single(_model.CancelAll(Account, new OrderFilter { KindName = "option" }));
        Assert.Equal("b", Assert.Single(_model.OpenOrders(Account, OrderFilter.All)).Label);
        Assert.Equal(2, _model.OrdersByLabel(Account, "BTC", "a").Count);
    }

    [Fact]
    public void FindOrder_ClosedForHalfAnHour_IsForgotten()
    {
        var order = _model.Place(Account, Models.Limit(Side.Buy, 10, 90_000)).Order!;
        _model.Cancel(Account, order.OrderId);

        _model.AdvanceTo(Models.Start + (1_799 * Models.Second));
        Assert.NotNull(_model.FindOrder(Account, order.OrderId));
        _model.AdvanceTo(Models.Start + (1_802 * Models.Second));
        Assert.Null(_model.FindOrder(Account, order.OrderId));
    }

    [Fact]
    public void Submit_MoreThanTheQueueHolds_IsRefused()
    {
        var model = new ExchangeModel(new ExchangeOptions { EngineDelayNanos = 1_000_000, ClientTradesPerSecond = 0 }, Models.Start);
        var answers = new List<int>();
        for (var request = 0; request < 9; request++)
        {
            model.Submit(model.Accounts[0], error => answers.Add(error?.Code ?? 0));
        }

        Assert.Equal([10047], answers);
        model.AdvanceTo(Models.Start + 1_000_000);
        Assert.Equal(9, answers.Count);
        Assert.Equal(8, answers.Count(code => code == 0));
    }

    [Fact]
    public void CancelQueued_WaitingRequests_AreAnsweredWith13666()
    {
        var model = new ExchangeModel(new ExchangeOptions { EngineDelayNanos = 1_000_000, ClientTradesPerSecond = 0 }, Models.Start);
        var answers = new List<int>();
        model.Submit(model.Accounts[0], error => answers.Add(error?.Code ?? 0));

        model.CancelQueued(model.Accounts[0]);
        model.AdvanceTo(Models.Start + Models.Second);

        Assert.Equal([13666], answers);
    }

    private IEnumerable<string> QueueAt(double price) =>
        _model.FindInstrument("BTC-PERPETUAL")!.Book.Entries(Side.Buy)
            .Where(entry => entry.Owner == Account && entry.PriceRaw == Price.FromDouble(price).Raw)
            .Select(entry => entry.Order!.OrderId);
}
