using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Core.Tests.Hedging.Instruments;

public sealed class DeltaChoiceTests
{
    private const double Price = 60_000;

    private static CoreHarness Harness(double rollHours = 24, double holdingHours = 0)
    {
        var config = CoreHarness.DefaultConfig();
        var underlying = config.Underlyings[0] with
        {
            OtherInstruments = ["BTC-FUTURE"],
            RollHours = rollHours,
            Policy = new PolicySettings { HoldingHours = holdingHours },
        };
        return new CoreHarness(config with
        {
            Underlyings = [underlying],
            Risk = config.Risk with { AllowedInstruments = ["BTC-PERPETUAL", "BTC-FUTURE"] },
        });
    }

    /// <summary>Some seconds of quiet markets, in which nothing is to be hedged.</summary>
    private static void Quiet(CoreHarness core, int seconds, double perpetualSpread, double datedSpread, double dated = Price)
    {
        for (var i = 0; i < 2 * seconds; i++)
        {
            core.Clock(500).Market(Price).Book(Price, spread: perpetualSpread).DatedMarket(dated, datedSpread);
        }
    }

    /// <summary>An option position of somebody's would do the same: more delta than the band allows.</summary>
    private static CoreHarness Buy(CoreHarness core, double usd, string tradeId) =>
        core.Fill(CoreHarness.Perpetual, usd > 0 ? Side.Buy : Side.Sell, Price, Math.Abs(usd), tradeId);

    [Fact]
    public void Hedge_BothAlike_TradesTheFirst()
    {
        var core = Harness().Start(Price);
        Quiet(core, 30, 0.5, 0.5);
        core.Positions((CoreHarness.DatedFuture, 0));
        Buy(core, 60_000, "a");
        Assert.Equal(CoreHarness.Perpetual, Assert.Single(core.Orders).Instrument);
    }

    [Fact]
    public void Hedge_FutureCheaperForAWhile_TradesTheFuture()
    {
        var core = Harness().Start(Price, 0, (CoreHarness.Perpetual, 0));
        Quiet(core, 5, 60, 0.5);
        Assert.Equal(CoreHarness.Perpetual, core.Snapshot.HedgeInstrument);
        Quiet(core, 10, 60, 0.5);
        Assert.Equal(CoreHarness.DatedFuture, core.Snapshot.HedgeInstrument);
        Assert.Contains(core.All, output => output.Reason == ReasonCode.HedgeInstrumentChanged && output.Severity == AlertSeverity.Info);
    }

    [Fact]
    public void Hedge_BasisThatCostsMoreThanTheSpreadSaves_TradesThePerpetual()
    {
        // The book has no delta, so the position needed counts as bought: 100 USD above the index, half of it lost in half of a week.
        var core = Harness(holdingHours: 84).Start(Price);
        Quiet(core, 30, 30, 0.5, Price + 100);
        Assert.Equal(CoreHarness.Perpetual, core.Snapshot.HedgeInstrument);
    }

    [Fact]
    public void Hedge_CostsThatAlternate_DoesNotFlip()
    {
        var core = Harness().Start(Price);
        for (var i = 0; i < 20; i++)
        {
            Quiet(core, 6, i % 2 == 0 ? 60 : 0.5, i % 2 == 0 ? 0.5 : 60);
            Assert.Equal(CoreHarness.Perpetual, core.Snapshot.HedgeInstrument);
        }
    }

    [Fact]
    public void Hedge_BookOfTheFirstGone_TradesTheOtherAtOnceAndItsFillsCount()
    {
        var core = Harness().Start(Price);
        Quiet(core, 2, 0.5, 0.5);
        core.Send(core.Event(InputKind.BookInvalidated, CoreHarness.Perpetual));
        core.DatedMarket(Price);
        Buy(core, 60_000, "a");
        var order = Assert.Single(core.Orders);
        Assert.Equal(CoreHarness.DatedFuture, order.Instrument);
        Assert.Equal(Side.Sell, order.Side);
        core.FillWhole(order);
        Assert.Equal(-order.Amount.ToDouble(), core.Core.Position(CoreHarness.DatedFuture).ToDouble());
        Assert.InRange(core.Snapshot.NetDelta, 0, 0.5);
        core.Clock(500).Market(Price).DatedMarket(Price).Clock(500);
        Assert.Single(core.Orders);
    }

    [Fact]
    public void Hedge_PositionElsewhere_IsReducedFirst()
    {
        var core = Harness().Start(Price, 0, (CoreHarness.DatedFuture, 60_000), (CoreHarness.Perpetual, -60_000));
        Quiet(core, 2, 0.5, 0.5);
        Buy(core, 45_000, "a");
        var order = Assert.Single(core.Orders);
        Assert.Equal(CoreHarness.DatedFuture, order.Instrument);
        Assert.Equal(Side.Sell, order.Side);
        core.FillWhole(order);

        // What would have opened a position there is done in the first.
        Quiet(core, 1, 0.5, 0.5);
        foreach (var later in core.Orders.Skip(1).ToList())
        {
            Assert.True(later.Instrument == CoreHarness.Perpetual || core.Core.Position(CoreHarness.DatedFuture).IsPositive);
        }
    }

    [Fact]
    public void Flatten_PositionsInBoth_ReducesBoth()
    {
        var core = Harness().Start(Price, 0, (CoreHarness.Perpetual, 6_000), (CoreHarness.DatedFuture, -6_000));
        Quiet(core, 2, 0.5, 0.5);
        core.Control(ControlVerb.Flatten);
        for (var i = 0; i < 10; i++)
        {
            Quiet(core, 1, 0.5, 0.5);
            foreach (var order in core.Orders.Where(order => core.Core.Position(order.Instrument) != Quantity.Zero).ToList())
            {
                Assert.True(order.IsReduceOnly);
                core.FillWhole(order);
            }
        }

        Assert.Equal(Quantity.Zero, core.Core.Position(CoreHarness.Perpetual));
        Assert.Equal(Quantity.Zero, core.Core.Position(CoreHarness.DatedFuture));
        Assert.Contains(core.All, output => output.Reason == ReasonCode.Flattened);
    }

    [Fact]
    public void Roll_FutureNearItsExpiry_MovesThePositionWithoutLeavingTheLimits()
    {
        // A week before the expiry, with a roll that begins two weeks before it.
        var core = Harness(rollHours: 14 * 24).Start(Price, 0, (CoreHarness.DatedFuture, 120_000), (CoreHarness.Perpetual, -120_000));
        var filled = new HashSet<OrderRef>();
        for (var i = 0; i < 60; i++)
        {
            Quiet(core, 1, 0.5, 0.5);
            foreach (var order in core.Orders.Where(order => filled.Add(order.Ref)).ToList())
            {
                Assert.True(order.Instrument != CoreHarness.DatedFuture || order.IsReduceOnly || order.Side == Side.Sell);
                core.FillWhole(order);
                Assert.InRange(core.Snapshot.NetDelta, -0.51, 0.51);
            }
        }

        Assert.Equal(Quantity.Zero, core.Core.Position(CoreHarness.DatedFuture));
        Assert.InRange(core.Core.Position(CoreHarness.Perpetual).ToDouble(), -30_010, 30_010);
        Assert.Contains(core.Orders, order => order.Reason == ReasonCode.FutureExpires);
        Assert.InRange(filled.Count, 2, 20);
    }

    [Fact]
    public void Blackout_FutureAboutToExpire_IsNotTraded()
    {
        var core = Harness();
        core.Start(Price, 0, (CoreHarness.DatedFuture, 30_000));
        var leftNanos = CoreHarness.ExpiryUtcNanos(0) - core.UtcNanos;
        core.Clock((leftNanos / Nanos.PerMilli) - 10_000);
        Quiet(core, 3, 0.5, 0.5);
        Buy(core, 60_000, "a");
        Quiet(core, 2, 0.5, 0.5);
        Assert.All(core.Orders, order => Assert.Equal(CoreHarness.Perpetual, order.Instrument));
        Assert.NotEmpty(core.Orders);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void Choice_RandomMarkets_IsTradableAndPatient(int fixedSeed)
    {
        var random = new Random(Seeds.For(nameof(Choice_RandomMarkets_IsTradableAndPatient), fixedSeed));
        var core = Harness().Start(Price);
        var before = core.Snapshot.HedgeInstrument;
        var changedNanos = 0L;
        var isPerpetualSound = true;
        var wasSound = true;
        for (var i = 0; i < 600; i++)
        {
            isPerpetualSound = random.Next(10) == 0 ? !isPerpetualSound : isPerpetualSound;
            core.Clock(500).Index(Price).Ticker(Price).DatedMarket(Price, random.Next(2) == 0 ? 0.5 : 40);
            core = isPerpetualSound ? core.Book(Price, spread: random.Next(2) == 0 ? 0.5 : 40)
                : core.Send(core.Event(InputKind.BookInvalidated, CoreHarness.Perpetual));
            var now = core.Snapshot.HedgeInstrument;
            Assert.True(isPerpetualSound || now == CoreHarness.DatedFuture);
            if (now != before)
            {
                Assert.True(!wasSound || !isPerpetualSound || core.NowNanos - changedNanos >= 10 * Nanos.PerSecond);
                changedNanos = core.NowNanos;
            }

            before = now;
            wasSound = isPerpetualSound;
        }
    }
}
