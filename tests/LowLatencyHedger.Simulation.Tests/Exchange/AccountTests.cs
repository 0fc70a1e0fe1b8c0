using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Simulation.Tests.Exchange;

public sealed class AccountTests
{
    [Fact]
    public void Constructor_Default_OpensAnUnhedgedBookWithinMargin()
    {
        var model = new ExchangeModel(new ExchangeOptions(), Models.Start);
        var account = model.Accounts[0];
        var options = model.Positions(account, kindName: "option");

        Assert.Equal(200, options.Count);
        Assert.Empty(model.Positions(account, kindName: "future"));
        Assert.Contains(options, position => position.Size > 0);
        Assert.Contains(options, position => position.Size < 0);
        Assert.All(options, position => Assert.True(Math.Abs(position.Size) >= position.Instrument.Spec.MinTradeAmount.ToDouble()));
        var summary = model.Summary(account, "BTC");
        Assert.Equal(model.Options.BtcBalance, summary.Balance);
        Assert.True(Math.Abs(summary.DeltaTotal) > 0.1, summary.ToString());
        Assert.True(summary.AvailableFunds > 0.5 * summary.Balance, summary.ToString());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1_000)]
    public void Constructor_OptionCount_IsTheSizeOfTheBook(int count)
    {
        var model = new ExchangeModel(new ExchangeOptions { OptionCount = count }, Models.Start);

        Assert.Equal(count, model.Positions(model.Accounts[0]).Count);
    }

    [Fact]
    public void AdvanceTo_Clients_FillTheAccountsQuotes()
    {
        var model = new ExchangeModel(new ExchangeOptions { ClientTradesPerSecond = 5 }, Models.Start);
        var recorder = new EventRecorder();
        model.AddListener(recorder);

        model.AdvanceTo(Models.Start + (20 * Models.Second));

        var fills = recorder.Accounts.SelectMany(change => change.Trades).ToList();
        Assert.InRange(fills.Count, 60, 140);
        Assert.All(fills, fill =>
        {
            Assert.True(fill.IsMaker);
            Assert.StartsWith("q-", fill.Order.Label);
            Assert.Equal(OrderState.Filled, fill.Order.State);
            Assert.NotEqual(fill.Direction, fill.Trade.Direction);
            Assert.True(fill.Trade.Instrument.Spec.IsOnTick(fill.Trade.Price));
        });
        Assert.Equal(fills.Count, recorder.Trades.Count(trade => trade.Instrument.Spec.IsOption));
        Assert.Contains(recorder.Trades, trade => trade.Instrument.Name == "BTC-PERPETUAL");
        Assert.All(recorder.Trades.GroupBy(trade => trade.Instrument), trades =>
            Assert.All(trades.Zip(trades.Skip(1)), pair => Assert.Equal(pair.First.TradeSeq + 1, pair.Second.TradeSeq)));
    }

    [Fact]
    public void AdvanceTo_RandomTrading_ConservesPositionsAndMoney()
    {
        var random = new Random(Seeds.For(nameof(AdvanceTo_RandomTrading_ConservesPositionsAndMoney), 99));
        var model = new ExchangeModel(new ExchangeOptions { ClientTradesPerSecond = 20 }, Models.Start);
        var before = Wealth(model);
        for (var step = 1; step <= 150; step++)
        {
            model.AdvanceTo(Models.Start + (step * Models.Second / 10));
            var names = new[] { "BTC-PERPETUAL", "ETH-PERPETUAL", "BTC_USDC-PERPETUAL", "BTC-30JAN26" };
            var instrument = model.FindInstrument(names[random.Next(names.Length)])!;
            var sell = random.Next(2) == 0;
            var price = sell ? instrument.Book.BestBid!.Value.Price : instrument.Book.BestAsk!.Value.Price;
            model.Place(model.Accounts[0], new OrderRequest
            {
                InstrumentName = instrument.Name,
                Direction = sell ? Side.Sell : Side.Buy,
                Amount = Quantity.FromRaw(instrument.Spec.MinTradeAmount.Raw * random.Next(1, 500)),
                Price = random.Next(2) == 0 ? price : sell ? instrument.Spec.TickUp(price) : instrument.Spec.TickDown(price),
            });
        }

        AssertPositionsCancelOut(model);
        foreach (var (currency, wealth) in Wealth(model))
        {
            Assert.Equal(before[currency], wealth, 1e-6);
        }

        Assert.True(model.Ledger.FeesCollected["BTC"] > 0);
    }

    [Fact]
    public void Summary_Identities_Hold()
    {
        var model = new ExchangeModel(new ExchangeOptions(), Models.Start);
        var account = model.Accounts[0];
        model.AdvanceTo(Models.Start + (3 * Models.Second));
        model.Place(account, Models.Limit(Side.Sell, 500_000, model.BestBid()) with { TimeInForce = TimeInForce.ImmediateOrCancel });

        foreach (var currency in new[] { "BTC", "ETH" })
        {
            var summary = model.Summary(account, currency);
            var positions = model.Positions(account, currency);
            var options = positions.Where(position => position.Instrument.Spec.IsOption).ToList();
            Assert.Equal(summary.DeltaTotalMap.Values.Sum() - summary.OptionsValue, summary.DeltaTotal, 2e-8);
            Assert.Equal(options.Sum(p => p.Size * p.Instrument.Ticker.Delta), summary.OptionsDelta, 1e-7);
            Assert.Equal(options.Sum(p => p.Size * p.MarkPrice), summary.OptionsValue, 1e-7);
            Assert.Equal(
                summary.OptionsDelta + positions.Except(options).Sum(p => p.SizeCurrency), summary.DeltaTotalMap.Values.Sum(), 1e-7);
            Assert.Equal(summary.Balance + summary.FuturesPl + summary.OptionsValue, summary.Equity, 3e-8);
            Assert.Equal(summary.Equity - summary.OptionsValue, summary.MarginBalance, 2e-8);
            Assert.Equal(options.Sum(p => p.Size * p.Instrument.Ticker.Vega), summary.OptionsVega, 1e-4);
            Assert.Equal(summary.OptionsGammaMap.Values.Sum(), summary.OptionsGamma, 1e-5);
        }
    }

    [Fact]
    public void Position_InverseFuture_EarnsTheRecordedProfit()
    {
        // Recorded: short 10 USD at 91701.5, closed at 92037.0: -3.97e-07 coin, fees 6e-08 and 5e-08.
        var perpetual = Models.Quiet().FindInstrument("BTC-PERPETUAL")!;
        var position = new PositionLedger(perpetual);
        position.Apply(Quantity.FromDouble(-10).Raw, 91_701.5, 92_158.38);
        Assert.Equal(91_701.5, position.AveragePrice, 1e-6);

        var realised = position.Apply(Quantity.FromDouble(10).Raw, 92_037, 92_035.22);

        Assert.Equal(-3.97e-7, realised, 1e-9);
        Assert.Equal(0, position.AveragePrice);
        Assert.Equal(5e-8, Ledger.Fee(perpetual, isMaker: false, 92_037, 10));
    }

    [Theory]
    [InlineData(0.0175, 1, 0.0003)]
    [InlineData(0.0010, 2, 0.00025)]
    public void Fee_Option_IsCappedAtAnEighthOfThePrice(double price, double amount, double fee)
    {
        var option = Models.Quiet().FindInstrument("BTC-21JAN26-91000-C")!;

        Assert.Equal(fee, Ledger.Fee(option, isMaker: true, price, amount), 1e-12);
    }

    [Fact]
    public void Apply_ThroughZero_OpensTheOtherWay()
    {
        var position = new PositionLedger(Models.Quiet().FindInstrument("BTC-21JAN26-91000-C")!);
        position.Apply(Quantity.FromDouble(2).Raw, 0.01, 91_000);

        var realised = position.Apply(Quantity.FromDouble(-5).Raw, 0.012, 91_000);

        Assert.Equal(0.004, realised, 1e-12);
        Assert.Equal(-3, position.Size);
        Assert.Equal(0.012, position.AveragePrice, 1e-12);
        Assert.Equal(-0.003, position.FloatingProfit(0.013), 1e-12);
    }

    [Fact]
    public void UserTrades_Pages_CoverEveryTradeOnce()
    {
        var model = new ExchangeModel(new ExchangeOptions { ClientTradesPerSecond = 20 }, Models.Start);
        var account = model.Accounts[0];
        model.AdvanceTo(Models.Start + (10 * Models.Second));
        var all = model.UserTrades(account, new TradeQuery { Currency = "BTC", Count = 1000, Ascending = true }).Trades;

        var paged = new List<UserTrade>();
        string? startId = "0";
        while (startId is not null)
        {
            var page = model.UserTrades(account, new TradeQuery { Currency = "BTC", Count = 7, StartId = startId });
            paged.AddRange(page.Trades);
            startId = page.HasMore ? $"{page.Trades[^1].Trade.TradeNumber + 1}" : null;
        }

        Assert.True(all.Count > 20);
        Assert.Equal(all, paged);
        var newest = model.UserTrades(account, new TradeQuery { Currency = "BTC", Count = 1 });
        Assert.Equal(all[^1], Assert.Single(newest.Trades));
        Assert.True(newest.HasMore);
        var one = all[0];
        Assert.Equal([one], model.UserTrades(account, new TradeQuery { OrderId = one.Order.OrderId }).Trades);
        var (name, seq) = (one.Trade.Instrument.Name, one.Trade.TradeSeq);
        var bySeq = new TradeQuery { InstrumentName = name, StartSeq = seq, EndSeq = seq };
        Assert.Equal([one], model.UserTrades(account, bySeq).Trades);
        Assert.StartsWith("ETH-", model.UserTrades(account, new TradeQuery { Currency = "ETH" }).Trades[0].Trade.TradeId);
    }

    internal static void AssertPositionsCancelOut(ExchangeModel model) =>
        Assert.All(model.Instruments, instrument => Assert.Equal(0, model.Accounts.Append(model.Ledger.Market)
            .Sum(account => account.Positions.GetValueOrDefault(instrument)?.SizeRaw ?? 0)));

    /// <summary>All money by currency: balances, futures profit and option values of both sides, and the fees taken.</summary>
    internal static Dictionary<string, double> Wealth(ExchangeModel model)
    {
        var wealth = new Dictionary<string, double>();
        foreach (var account in model.Accounts.Append(model.Ledger.Market))
        {
            foreach (var money in account.Ledgers.Values)
            {
                wealth[money.Currency] = wealth.GetValueOrDefault(money.Currency) + money.Balance + money.FuturesSessionRealised;
            }

            foreach (var position in account.Positions.Values)
            {
                var mark = position.Instrument.Ticker.MarkPrice;
                var value = position.Instrument.Spec.IsOption ? position.Size * mark : position.FloatingProfit(mark);
                wealth[position.Instrument.Spec.SettlementCurrency] += value;
            }
        }

        foreach (var (currency, fees) in model.Ledger.FeesCollected)
        {
            wealth[currency] += fees;
        }

        return wealth;
    }
}
