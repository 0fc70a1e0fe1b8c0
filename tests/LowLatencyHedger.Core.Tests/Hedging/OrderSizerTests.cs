using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Core.Tests.Market;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Core.Tests.Hedging;

public sealed class OrderSizerTests
{
    private static readonly SettingValues s_settings = new(new CoreConfig
    {
        Underlyings = [new UnderlyingConfig { MaxCrossBps = 10, MaxSlippageBps = 15, MaxOrderAmount = 100_000 }],
    });

    private static Instrument Future(ContractStyle style, double step, double tick = 0.5) => new()
    {
        Definition = new InstrumentBody
        {
            Kind = InstrumentKind.Perpetual,
            Style = style,
            ContractSize = Quantity.FromDouble(step),
            MinTradeAmount = Quantity.FromDouble(step),
            TickSize = Price.FromDouble(tick),
            UpperTickAbove = Price.None,
        },
        MinPrice = Price.None,
        MaxPrice = Price.None,
    };

    private static OrderBook Book(params (Side Side, double Price, double Amount)[] levels)
    {
        var book = new OrderBook(64);
        var raw = levels.Select(level => (level.Side, Price.FromDouble(level.Price).Raw, Quantity.FromDouble(level.Amount).Raw)).ToList();
        foreach (var chunk in NaiveBook.Chunks(raw, 1, 0, true))
        {
            book.Apply(chunk);
        }

        return book;
    }

    private static ReasonCode Size(in Instrument instrument, OrderBook book, double trade, out OrderIntent intent) =>
        new OrderSizer(s_settings, 0).Size(instrument, book, new HedgeTarget(-1, 1, trade, ReasonCode.None), out intent);

    private static readonly OrderBook s_deep = Book((Side.Buy, 60_000, 1e7), (Side.Sell, 60_000.5, 1e7));

    [Fact]
    public void Size_InverseFuture_IsInUsdAndRoundedToTheSmallerTrade()
    {
        Assert.Equal(ReasonCode.None, Size(Future(ContractStyle.Inverse, 10), s_deep, -0.5001, out var intent));

        // 0.5001 coins at 60,000 are 30,006 USD.
        Assert.Equal(30_000, intent.Amount.ToDouble());
        Assert.Equal(Side.Sell, intent.Side);
        Assert.Equal(-0.5, intent.Coins, 9);
        Assert.Equal(59_940, intent.Price.ToDouble());
    }

    [Fact]
    public void Size_LinearFuture_IsInCoins()
    {
        Assert.Equal(ReasonCode.None, Size(Future(ContractStyle.Linear, 0.001), s_deep, 0.12345, out var intent));
        Assert.Equal(0.123, intent.Amount.ToDouble());
        Assert.Equal(0.123 * 60_000.5, intent.NotionalUsd, 6);
    }

    [Fact]
    public void Size_MoreThanOneOrderMayBe_IsClipped()
    {
        Assert.Equal(ReasonCode.None, Size(Future(ContractStyle.Inverse, 10), s_deep, 5, out var intent));
        Assert.Equal(50_000, intent.Amount.ToDouble());
    }

    [Fact]
    public void Size_LessThanAStep_IsNothing() =>
        Assert.Equal(ReasonCode.AmountBelowMinimum, Size(Future(ContractStyle.Inverse, 10), s_deep, 0.0001, out _));

    [Fact]
    public void Size_ThinBook_TakesOnlyWhatIsInsideTheCap()
    {
        var thin = Book((Side.Buy, 60_000, 1_005), (Side.Buy, 59_990, 2_000), (Side.Buy, 59_000, 1e6), (Side.Sell, 60_000.5, 10));
        Assert.Equal(ReasonCode.None, Size(Future(ContractStyle.Inverse, 10), thin, -0.5, out var intent));
        Assert.Equal(3_000, intent.Amount.ToDouble());
    }

    [Fact]
    public void Size_SpreadWiderThanTheCap_IsRefused()
    {
        var wide = Book((Side.Buy, 59_800, 1e6), (Side.Sell, 60_200, 1e6));
        Assert.Equal(ReasonCode.SlippageAboveCap, Size(Future(ContractStyle.Inverse, 10), wide, 0.5, out _));
    }

    [Fact]
    public void Size_VenueBandInsideTheReach_IsClippedAndBeforeTheTouchRefused()
    {
        var instrument = Future(ContractStyle.Inverse, 10);
        instrument.MaxPrice = Price.FromDouble(60_010.3);
        Assert.Equal(ReasonCode.None, Size(instrument, s_deep, 0.5, out var intent));
        Assert.Equal(60_010, intent.Price.ToDouble());

        instrument.MaxPrice = Price.FromDouble(60_000.3);
        Assert.Equal(ReasonCode.PriceOutsideVenueBand, Size(instrument, s_deep, 0.5, out _));
    }

    [Fact]
    public void Size_NothingToGoBy_IsRefused()
    {
        Assert.Equal(ReasonCode.PriceNotFinite, Size(Future(ContractStyle.Inverse, 10), s_deep, double.NaN, out _));
        Assert.Equal(ReasonCode.PriceNotFinite, Size(Future(ContractStyle.Inverse, 10), Book((Side.Buy, 1, 1)), 1, out _));
        Assert.NotEqual(ReasonCode.None, Size(default, s_deep, 1, out _));
    }

    [Fact]
    public void Size_RandomTrades_NeverTradesTooMuchOrTooDear()
    {
        var random = new Random(Seeds.For(nameof(Size_RandomTrades_NeverTradesTooMuchOrTooDear), 41));
        for (var i = 0; i < 5_000; i++)
        {
            var mid = 100 + (random.NextDouble() * 100_000);
            var tick = new[] { 0.5, 2.5, 0.01 }[random.Next(3)];
            var bid = Math.Floor(mid / tick) * tick;
            var book = Book((Side.Buy, bid, random.Next(1, 9_000)), (Side.Sell, bid + tick, random.Next(1, 9_000)));
            var trade = (random.NextDouble() - 0.5) * 4;
            if (Size(Future(ContractStyle.Inverse, 10, tick), book, trade, out var intent) != ReasonCode.None)
            {
                continue;
            }

            Assert.True(Math.Abs(intent.Coins) <= Math.Abs(trade) + 1e-12 && Math.Sign(intent.Coins) == Math.Sign(trade));
            Assert.Equal(0, intent.Amount.Raw % Quantity.FromDouble(10).Raw);
            Assert.Equal(0, intent.Price.Raw % Price.FromDouble(tick).Raw);
            Assert.True(Math.Abs((intent.Price.ToDouble() / book.Mid) - 1) <= 0.0015 + 1e-12);
            Assert.True(intent.Side == Side.Buy ? intent.Price >= book.BestAsk : intent.Price <= book.BestBid);
        }
    }
}
