using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Tests.Exchange;

public sealed class ExchangeModelTests
{
    internal const long Start = 1_768_912_242_000_000_000;

    [Fact]
    public void Constructor_Default_ListsEveryKindWithBooks()
    {
        var model = new ExchangeModel(new ExchangeOptions(), Start);

        Assert.NotNull(model.FindInstrument("BTC-PERPETUAL"));
        Assert.NotNull(model.FindInstrument("ETH-PERPETUAL"));
        Assert.NotNull(model.FindInstrument("BTC_USDC-PERPETUAL"));
        Assert.NotNull(model.FindInstrument("BTC-30JAN26"));
        Assert.NotNull(model.FindInstrument("BTC-21JAN26-91000-C"));
        Assert.Contains(model.Instruments, i => i.Spec.IsLinear && i.Spec.IsOption);
        Assert.True(model.Instruments.Where(i => i.Spec.IsOption && i.Spec.SettlementCurrency == "BTC")
            .Select(i => i.Spec.ExpirationMs).Distinct().Count() >= 6);
        Assert.All(model.Instruments, i => Assert.NotNull(i.Book.BestAsk));
        Assert.All(model.Instruments, i => Assert.True(i.Book.BestBid is not { } bid || bid.Price < i.Book.BestAsk!.Value.Price));
    }

    [Fact]
    public void Place_ImmediateSellThroughBid_FillsAndMovesPosition()
    {
        var model = new ExchangeModel(new ExchangeOptions(), Start);
        var account = model.Accounts[0];
        model.AdvanceTo(Start + 5_000_000_000);
        var bid = model.FindInstrument("BTC-PERPETUAL")!.Book.BestBid!.Value;

        var result = model.Place(account, new OrderRequest
        {
            InstrumentName = "BTC-PERPETUAL",
            Direction = Side.Sell,
            Amount = Quantity.FromDouble(10),
            Price = bid.Price,
            TimeInForce = TimeInForce.ImmediateOrCancel,
            Label = "hx1-00000001-00000001",
        });

        Assert.True(result.IsOk);
        Assert.Equal(OrderState.Filled, result.Order!.State);
        Assert.Equal(bid.Price, Assert.Single(result.Trades).Trade.Price);
        Assert.Equal(-10, model.GetPosition(account, result.Order.Instrument).Size);
    }
}
