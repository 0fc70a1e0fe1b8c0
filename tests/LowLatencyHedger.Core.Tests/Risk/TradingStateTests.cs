using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using static LowLatencyHedger.Core.Tests.CoreHarness;

namespace LowLatencyHedger.Core.Tests.Risk;

/// <summary>What breaches lead to: states with their cause and scope, halts that stay, and what ends them.</summary>
public sealed class TradingStateTests
{
    private static CoreConfig With(Func<RiskLimits, RiskLimits> limits)
    {
        var config = DefaultConfig();
        return config with { Risk = limits(config.Risk) };
    }

    private static void Expect(CoreHarness core, TradingState state, ReasonCode reason)
    {
        Assert.Equal((state, reason), (core.Snapshot.TradingState, core.Snapshot.StateReason));
        var told = core.All.Last(output => output.Kind == OutputKind.TradingState);
        Assert.Equal(state, told.TradingState);
        Assert.Equal(reason == ReasonCode.None ? ReasonCode.Reconciled : reason, told.Reason);
    }

    [Fact]
    public void PlaceOrder_Sent_CarriesItsVerdict()
    {
        var core = new CoreHarness().Start(60_000, 0, (Perpetual, 120_000));
        var order = core.Orders.Single();
        Assert.Equal(RiskControl.None, order.Verdict.RefusedBy);
        Assert.True(order.Verdict.Held(RiskControl.KillLatch) && order.Verdict.Held(RiskControl.NetDelta));

        // 100,000 USD is all that one order may be.
        Assert.Equal(1_000, order.Verdict.TightestUsePerMille);
        Assert.Equal(100_000, order.Verdict.TightestValue);
    }

    [Fact]
    public void Refusal_OfAnOrder_TellsTheControl()
    {
        var core = new CoreHarness(With(limits => limits with { PriceCollarBps = 20 })).Start(60_000, 0);
        core.Index(60_200).Fill(Perpetual, Side.Buy, 60_000, 120_000, "x");
        var alert = core.Last.Single(output => output.Kind == OutputKind.Alert && output.Reason == ReasonCode.PriceOutsideCollar);
        Assert.Equal(RiskControl.PriceCollar, alert.Verdict.RefusedBy);
        Assert.True(alert.Verdict.Held(RiskControl.OrderNotional));
        Assert.False(alert.Verdict.Held(RiskControl.PriceCollar));
    }

    [Fact]
    public void Refusal_ThatStays_IsToldOnceAMinute()
    {
        var core = new CoreHarness().Start(60_000, 0).Control(ControlVerb.Halt).Fill(Perpetual, Side.Buy, 60_000, 120_000, "x");
        var before = core.All.Count;
        for (var second = 0; second < 150; second++)
        {
            core.Clock(1_000).Market(60_000);
        }

        var told = core.All.Skip(before).Where(static output => output.Kind == OutputKind.Alert).GroupBy(static output => output.Reason);
        Assert.All(told, static alerts => Assert.InRange(alerts.Count(), 1, 3));
        Assert.True(core.Core.RefusalCount(ReasonCode.OperatorHalt) > 100);
    }

    [Fact]
    public void PriceCollar_BreachedFiveTimesInAMinute_PausesEachTimeAndThenHalts()
    {
        var core = new CoreHarness(With(limits => limits with { PriceCollarBps = 20 })).Start(60_000, 0);
        core.Index(60_200).Fill(Perpetual, Side.Buy, 60_000, 120_000, "x");
        for (var i = 2; i <= 5; i++)
        {
            core.Clock(500).Book(60_000).Index(60_200).Ticker(60_000).Index(60_200);
            Expect(core, TradingState.Pause, ReasonCode.CollarPause);
            core.Clock(501).Book(60_000).Index(60_200);
        }

        core.Clock(1);
        Expect(core, TradingState.Halt, ReasonCode.PricesOutsideCollar);
        Assert.Empty(core.Orders);
    }

    [Fact]
    public void Reduce_OverTheNetDeltaLimit_TradesTowardsZeroOnly()
    {
        // Far above its limit, with a target on the other side: the order stops short of zero.
        var config = DefaultConfig();
        config = config with
        {
            Underlyings = [config.Underlyings[0] with { TargetDeltaCoins = -1.4, MaxNetDeltaCoins = 2, MaxOrderAmount = 1_000_000 }],
            Risk = config.Risk with { MaxOrderNotionalUsd = 1_000_000, MaxOpenNotionalUsd = 1_000_000 },
        };
        var core = new CoreHarness(config).Start(60_000, 0, (Perpetual, 180_000));
        Expect(core, TradingState.Reduce, ReasonCode.NetDeltaAboveLimit);
        var order = core.Orders.Single();
        Assert.Equal(TradingState.Reduce, order.TradingState);
        Assert.InRange(order.DeltaAfter, 0, 0.05);
        core.FillWhole(order).Clock(300).Market(60_000);
        Assert.Equal(TradingState.Active, core.Snapshot.TradingState);
        Assert.True(core.Orders.Last().DeltaAfter < -0.5);
    }

    [Fact]
    public void Reduce_OrderedByTheOperator_LastsUntilResume()
    {
        var core = new CoreHarness().Start().Control(ControlVerb.Reduce);
        Expect(core, TradingState.Reduce, ReasonCode.OperatorReduce);
        core.Clock(1_000).Market(60_000).Control(ControlVerb.Resume);
        Expect(core, TradingState.Active, ReasonCode.None);
    }

    [Fact]
    public void Margin_HedgeBeyondTheFunds_IsNotSentUntilThereAreFunds()
    {
        // A sell of 100,000, the largest order, locks 0.0335 coins.
        var core = new CoreHarness().Start(60_000).Portfolio(0.1, availableFunds: 0.033, maintenanceMargin: 0);
        core.Fill(DatedFuture, Side.Buy, 60_000, 120_000, "t1").DatedTicker(60_000).Market(60_000);
        Expect(core, TradingState.Active, ReasonCode.None);
        Assert.Empty(core.Orders);
        Assert.Equal(ReasonCode.MarginAboveFunds, core.Snapshot.LastRefusal);
        core.Portfolio(0.1, availableFunds: 0.034, maintenanceMargin: 0).Clock(1).Market(60_000);
        Assert.Single(core.Orders);
    }

    [Fact]
    public void Margin_LowFundsThenHighRatio_ReducesThenHaltsTheUnderlying()
    {
        var core = new CoreHarness().Start().Portfolio(100, availableFunds: 19).Clock(1);
        Expect(core, TradingState.Reduce, ReasonCode.AvailableFundsBelowLimit);
        core.Portfolio(100, 80, 51).Clock(1);
        Expect(core, TradingState.Reduce, ReasonCode.MarginRatioAboveLimit);
        core.Portfolio(100, 80, 71).Clock(1);
        Expect(core, TradingState.Halt, ReasonCode.HaltMarginRatioExceeded);
        Assert.Equal((long)StateScope.Underlying, core.All.Last(output => output.Kind == OutputKind.TradingState).Detail);
        core.Portfolio().Clock(1).Market(60_000);
        Expect(core, TradingState.Halt, ReasonCode.HaltMarginRatioExceeded);
        core.Control(ControlVerb.Resume);
        Expect(core, TradingState.Active, ReasonCode.None);
    }

    [Fact]
    public void Portfolio_NeverTold_OnlyReduces()
    {
        var core = new CoreHarness { TellsPortfolio = false }.Start();
        Expect(core, TradingState.Reduce, ReasonCode.AvailableFundsBelowLimit);
    }

    [Fact]
    public void Halt_OfOneUnderlying_CancelsItsOrderAndStaysUntilResumeWithAReason()
    {
        var core = new CoreHarness().Start(60_000, 0, (Perpetual, 120_000));
        var order = core.Orders.Single();
        core.Control(ControlVerb.Halt, StateScope.Underlying);
        Expect(core, TradingState.Halt, ReasonCode.OperatorHalt);
        Assert.Contains(core.Last, output => output.Kind == OutputKind.CancelOrder && output.Ref == order.Ref);
        core.Update(order, OrderState.Cancelled, 0).Clock(1_000).Market(60_000);
        core.Control(ControlVerb.Resume, reasonCode: 0);
        Expect(core, TradingState.Halt, ReasonCode.OperatorHalt);
        Assert.Contains(core.Last, output => output.Reason == ReasonCode.ResumeWithoutReason);
        core.Control(ControlVerb.Resume, StateScope.Underlying);
        Assert.Equal(2, core.Orders.Count());
    }

    [Fact]
    public void Halt_AtTheStart_NothingIsEverSent()
    {
        var core = new CoreHarness();
        core.Clock().Control(ControlVerb.Halt).Start(60_000, 0, (Perpetual, 120_000));
        core.Clock(1_000).Market(60_000).Positions((Perpetual, 120_000));
        Assert.Empty(core.Orders);
        Expect(core, TradingState.Halt, ReasonCode.OperatorHalt);
    }

    [Fact]
    public void Loss_OfTheDayAndDrawdown_HaltAndAreMeasuredAfreshAfterResume()
    {
        var core = new CoreHarness(With(limits => limits with { MaxDrawdownUsd = 5_000 })).Start();
        core.Fill(Perpetual, Side.Buy, 60_000, 24_000, "x").Clock(1).Market(60_000);
        for (var price = 60_000; price > 44_000; price -= 300)
        {
            core.Clock(300).Market(price);
        }

        Expect(core, TradingState.Halt, ReasonCode.DrawdownAboveLimit);
        core.Control(ControlVerb.Resume).Clock(1);
        Assert.Equal(ReasonCode.None, core.Snapshot.Latch);
    }

    [Fact]
    public void DeltaStep_WithoutATrade_IsConfirmedOnlyAfterHalfASecond()
    {
        var core = new CoreHarness(With(limits => limits with { MaxDeltaStepBands = 0.2 })).Start(60_000, 1, (Option(0), 0.5));
        Assert.Equal(TradingState.Active, core.Snapshot.TradingState);
        core.OptionTicker(0, 42_000, 0.1).Clock(1);
        Expect(core, TradingState.Pause, ReasonCode.DeltaStepUnconfirmed);
        core.Clock(200).OptionTicker(0, 60_000, 0.6).Clock(1);
        Expect(core, TradingState.Active, ReasonCode.None);
        core.OptionTicker(0, 42_000, 0.1).Clock(1);
        for (var i = 0; i < 4; i++)
        {
            Expect(core, TradingState.Pause, ReasonCode.DeltaStepUnconfirmed);
            core.Clock(150).Book(60_000);
        }

        Assert.Equal(TradingState.Active, core.Snapshot.TradingState);
    }

    [Fact]
    public void LoopLag_GapInTime_PausesForOneReading()
    {
        var core = new CoreHarness(With(limits => limits with { MaxLoopLagMillis = 250 }));
        core.Start().Clock(200).Market(60_000).Clock(251);
        Expect(core, TradingState.Pause, ReasonCode.LoopLagAboveLimit);
        core.Market(60_000).Clock(1);
        Expect(core, TradingState.Active, ReasonCode.None);
    }

    [Fact]
    public void Health_OnceTold_IsCheckedAndMustKeepComing()
    {
        var good = new EngineHealthBody { DiskFreeMebibytes = 5_000 };
        var core = new CoreHarness().Start().Health(good);
        Expect(core, TradingState.Active, ReasonCode.None);
        core.Health(good with { JournalLagNanos = 1_001 * Nanos.PerMilli });
        Expect(core, TradingState.Pause, ReasonCode.JournalLagAboveLimit);
        core.Clock(3_000).Market(60_000).Health(good with { RingUsePct = 91 });
        Expect(core, TradingState.Pause, ReasonCode.RingUseAboveLimit);
        Assert.Contains(core.Last, output => output.Kind == OutputKind.ResyncBook);
        core.Health(good).Clock(5_001).Market(60_000).Clock(0);
        Expect(core, TradingState.Pause, ReasonCode.EngineHealthUnknown);
        core.Health(good with { DiskFreeMebibytes = 1_023 });
        Expect(core, TradingState.Halt, ReasonCode.DiskSpaceBelowLimit);
        core.Health(good).Clock(1);
        Expect(core, TradingState.Halt, ReasonCode.DiskSpaceBelowLimit);
    }

    [Fact]
    public void Health_JournalBroken_HaltsAndNoResumeEndsIt()
    {
        var broken = new EngineHealthBody { DiskFreeMebibytes = 5_000, IsJournalBroken = true };
        var core = new CoreHarness().Start().Health(broken);
        Expect(core, TradingState.Halt, ReasonCode.JournalBroken);
        core.Control(ControlVerb.Resume);
        core.Clock(1).Market(60_000);
        Expect(core, TradingState.Halt, ReasonCode.JournalBroken);
    }

    [Fact]
    public void ClockOffset_Large_IsToldOnceAMinuteAndPausesWhenLarger()
    {
        var core = new CoreHarness().Start();
        for (var i = 0; i < 50; i++)
        {
            core.Clock(100, 101 * Nanos.PerMilli).Market(60_000);
        }

        Assert.Single(core.All, output => output.Kind == OutputKind.Alert && output.Reason == ReasonCode.ClockOffsetTooLarge);
        core.Clock(1, 501 * Nanos.PerMilli);
        Assert.Equal(ReasonCode.ClockOffsetTooLarge, core.Snapshot.StateReason);
    }

    [Fact]
    public void Lot_LargerThanTheBand_HaltsTheUnderlyingWhenItsPriceIsKnown()
    {
        var config = DefaultConfig();
        config = config with { Underlyings = [config.Underlyings[0] with { BandLowerCoins = 0.00005, BandUpperCoins = 0.00005 }] };
        var core = new CoreHarness(config).Start();
        Expect(core, TradingState.Halt, ReasonCode.BandBelowLot);
        Assert.Contains(core.All, output => output.Reason == ReasonCode.BandBelowLot && output.Severity == AlertSeverity.Critical);
    }

    [Fact]
    public void RepeatedHedges_TheOneTooMany_IsNotSent()
    {
        var core = new CoreHarness(With(limits => limits with { MaxHedgesOutsideBand = 3, DuplicateWindowMillis = 0 })).Start(60_000, 0, (Perpetual, 600_000));
        for (var i = 0; i < 6; i++)
        {
            core.Update(core.Orders.Last(), OrderState.Cancelled, 0).Clock(6_000).Market(60_000);
        }

        Assert.Equal(3, core.Orders.Count());
        Expect(core, TradingState.Halt, ReasonCode.RepeatedHedges);
    }
}
