using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Core.Tests.Hedging;

public sealed class InternalNettingTests
{
    private const double Price = 60_000;

    private static readonly UnderlyingId s_linear = new(1);
    private static readonly InstrumentId s_linearPerpetual = new(10);

    [Fact]
    public void Observe_RandomSlacks_LeavesTheSumAndNoSideMoreThanItHad()
    {
        var random = new Random(Seeds.For(nameof(Observe_RandomSlacks_LeavesTheSumAndNoSideMoreThanItHad), 71));
        for (var round = 0; round < 500; round++)
        {
            var netting = new InternalNetting(["BTC", "ETH", "BTC", "", "BTC", ""]);
            double[] slack = [.. Enumerable.Range(0, 6).Select(_ => random.Next(5) == 0 ? 0 : random.NextDouble() - 0.5)];
            var left = new double[6];
            for (var pass = 0; pass < 2; pass++)
            {
                for (var i = 0; i < 6; i++)
                {
                    left[i] = slack[i] - netting.Observe(i, slack[i], mayNet: true, 1);
                    Assert.True(left[i] * slack[i] >= 0 && Math.Abs(left[i]) <= Math.Abs(slack[i]));
                }
            }

            // The twin: what the whole coin has too much of, on the side that has it.
            var sum = slack[0] + slack[2] + slack[4];
            Assert.Equal(sum, left[0] + left[2] + left[4], 1e-12);
            Assert.All((int[])[0, 2, 4], i => Assert.True(Math.Abs(left[i]) < 1e-12 || left[i] > 0 == sum > 0));
            Assert.Equal([slack[1], slack[3], slack[5]], [left[1], left[3], left[5]]);
        }
    }

    [Fact]
    public void Observe_OtherOneOldOrUnableOrUnknown_CountsForNothing()
    {
        var netting = new InternalNetting(["BTC", "BTC"]);
        netting.Observe(0, -1, mayNet: true, 1);
        Assert.Equal(0.5, netting.Observe(1, 0.5, mayNet: true, 1));
        Assert.Equal(0.5, netting.Observe(1, 0.5, mayNet: true, 1 + InternalNetting.MaxAgeNanos));
        Assert.Equal(0, netting.Observe(1, 0.5, mayNet: true, 2 + InternalNetting.MaxAgeNanos));
        netting.Observe(0, double.NaN, mayNet: true, 1);
        Assert.Equal(0, netting.Observe(1, 0.5, mayNet: true, 1));
        netting.Observe(0, -1, mayNet: false, 1);
        Assert.Equal(0, netting.Observe(1, 0.5, mayNet: true, 1));
        netting.Observe(0, -1, mayNet: true, 1);
        Assert.Equal(0, netting.Observe(1, 0.5, mayNet: false, 1));
    }

    [Theory]
    [InlineData("BTC")]
    [InlineData("")]
    public void Core_InverseAndLinearOfOneCoin_NetBeforeTheyOrder(string coin)
    {
        var core = Start(coin);
        Second(core);
        core.Fill(CoreHarness.Perpetual, Side.Buy, Price, 90_000, "a");
        var first = core.Orders.LastOrDefault();
        Assert.Equal(Side.Sell, first.Side);
        core.FillWhole(first);
        Assert.InRange(core.Snapshot.NetDelta, 0.2, 0.3);

        // The inverse book is a quarter of a coin long; the linear one becomes 0.7 short, which alone is 0.2 beyond its band.
        core.Fill(s_linearPerpetual, Side.Sell, Price, 0.7, "b");
        Second(core);
        var orders = core.Orders.Where(order => order.Instrument == s_linearPerpetual).ToList();
        Assert.Equal(coin.Length == 0 ? 1 : 0, orders.Count);
        if (coin.Length > 0)
        {
            // 0.9 short is more than that offsets: the rest of it is hedged, back to half a band.
            core.Fill(s_linearPerpetual, Side.Sell, Price, 0.2, "c");
            Second(core);
            var order = core.Orders.Last(order => order.Instrument == s_linearPerpetual);
            Assert.Equal(Side.Buy, order.Side);
            Assert.Equal(0.9 - 0.25 - 0.25, order.Amount.ToDouble(), 0.02);
            Assert.InRange(order.DeltaAfter, order.BandLower, order.BandUpper);
        }
    }

    private static CoreHarness Start(string coin)
    {
        var config = CoreHarness.DefaultConfig();
        var inverse = config.Underlyings[0] with { NettingCoin = coin };
        var linear = inverse with
        {
            IndexName = "btc_usdc", HedgeInstrument = "BTC_USDC-PERPETUAL", SettlementCurrency = "USDC", MaxOrderAmount = 5,
        };
        var core = new CoreHarness(config with
        {
            Underlyings = [inverse, linear],
            Risk = config.Risk with { AllowedInstruments = ["BTC-PERPETUAL", "BTC_USDC-PERPETUAL"], MaxHedgesOutsideBand = 50 },
        });
        core.Clock();
        var underlying = core.Event(InputKind.UnderlyingDefined, InstrumentId.None);
        underlying.UnderlyingDefined = new UnderlyingBody { Underlying = s_linear, IndexName = InlineText32.From("btc_usdc") };
        core.Send(underlying);
        var e = core.Event(InputKind.InstrumentDefined, s_linearPerpetual);
        e.InstrumentDefined = new InstrumentBody
        {
            Name = InlineText32.From("BTC_USDC-PERPETUAL"),
            Underlying = s_linear,
            Kind = InstrumentKind.Perpetual,
            Style = ContractStyle.Linear,
            Status = TradingStatus.Open,
            Strike = double.NaN,
            ContractSize = Quantity.FromDouble(0.001),
            MinTradeAmount = Quantity.FromDouble(0.001),
            TickSize = Primitives.Price.FromDouble(CoreHarness.Tick),
            UpperTickAbove = Primitives.Price.None,
            UpperTickSize = Primitives.Price.None,
            TakerCommission = 0.0005,
        };
        core.Send(e);
        core.Start(Price);
        var funds = core.Event(InputKind.Portfolio, InstrumentId.None);
        funds.Portfolio = new PortfolioBody { Currency = InlineText32.From("USDC"), Equity = 1e6, AvailableFunds = 9e5, MaintenanceMargin = 1e4 };
        return core.Send(funds);
    }

    private static void Second(CoreHarness core)
    {
        for (var i = 0; i < 4; i++)
        {
            core.Clock(250).Market(Price).BookOf(s_linearPerpetual, Price, 100, CoreHarness.Tick);
            var ticker = core.Event(InputKind.Ticker, s_linearPerpetual);
            ticker.Ticker = TickerBody.Unknown;
            ticker.Ticker.MarkPrice = Price;
            ticker.Ticker.IndexPrice = Price;
            ticker.Ticker.MinPrice = Primitives.Price.FromDouble(Price * 0.97);
            ticker.Ticker.MaxPrice = Primitives.Price.FromDouble(Price * 1.03);
            ticker.Ticker.Status = TradingStatus.Open;
            core.Send(ticker);
        }
    }
}
