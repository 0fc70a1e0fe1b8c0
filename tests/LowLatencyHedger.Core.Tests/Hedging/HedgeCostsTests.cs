using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging;
using LowLatencyHedger.Core.Hedging.Execution;
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
            MakerCommission = -0.0001,
            ContractSize = Quantity.FromDouble(10),
            MinTradeAmount = Quantity.FromDouble(10),
        },
    };

    private static HedgeCosts Costs(PolicySettings policy) => new(
        new SettingValues(new CoreConfig { Underlyings = [new UnderlyingConfig { MaxOrderAmount = 60_000, Policy = policy }] }), 0, mayRest: true);

    private static HedgeCosts Passive(int millis) => new(
        new SettingValues(new CoreConfig
        {
            Underlyings =
            [
                new UnderlyingConfig
                {
                    MaxOrderAmount = 60_000,
                    Execution = new ExecutionSettings { Mode = ExecutionMode.PassiveFirst, PassiveMillis = millis },
                },
            ],
        }),
        0,
        mayRest: true);

    private static CostMoment Moment(double slack = 1) => new(slack, 60_000, 1_000 * Nanos.PerSecond);

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
        Costs(new PolicySettings()).Show(s_perpetual, Book(), Moment(), ref view);
        Assert.Equal(0.0005 + (5.0 / 60_000), view.CostFraction, 12);
    }

    [Fact]
    public void Show_Latency_IsGammaThatStaysOpen()
    {
        var view = View();
        Costs(new PolicySettings { FixedOrderCostUsd = 0.25, LatencyMillis = 1_000 }).Show(s_perpetual, Book(), Moment(), ref view);
        Assert.Equal(0.25 + (0.5 * 1e-3 * 3.6e9 * 0.36 / 31_536_000), view.FixedCostUsd, 9);
    }

    [Fact]
    public void ShowClip_LargeClip_WalksTheBookAndIsRememberedForTheNext()
    {
        var costs = Costs(new PolicySettings());
        var view = View();
        costs.Show(s_perpetual, Book(), Moment(), ref view);
        var touch = view.CostFraction;

        // 12,000 USD: half of it 60 USD beyond the touch.
        Assert.True(costs.ShowClip(s_perpetual, Book(), 0.2, ref view));
        Assert.Equal(touch + (30.0 / 60_000), view.CostFraction, 1e-6);
        Assert.False(costs.ShowClip(s_perpetual, Book(), 0.05, ref view) && view.CostFraction > 0.01);
        costs.ShowClip(s_perpetual, Book(), 0.2, ref view);
        var later = View(2 * Nanos.PerSecond);
        costs.Show(s_perpetual, Book(), Moment(), ref later);
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
        Costs(new PolicySettings()).Show(s_perpetual, new OrderBook(16), Moment(), ref view);
        Assert.True(double.IsNaN(view.CostFraction));
        Assert.True(PolicySpec.TryParse("two-threshold:aversion=1e-5", out var spec, out _));
        Assert.Equal(0, spec.Start().Decide(view).Trade);
    }

    [Fact]
    public void Show_PostOnlyFirst_IsBetweenTheMakerFeeAndTheCostOfTaking()
    {
        var view = View();
        Passive(5_000).Show(s_perpetual, Book(), Moment(), ref view);
        var halfSpread = 5.0 / 60_000;
        var filled = RestingOdds.FillProbability(halfSpread, 0.6, 5 / 31_536_000.0);
        Assert.InRange(filled, 0.1, 0.9);
        Assert.Equal(Math.Max(0, (filled * -0.0001) + ((1 - filled) * (0.0005 + halfSpread))), view.CostFraction, 12);

        // The delta stays open meanwhile.
        var open = 0.5 * 1e-3 * 3.6e9 * 0.36 * (RestingOdds.MeanYears(halfSpread, 0.6, 5 / 31_536_000.0) + (0.005 / 31_536_000));
        Assert.Equal(0.1 + open, view.FixedCostUsd, 9);
    }

    [Fact]
    public void Show_PostOnlyFirstAfterAJump_IsTheCostOfTaking()
    {
        var view = View();
        view.IsGap = true;
        Passive(5_000).Show(s_perpetual, Book(), Moment(), ref view);
        Assert.Equal(0.0005 + (5.0 / 60_000), view.CostFraction, 12);
    }

    [Fact]
    public void Show_PostOnlyFirstForLong_IsAtLeastNothing()
    {
        var view = View();
        Passive(60_000).Show(s_perpetual, Book(), Moment(), ref view);
        Assert.Equal(0, view.CostFraction);
        Assert.True(PolicySpec.TryParse("two-threshold:aversion=1e-5", out var spec, out _));
        view.Delta = 100;
        Assert.Equal(ReasonCode.DeltaAboveBand, spec.Start().Decide(view).Reason);
    }

    [Theory]
    [InlineData(-1, 0.0006 / 2)]
    [InlineData(1, -0.0006 / 2)]
    public void Show_Funding_CostsWhoPaysItAndSavesWhoGetsIt(double slack, double expected)
    {
        var perpetual = s_perpetual;
        perpetual.Funding8h = 0.0006;
        var plain = View();
        var view = View();
        var costs = Costs(new PolicySettings { HoldingHours = 4 });
        costs.Show(s_perpetual, Book(), Moment(slack), ref plain);
        costs.Show(perpetual, Book(), Moment(slack), ref view);
        Assert.Equal(plain.CostFraction + expected, view.CostFraction, 12);
    }

    [Theory]
    [InlineData(4, 4.0 / 24)]
    [InlineData(48, 1)]
    public void Show_DatedFuture_LosesItsDistanceToTheIndexUntilItExpires(double holdingHours, double part)
    {
        var future = s_perpetual;
        future.Definition.Kind = InstrumentKind.Future;
        var moment = Moment(slack: -1) with { IndexPrice = 59_900 };
        future.Definition.ExpiryUtcNanos = moment.VenueUtcNanos + Nanos.PerDay;
        var view = View();
        Costs(new PolicySettings { HoldingHours = holdingHours }).Show(future, Book(), moment, ref view);
        Assert.Equal(0.0005 + (5.0 / 60_000) + (part * 100 / 59_900), view.CostFraction, 12);
    }

    [Fact]
    public void Show_UnknownFunding_CountsAsNone()
    {
        var perpetual = s_perpetual;
        perpetual.Funding8h = double.NaN;
        var view = View();
        Costs(new PolicySettings()).Show(perpetual, Book(), Moment(), ref view);
        Assert.Equal(0.0005 + (5.0 / 60_000), view.CostFraction, 12);
    }
}
