using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Recovery;
using LowLatencyHedger.Primitives;
using static LowLatencyHedger.Core.Tests.CoreHarness;

namespace LowLatencyHedger.Core.Tests.Recovery;

/// <summary>A process that dies does not take the losses with it: the next one goes on where the journal says that it was.</summary>
public sealed class LossesAcrossRunsTests
{
    /// <summary>A position of 20,000 USD at 60,000 has lost 1,000 USD at 57,000.</summary>
    private const double LossLimitUsd = 1_100;

    [Fact]
    public void DailyLoss_MostOfItInTheRunBefore_HaltsTheNextOneAtALittleMore()
    {
        var core = NextRun(Crash(FirstRun(new RiskLimitsOf { Daily = LossLimitUsd })), daysLater: 0, new RiskLimitsOf { Daily = LossLimitUsd });
        Assert.Equal(ReasonCode.None, core.Snapshot.Latch);
        Trade(core, 56_500);
        Assert.Equal(ReasonCode.DailyLossAboveLimit, core.Snapshot.Latch);
    }

    [Fact]
    public void DailyLoss_RestartedOnTheNextDay_StartsAfresh()
    {
        var core = NextRun(Crash(FirstRun(new RiskLimitsOf { Daily = LossLimitUsd })), daysLater: 1, new RiskLimitsOf { Daily = LossLimitUsd });
        Trade(core, 56_500);
        Assert.Equal(ReasonCode.None, core.Snapshot.Latch);
        Trade(core, 53_700);
        Assert.Equal(ReasonCode.DailyLossAboveLimit, core.Snapshot.Latch);
    }

    [Fact]
    public void LossSinceTheStartAndDrawdown_CountOverRunsAndDays()
    {
        foreach (var (limits, reason) in new[]
        {
            (new RiskLimitsOf { Total = LossLimitUsd }, ReasonCode.LossAboveLimit),
            (new RiskLimitsOf { Drawdown = LossLimitUsd }, ReasonCode.DrawdownAboveLimit),
        })
        {
            var core = NextRun(Crash(FirstRun(limits)), daysLater: 1, limits);
            Trade(core, 56_500);
            Assert.Equal(reason, core.Snapshot.Latch);
        }
    }

    [Fact]
    public void Losses_OfARunThatDiesBeforeItMarksItsOwn_AreThoseOfTheRunBefore()
    {
        var before = Crash(FirstRun(new RiskLimitsOf { Daily = LossLimitUsd }));
        var second = new CoreHarness(Config(new RiskLimitsOf { Daily = LossLimitUsd }, epoch: 8));
        second.Clock().Define(0);
        Restore(second, before);
        Assert.True(before.Losses.ProfitUsd < -900);
        Assert.Equal(before.Losses, Crash(second).Losses);
        Assert.Equal(before.Losses, AccountState.Of(second.Core).Losses);
    }

    [Fact]
    public void Losses_AreMarkedOncePerSecondAndOnlyWhenTheyChange()
    {
        var core = FirstRun(new RiskLimitsOf { Daily = LossLimitUsd });
        for (var i = 0; i < 40; i++)
        {
            core.Clock(100).Market(57_000 + (i * 10));
        }

        var marked = core.All.Where(output => output.Kind == OutputKind.LossesMarked).ToList();
        Assert.InRange(marked.Count, 4, 6);
        for (var i = 0; i < 40; i++)
        {
            core.Clock(100).Market(57_390);
        }

        Assert.InRange(core.All.Count(output => output.Kind == OutputKind.LossesMarked), marked.Count, marked.Count + 1);
    }

    /// <summary>Buys nothing, only holds what falls in price.</summary>
    private static CoreHarness FirstRun(RiskLimitsOf limits)
    {
        var core = new CoreHarness(Config(limits, epoch: 7)).Start(60_000, 0, (Perpetual, 20_000));
        core.Clock(1_000).Market(60_000).Clock(1_000);
        Trade(core, 57_000);
        Assert.Equal(ReasonCode.None, core.Snapshot.Latch);
        return core;
    }

    private static AccountState Crash(CoreHarness core)
    {
        var replica = new AccountReplica(core.Config);
        var outputs = 0;
        for (var i = 0; i < core.Inputs.Count; i++)
        {
            replica.OnInput(core.Inputs[i], i);
            for (; outputs < core.All.Count && core.All[outputs].TriggerSequence <= i; outputs++)
            {
                replica.OnOutput(core.All[outputs]);
            }
        }

        return replica.Capture();
    }

    private static CoreHarness NextRun(AccountState before, int daysLater, RiskLimitsOf limits)
    {
        var core = new CoreHarness(Config(limits, epoch: 8));
        core.Clock(daysLater * 86_400_000.0).Define(0);
        core.Session(SessionRole.MarketData, SessionState.Ready).Session(SessionRole.Trading, SessionState.Recovering);
        Restore(core, before);
        core.Market(57_000).Portfolio().Clock(10_000).Market(57_000);
        var reading = core.Event(InputKind.Position, Perpetual);
        reading.Flags = InputFlags.FromQuery | InputFlags.SnapshotStart | InputFlags.Last;
        reading.Position = new PositionBody { Size = Quantity.FromDouble(20_000), MarkPrice = 57_000 };
        core.Send(reading);
        core.Session(SessionRole.Trading, SessionState.Ready);
        Trade(core, 57_000);
        return core;
    }

    private static void Restore(CoreHarness core, AccountState before)
    {
        var events = new List<InputEvent>();
        var ids = new Dictionary<InlineText32, InstrumentId> { [before.Positions.Single().Instrument] = Perpetual };
        RestoreEvents.AddTo(events, before, ids, core.NowNanos, core.UtcNanos, lastOrderNumber: 0);
        events.ForEach(e => core.Send(e));
    }

    private static void Trade(CoreHarness core, double price) => core.Clock(1_000).Market(price).Clock(1_000);

    private static Core.Configuration.CoreConfig Config(RiskLimitsOf limits, uint epoch)
    {
        var config = DefaultConfig();
        var risk = config.Risk with { MaxLossUsd = limits.Total, MaxDailyLossUsd = limits.Daily, MaxDrawdownUsd = limits.Drawdown };
        return config with { Epoch = epoch, Risk = risk };
    }

    private readonly record struct RiskLimitsOf(double Total, double Daily, double Drawdown);
}
