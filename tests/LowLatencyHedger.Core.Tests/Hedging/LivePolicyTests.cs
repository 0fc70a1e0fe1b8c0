using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Core.Snapshots;
using LowLatencyHedger.Primitives;
using static LowLatencyHedger.Core.Tests.CoreHarness;

namespace LowLatencyHedger.Core.Tests.Hedging;

/// <summary>Policies inside the core: what they are shown, that they change live, and the shadows beside.</summary>
public sealed class LivePolicyTests
{
    private static CoreConfig With(PolicySettings policy)
    {
        var config = DefaultConfig();
        return config with { Underlyings = [config.Underlyings[0] with { Policy = policy }] };
    }

    private static PolicySnapshot[] Policies(CoreHarness core)
    {
        var rows = new PolicySnapshot[1 + PolicySettings.MaxShadows];
        return rows[..core.Core.View.ReadPolicies(0, rows)];
    }

    [Theory]
    [InlineData(PolicyKind.WhalleyWilmott, 1e-4)]
    [InlineData(PolicyKind.TwoThreshold, 1e-4)]
    [InlineData(PolicyKind.Zakamouline, 1e-4)]
    public void Decide_OneShortOption_HasTheBandOfItsFormula(PolicyKind kind, double aversion)
    {
        var policy = new PolicySettings { Kind = kind, Aversion = aversion, FixedOrderCostUsd = 0.2 };
        var core = new CoreHarness(With(policy)).Start(60_000, 6, (Option(5), -1));
        var snapshot = core.Snapshot;
        var view = new HedgeView
        {
            Delta = snapshot.NetDelta,
            Gamma = Coins(snapshot),
            Vanna = 0,
            Price = 60_000,
            Volatility = 0.6,
            YearsToExpiry = 7.0 / 365,
            CostFraction = (0.25 / 60_000) + TakerFee(core),
            FixedCostUsd = 0.2,
            MinTradeCoins = 10.0 / 60_000,
        };
        var parameters = new PolicyParameters
        {
            Kind = kind, Aversion = aversion, LowerWidthCoins = 0.5, UpperWidthCoins = 0.5, MinWidthCoins = 0.025, InnerFraction = kind == PolicyKind.TwoThreshold ? 1 : 0.5,
        };
        var expected = new HedgePolicy(parameters).Decide(view);
        Assert.Equal(expected.Upper - expected.Lower, snapshot.BandUpper - snapshot.BandLower, 1e-3 * expected.Upper);
        Assert.True(expected.Upper is > 0.03 and < 0.4);

        // Zakamouline's band lies around the delta at another volatility.
        var shift = 0.5 * (snapshot.BandUpper + snapshot.BandLower);
        Assert.Equal(kind == PolicyKind.Zakamouline, Math.Abs(shift) > 1e-6);
    }

    /// <summary>The slope of the coin delta, as the formulas want it: by a small move of the market.</summary>
    private static double Coins(in CoreSnapshot snapshot)
    {
        var core = new CoreHarness(DefaultConfig()).Start(60_000, 6, (Option(5), -1));
        var before = core.Snapshot.NetDelta;
        core.Clock(10).Market(60_001, 6);
        return core.Snapshot.NetDelta - before + (0 * snapshot.NetDelta);
    }

    private static double TakerFee(CoreHarness core) =>
        core.Inputs.First(e => e.Kind == InputKind.InstrumentDefined && e.Instrument == Perpetual).InstrumentDefined.TakerCommission;

    [Fact]
    public void Change_ToAnotherPolicy_TakesEffectAtOnce()
    {
        var core = new CoreHarness(With(new PolicySettings { Kind = PolicyKind.None })).Start(60_000, 0, (Perpetual, 48_000));
        core.Clock(1).Book(60_000);
        Assert.Empty(core.Orders);
        core.Change(3, (SettingKey.PolicyKind, 0, (double)PolicyKind.Clock), (SettingKey.PolicyHours, 0, 1));
        var order = core.Orders.Single();
        Assert.Equal(ReasonCode.DeltaAboveBand, order.Reason);
        Assert.Equal(48_000, order.Amount.ToDouble(), 10.0);
        core.Change(4, (SettingKey.PolicyKind, 0, 1.5));
        core.Change(5, (SettingKey.PolicyKind, 0, 9));
        Assert.Equal(2, core.All.Count(output => output.Kind == OutputKind.SettingsChanged && output.Reason == ReasonCode.SettingOutOfRange));
    }

    [Fact]
    public void Clock_WhenDue_HedgesInsideItsWidestBandOnceAndNotAgain()
    {
        var core = new CoreHarness(With(new PolicySettings { Kind = PolicyKind.Clock, Hours = 1 })).Start(60_000, 0, (Perpetual, 24_000));
        var order = core.Orders.Single();
        Assert.Equal(ReasonCode.HedgeRoundOpen, order.Reason);
        Assert.Equal(24_000, order.Amount.ToDouble(), 10.0);
        core.FillWhole(order);
        core.Clock(500).Book(60_000);
        core.Fill(Perpetual, Side.Buy, 60_000, 6_000, "other");
        core.Clock(500).Book(60_000);
        Assert.Single(core.Orders);
    }

    [Fact]
    public void Shadows_SameTicks_TradeOnTheirOwnAndChangeNothing()
    {
        var shadows = new PolicySettings { Shadows = ["none", "band:width=0.05,inner=0", "clock:hours=1"] };
        var alone = new CoreHarness(With(new PolicySettings()));
        var beside = new CoreHarness(With(shadows));
        foreach (var core in (CoreHarness[])[alone, beside])
        {
            core.Start(60_000, 6, (Option(5), -1), (Perpetual, -30_000));
            var price = 60_000.0;
            for (var i = 0; i < 600; i++)
            {
                price += i % 200 < 100 ? 10 : -10;
                core.Clock(1_000).Market(price, 6);
            }
        }

        Assert.Equal(alone.DecisionHash(), beside.DecisionHash());
        var rows = Policies(beside);
        Assert.Equal(
            [(0, PolicyKind.Band), (1, PolicyKind.None), (2, PolicyKind.Band), (3, PolicyKind.Clock)],
            rows.Select(row => (row.Number, row.Kind)));
        Assert.Equal(beside.Orders.Count(), rows[0].Orders);
        Assert.Equal((0, 1), (rows[1].Orders, rows[3].Orders));
        Assert.True(rows[2].Orders > 3, $"{rows[2].Orders} orders");
        Assert.Equal(0, rows[2].Delta, 0.1);
        Assert.True(rows[2].CostUsd > 0 && rows[2].CostUsd < 0.001 * rows[2].VolumeUsd);
        Assert.True(rows[2].SlackUsdPerDay < rows[1].SlackUsdPerDay);
        Assert.All(rows, row => Assert.Equal(rows[0].ObservedNanos, row.ObservedNanos));
        Assert.True(rows[1].SlackUsdPerDay > 10);
    }

    [Fact]
    public void Shadows_OrderThatNeverLeft_IsNoOrderOfTheLivePolicy()
    {
        var core = new CoreHarness(With(new PolicySettings { Shadows = ["band:width=0.5,inner=0.5"] })).Start(60_000, 0, (Perpetual, 60_000));
        var unsent = core.Orders.Single();
        Assert.Equal(1, Policies(core)[0].Orders);
        for (var told = 0; told < 2; told++)
        {
            var e = core.Event(InputKind.OrderNotSent, Perpetual);
            e.OrderNotSent = new OrderNotSentBody { Ref = unsent.Ref };
            core.Send(e);
        }

        Assert.Equal((0L, 0.0, 0.0), (Policies(core)[0].Orders, Policies(core)[0].VolumeUsd, Policies(core)[0].CostUsd));
        core.Clock(1_000).Book(60_000);
        var sent = core.Orders.Last();
        core.FillWhole(sent);
        core.Clock(1_000).Book(60_000);

        var rows = Policies(core);
        Assert.Equal(2, core.Orders.Count());
        Assert.Equal((1L, 1L), (core.Snapshot.HedgesSent, rows[0].Orders));
        Assert.Equal(sent.Amount.ToDouble(), rows[0].VolumeUsd);
        Assert.Equal(1, rows[1].Orders);
        Assert.Equal(rows[1].VolumeUsd, rows[0].VolumeUsd, 10.0);
        Assert.Equal(rows[1].CostUsd, rows[0].CostUsd, 0.01 * rows[1].CostUsd);
    }

    [Fact]
    public void Validate_BadShadow_SaysWhatIsWrong() =>
        Assert.Contains(With(new PolicySettings { Shadows = ["clok:hours=1"] }).Validate(), problem => problem.Contains("did you mean 'clock'?", StringComparison.Ordinal));
}
