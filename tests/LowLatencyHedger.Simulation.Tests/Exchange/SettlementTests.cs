using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Tests.Exchange;

public sealed class SettlementTests
{
    private static readonly DateTime s_day = new(2026, 1, 23, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Minutes before 08:00 UTC of a Friday, when a daily expiry and a future expire.</summary>
    private static long Before(double minutes) =>
        (new DateTimeOffset(s_day.AddHours(8).AddMinutes(-minutes)).ToUnixTimeMilliseconds()) * 1_000_000;

    private static ExchangeOptions Options => new() { TicksPerSecond = 20, ClientTradesPerSecond = 1 };

    [Theory]
    [InlineData(true, 91_000, 91_500, 500.0 / 91_500)]
    [InlineData(true, 92_000, 91_500, 0)]
    [InlineData(false, 92_000, 91_500, 500.0 / 91_500)]
    public void Payoff_InverseOption_IsPaidInCoin(bool isCall, double strike, double delivery, double payoff)
    {
        var expiry = new InstrumentCatalog.Expiry(Before(0) / 1_000_000, "day", HasFuture: false);
        var spec = new InstrumentCatalog().Option("BTC", linear: false, expiry, strike, isCall);

        Assert.Equal(payoff, Settlement.Payoff(spec, delivery), 1e-12);
        Assert.Equal(payoff * delivery, Settlement.Payoff(spec with { IsLinear = true }, delivery), 1e-9);
    }

    [Fact]
    public void Settle_IntoFutures_PaysWhatCashDoes()
    {
        var cash = new ExchangeModel(Options with { ClientTradesPerSecond = 0 }, Before(31));
        var future = new ExchangeModel(cash.Options with { DeliversIntoFutures = true }, Before(31));
        foreach (var model in new[] { cash, future })
        {
            model.AdvanceTo(Before(0) + Models.Second);
            AccountTests.AssertPositionsCancelOut(model);
        }

        var paid = cash.Deliveries(cash.Accounts[0]).Where(static delivery => delivery.Price > 0 && delivery.Instrument.Spec.IsOption).ToList();
        Assert.NotEmpty(paid);
        Assert.Equal(cash.Summary(cash.Accounts[0], "BTC").Equity, future.Summary(future.Accounts[0], "BTC").Equity, 1e-6);
        Assert.All(
            paid.Where(static delivery => delivery.Instrument.Spec.SettlementCurrency == "BTC"),
            one => Assert.Equal(0, future.Deliveries(future.Accounts[0]).Single(other => other.Instrument.Name == one.Instrument.Name).Price));
        Assert.Contains(future.Deliveries(future.Accounts[0]), static delivery => delivery.Instrument.Spec.Kind == InstrumentKind.Future);
    }

    [Fact]
    public void Settle_AtEight_DeliversPaysAndLists()
    {
        var model = new ExchangeModel(Options, Before(31));
        var account = model.Accounts[0];
        var recorder = new EventRecorder();
        model.AddListener(recorder);
        var low = Models.Limit(Side.Buy, 10, model.BestBid() - 100);
        var resting = model.Place(account, low with { TimeInForce = TimeInForce.GoodTilDay }).Order!;
        var kept = model.Place(account, low).Order!;
        var sweep = Models.Limit(Side.Sell, 1_000_000, model.BestBid() - 500);
        model.Place(account, sweep with { TimeInForce = TimeInForce.ImmediateOrCancel });
        var expiring = model.Instruments.Where(i => i.Spec.ExpirationMs == Before(0) / 1_000_000).ToList();
        model.AdvanceTo(Before(0) - Models.Second);
        var wealthBefore = AccountTests.Wealth(model);
        var expected = ExpectedPayoffs(model, account);
        var earlier = model.Summary(account, "BTC");

        model.AdvanceTo(Before(0));

        Assert.All(expiring, i => Assert.Equal(InstrumentState.Delivered, i.State));
        Assert.All(expiring, i => Assert.Equal(0, model.GetPosition(account, i).Size));
        Assert.All(expiring, i => Assert.Null(i.Book.BestBid));
        Assert.Equal(OrderState.Cancelled, model.FindOrder(account, resting.OrderId)!.State);
        Assert.Equal("settlement", model.FindOrder(account, resting.OrderId)!.CancelReason);
        Assert.Equal(10041, model.Place(account, Models.Limit(Side.Buy, 10, model.BestBid())).Error!.Code);
        var later = model.Summary(account, "BTC");
        Assert.Equal(0, later.FuturesPl, 1e-8);
        Assert.Equal(earlier.Balance + earlier.FuturesPl + expected, later.Balance, 0.01);
        AccountTests.AssertPositionsCancelOut(model);
        var wealthAfter = AccountTests.Wealth(model);
        Assert.All(wealthBefore, pair => Assert.Equal(pair.Value, wealthAfter[pair.Key], 1e-6));

        model.AdvanceTo(Before(0) + (70 * Models.Second));
        Assert.All(expiring, i => Assert.Null(model.FindInstrument(i.Name)));
        Assert.NotNull(model.FindInstrument("BTC-26JAN26-91000-C"));
        Assert.True(model.FindOrder(account, kept.OrderId)!.IsOpen);
        Assert.Contains(recorder.States, entry => entry == ("BTC-PERPETUAL", InstrumentState.Open));
        Assert.Contains(recorder.States, entry => entry == (expiring[0].Name, InstrumentState.Archivized));
        Assert.True(model.Place(account, Models.Limit(Side.Buy, 10, model.BestBid())).IsOk);
    }

    [Fact]
    public void Settle_AtAnotherTimeOfDay_ListsAndDeliversThen()
    {
        var start = Before(31);
        var ofDay = new TimeSpan(7, 40, 0);
        var model = new ExchangeModel(Options with { DeliveryOfDay = ofDay }, start);
        var expiring = model.Instruments.Where(i => i.Spec.ExpirationMs == Before(20) / 1_000_000).ToList();
        var options = model.Instruments.Where(i => i.Spec.IsOption);
        Assert.All(options, i => Assert.Equal(ofDay, DateTime.UnixEpoch.AddMilliseconds(i.Spec.ExpirationMs).TimeOfDay));
        Assert.Contains(expiring, i => model.GetPosition(model.Accounts[0], i).Size != 0);
        model.AdvanceTo(start + (30 * Models.Second));
        Assert.True(model.Indices[0].IsAveraging);

        model.AdvanceTo(Before(20) - Models.Second);
        Assert.Empty(model.Deliveries(model.Accounts[0]));
        model.AdvanceTo(Before(20) + (5 * Models.Second));

        Assert.All(expiring, i => Assert.Equal(InstrumentState.Delivered, i.State));
        Assert.NotEmpty(model.Deliveries(model.Accounts[0]));
        Assert.False(model.Indices[0].IsAveraging);
        Assert.Equal(Before(20) + (86_400 * Models.Second), options.Where(i => i.IsOpen).Min(i => i.Spec.ExpirationMs) * 1_000_000);
    }

    [Fact]
    public void AveragingWindow_Deltas_RunDownToZero()
    {
        var model = new ExchangeModel(Options, Before(40));
        var deep = model.Instruments
            .Where(i => i.Spec.IsOption && i.Spec.IsCall && i.Spec.SettlementCurrency == "BTC")
            .Where(i => i.Spec.ExpirationMs == Before(0) / 1_000_000)
            .MinBy(i => i.Spec.Strike)!;
        Assert.Equal(1, deep.Ticker.Delta, 0.001);

        model.AdvanceTo(Before(15));
        Assert.Equal(0.5, deep.Ticker.Delta, 0.01);
        Assert.True(model.Indices[0].IsAveraging);
        model.AdvanceTo(Before(1));
        Assert.Equal(1.0 / 30, deep.Ticker.Delta, 0.01);
        Assert.Equal(model.Indices[0].RunningAverage, model.Indices[0].EstimatedDeliveryPrice, 20.0);
    }

    /// <summary>What the account's expiring options should pay, coins, by the average so far.</summary>
    private static double ExpectedPayoffs(ExchangeModel model, Account account) => model.Positions(account, "BTC", "option")
        .Where(p => p.Instrument.Spec.ExpirationMs == Before(0) / 1_000_000)
        .Sum(p => p.Size * Settlement.Payoff(p.Instrument.Spec, model.Indices[0].RunningAverage));
}
