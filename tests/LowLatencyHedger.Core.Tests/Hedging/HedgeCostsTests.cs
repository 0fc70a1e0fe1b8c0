using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Core.Tests.Market;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Tests.Hedging;

public sealed class HedgeCostsTests
{
    private static readonly Instrument s_perpetual = new()
    {
        Definition = new InstrumentBody
        {
            Kind = InstrumentKind.Perpetual,
            Style = ContractStyle.Inverse,
            TakerCommission = 0.0005,
            ContractSize = Quantity.FromDouble(10),
            MinTradeAmount = Quantity.FromDouble(10),
        },
    };

    private static HedgeCosts Costs(PolicySettings policy) => new(
        new SettingValues(new CoreConfig { Underlyings = [new UnderlyingConfig { MaxOrderAmount = 60_000, Policy = policy }] }), 0);

    /// <summary>A spread of 10 USD; 6,000 USD at the touch, as many 60 USD further, and plenty after that.</summary>
    private static OrderBook Book()
    {
        var book = new OrderBook(16);
        var levels = ((Side, double, double)[])[
            (Side.Buy, 59_995, 6_000), (Side.Buy, 59_935, 6_000), (Side.Buy, 59_500, 1e7),
            (Side.Sell, 60_005, 6_000), (Side.Sell, 60_065, 6_000), (Side.Sell, 60_500, 1e7)];
        var raw = levels.Select(level => (level.Item1, Price.FromDouble(level.Item2).Raw, Quantity.FromDouble(level.Item3).Raw)).ToList();
        foreach (var chunk in NaiveBook.Chunks(raw, 1, 0, true))
        {
            book.Apply(chunk);
        }

        return book;
    }

    private static HedgeView View(long nowNanos = 1) => new()
    {
        Price = 60_000, Volatility = 0.6, Gamma = -1e-3, MinTradeCoins = 10.0 / 60_000, NowNanos = nowNanos,
    };

    [Fact]
    public void Show_SmallClip_IsFeeAndHalfSpread()
    {
        var view = View();
        Costs(new PolicySettings()).Show(s_perpetual, Book(), ref view);
        Assert.Equal(0.0005 + (5.0 / 60_000), view.CostFraction, 12);
    }

    [Fact]
    public void Show_Latency_IsGammaThatStaysOpen()
    {
        var view = View();
        Costs(new PolicySettings { FixedOrderCostUsd = 0.25, LatencyMillis = 1_000 }).Show(s_perpetual, Book(), ref view);
        Assert.Equal(0.25 + (0.5 * 1e-3 * 3.6e9 * 0.36 / 31_536_000), view.FixedCostUsd, 9);
    }

    [Fact]
    public void ShowClip_LargeClip_WalksTheBookAndIsRememberedForTheNext()
    {
        var costs = Costs(new PolicySettings());
        var view = View();
        costs.Show(s_perpetual, Book(), ref view);
        var touch = view.CostFraction;

        // 12,000 USD: half of it 60 USD beyond the touch.
        Assert.True(costs.ShowClip(s_perpetual, Book(), 0.2, ref view));
        Assert.Equal(touch + (30.0 / 60_000), view.CostFraction, 1e-6);
        Assert.False(costs.ShowClip(s_perpetual, Book(), 0.05, ref view) && view.CostFraction > 0.01);
        costs.ShowClip(s_perpetual, Book(), 0.2, ref view);
        var later = View(2 * Nanos.PerSecond);
        costs.Show(s_perpetual, Book(), ref later);
        Assert.Equal(touch + (30.0 / 60_000), later.CostFraction, 1e-6);
        Assert.False(costs.ShowClip(s_perpetual, Book(), -0.1, ref later));
    }

    [Fact]
    public void ShowClip_MoreThanAnOrderMayBe_CostsWhatTheOrderCosts()
    {
        var costs = Costs(new PolicySettings());
        var all = View();
        var most = View();
        Assert.True(costs.ShowClip(s_perpetual, Book(), 50, ref all));
        Assert.True(costs.ShowClip(s_perpetual, Book(), 50_000 / 60_000.0, ref most));
        Assert.Equal(most.CostFraction, all.CostFraction, 12);
    }

    [Fact]
    public void ShowClip_KnownVolume_CostsByTheSquareRootLawWhereThatIsMore()
    {
        var costs = Costs(new PolicySettings { DailyVolumeCoins = 100, ImpactCoefficient = 0.5 });
        var view = View();
        Assert.True(costs.ShowClip(s_perpetual, Book(), 0.1, ref view));
        Assert.Equal(0.5 * 0.6 / Math.Sqrt(365) * Math.Sqrt(0.1 / 100), view.CostFraction, 12);
    }

    [Fact]
    public void Show_EmptyBook_IsNotANumberAndNothingIsTradedOnIt()
    {
        var view = View();
        view.Price = double.NaN;
        view.Delta = 1;
        Costs(new PolicySettings()).Show(s_perpetual, new OrderBook(16), ref view);
        Assert.True(double.IsNaN(view.CostFraction));
        Assert.True(PolicySpec.TryParse("two-threshold:aversion=1e-5", out var spec, out _));
        Assert.Equal(0, spec.Start().Decide(view).Trade);
    }
}
