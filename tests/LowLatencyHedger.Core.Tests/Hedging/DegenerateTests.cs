using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Core.Tests.Market;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Tests.Hedging;

/// <summary>The whole core where something is missing, at its end, or at rest.</summary>
public sealed class DegenerateTests
{
    private const double Price = 60_000;

    public static TheoryData<PolicyKind> Policies => [.. Enum.GetValues<PolicyKind>()];

    private static CoreHarness Harness(Func<UnderlyingConfig, UnderlyingConfig> change)
    {
        var config = CoreHarness.DefaultConfig();
        return new CoreHarness(config with { Underlyings = [change(config.Underlyings[0])] });
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void Quiet_EveryPolicy_GoesToItsTargetAndStaysThere(PolicyKind kind)
    {
        var core = Harness(underlying => underlying with
        {
            TargetDeltaCoins = 0.2,
            Policy = new PolicySettings { Kind = kind, Hours = 0.001, MovePct = 0.01, SlackUsdPerDay = 500 },
        });
        core.Start(Price, 8, (CoreHarness.Option(4), -5), (CoreHarness.Option(6), -5));
        var orders = new List<OutputEvent>();
        for (var i = 0; i < 60; i++)
        {
            core.Clock(500).Market(Price, 8);
            while (core.Snapshot.UnresolvedOrders > 0)
            {
                var order = core.Orders.Last();
                orders.Add(order);

                // From outside of the band, which lies where the policy aims, to its near side or into it.
                var isAbove = order.DeltaBefore > order.BandUpper;
                Assert.True(isAbove || order.DeltaBefore < order.BandLower);
                Assert.True(isAbove ? order.DeltaAfter >= order.BandLower : order.DeltaAfter <= order.BandUpper);
                Assert.Equal(isAbove ? Side.Sell : Side.Buy, order.Side);
                core.FillWhole(order);
            }
        }

        Assert.Equal(kind == PolicyKind.None, orders.Count == 0);
        Assert.All(orders, order => Assert.Equal(orders[0].Side, order.Side));

        // Only time passes: its decay of half a minute is all that a clock may still trade, in lots.
        Assert.InRange(orders.Count, 0, 12);
        var aimed = kind is PolicyKind.Leland or PolicyKind.Zakamouline ? core.Snapshot.NetDelta : 0.2;
        Assert.True(kind == PolicyKind.None || Math.Abs(core.Snapshot.NetDelta - aimed) <= 0.501, $"{core.Snapshot.NetDelta}");
    }

    [Fact]
    public void Index_NotToldAnyMore_StopsOrdersUntilItIsBack()
    {
        var core = Harness(underlying => underlying).Start(Price);
        for (var i = 0; i < 8; i++)
        {
            core.Clock(500).Book(Price);
            var ticker = core.Event(InputKind.Ticker, CoreHarness.Perpetual);
            ticker.Ticker = TickerBody.Unknown;
            ticker.Ticker.MarkPrice = Price;
            core.Send(ticker);
        }

        core.Fill(CoreHarness.Perpetual, Side.Buy, Price, 60_000, "a");
        Assert.Equal(ReasonCode.IndexStale, core.Snapshot.StateReason);
        Assert.Empty(core.Orders);
        core.Index(Price);
        Assert.Single(core.Orders);
    }

    [Theory]
    [InlineData(Side.Buy)]
    [InlineData(Side.Sell)]
    public void Book_OneSided_IsNotTradedOn(Side side)
    {
        var core = Harness(underlying => underlying).Start(Price);
        var level = (side, Primitives.Price.FromDouble(Price).Raw, Quantity.FromDouble(1e6).Raw);
        foreach (var chunk in NaiveBook.Chunks([level], 1_000_000, 0, true))
        {
            var e = chunk;
            e.Instrument = CoreHarness.Perpetual;
            e.ReceivedNanos = core.NowNanos;
            e.ExchangeTimeUtcNanos = core.UtcNanos;
            core.Send(e);
        }

        core.Fill(CoreHarness.Perpetual, Side.Buy, Price, 60_000, "a").Fill(CoreHarness.Perpetual, Side.Sell, Price, 180_000, "b");
        Assert.Empty(core.Orders);
        Assert.Equal(TradingState.Pause, core.Snapshot.TradingState);
        core.Book(Price);
        Assert.Single(core.Orders);
    }

    [Fact]
    public void Expiries_WithForwardsOfTheirOwn_HaveDeltasOfTheirOwn()
    {
        var core = Harness(underlying => underlying).Start(Price, 16, (CoreHarness.Option(5), 3), (CoreHarness.Option(15), -2));
        core.OptionTicker(5, 60_000, 0.6).OptionTicker(15, 63_000, 0.5).Clock(1);
        var expected = 0.0;
        foreach (var (option, size, forward, vol) in ((int, double, double, double)[])[(5, 3, 60_000, 0.6), (15, -2, 63_000, 0.5)])
        {
            var years = Nanos.ToYears(CoreHarness.ExpiryUtcNanos(option) - core.UtcNanos);
            Black76.Evaluate(new OptionInput((OptionKind)CoreHarness.Type(option), forward, CoreHarness.Strike(option), years, vol), out var greeks);
            expected += size * greeks.PremiumAdjustedDelta;
        }

        Assert.Equal(expected, core.Snapshot.OptionsDelta, core.Snapshot.DeltaBound + 1e-9);
    }

    [Fact]
    public void Position_BeyondItsLimit_IsOnlyEverReduced()
    {
        var core = Harness(underlying => underlying with { MaxNetDeltaCoins = 100 });
        core.Start(Price, 0, (CoreHarness.Perpetual, 2_400_000));
        var before = 2_400_000.0;
        for (var i = 0; i < 200; i++)
        {
            core.Clock(250).Market(Price);
            while (core.Snapshot.UnresolvedOrders > 0)
            {
                var order = core.Orders.Last();
                Assert.Equal(Side.Sell, order.Side);
                core.FillWhole(order);
                Assert.True(core.Snapshot.HedgePosition >= 0 && core.Snapshot.HedgePosition < before);
                before = core.Snapshot.HedgePosition;
            }
        }

        Assert.InRange(core.Snapshot.NetDelta, -0.5, 0.5);
        Assert.Contains(core.All, output => output.Kind == OutputKind.TradingState && output.TradingState == TradingState.Reduce);
    }

    [Fact]
    public void Expiry_AtEightInTheMorning_NothingIsTradedAroundItAndTheRestIsHedgedAfterwards()
    {
        var core = Harness(underlying => underlying).Start(Price, 20, (CoreHarness.Option(5), 0.1), (CoreHarness.Option(15), 0.1));
        var expiry = CoreHarness.ExpiryUtcNanos(5);
        var (before, after) = (core.Config.Risk.ExpiryBlackoutBeforeSeconds, core.Config.Risk.ExpiryBlackoutAfterSeconds);
        core.Clock(((expiry - core.UtcNanos) / Nanos.PerMilli) - (1_000 * (before + 20)));
        var ordered = 0L;
        for (var second = -(before + 20); second < after + 20; second++)
        {
            core.Clock(1_000).Market(Price, 20);
            if (second == -before + 2)
            {
                core.Fill(CoreHarness.Perpetual, Side.Buy, Price, 60_000, "a");
            }

            if (core.Orders.Any() && ordered == 0)
            {
                ordered = core.UtcNanos;
            }
        }

        Assert.True(ordered - expiry >= after * Nanos.PerSecond, $"{(ordered - expiry) / Nanos.PerSecond} s after the expiry");
        Assert.Contains(core.All, output => output.Kind == OutputKind.TradingState && output.Reason == ReasonCode.ExpiryBlackout);
    }
}
