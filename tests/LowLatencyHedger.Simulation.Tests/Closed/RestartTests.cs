using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Recovery;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Simulation.Tests.Closed;

/// <summary>The process dies and another one takes over with what the journal tells.</summary>
public sealed class RestartTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Crash_WithAnOrderOnItsWay_TheNextProcessFindsOutWhatBecameOfIt(bool requestsArrive)
    {
        using var loop = new ClosedLoop(11, 2, ClosedLoop.BusyMarket);
        loop.Start();
        var taken = 0;
        for (var i = 0; i < 8; i++)
        {
            loop.RunToOrder();
            loop.Engine.Run(i * Nanos.PerMilli);
            Crash(loop, requestsArrive, afterInputs: 1);
            taken += loop.Engine.Journaled!.Orders.Count;
            loop.Engine.Restart();
            Recovers(loop, $"crash {i} after an order, requests arrive: {requestsArrive}");
        }

        Assert.True(taken > 0 && loop.Alerts(ReasonCode.OrderFromBefore) > 0, loop.Describe());
        Assert.Equal(0, loop.Alerts(ReasonCode.RestoreIncomplete));
        Assert.Equal(0, loop.Alerts(ReasonCode.PositionBreak));
        loop.RunToOrder();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Crash_WhileAPostOnlyOrderRests_TheNextProcessResolvesItAndNothingIsDoneTwice(bool requestsArrive)
    {
        using var loop = new ClosedLoop(18, 1, ClosedLoop.BusyMarket, PassiveHedgingTests.Passive);
        loop.Start();
        var rested = 0;
        for (var i = 0; i < 6; i++)
        {
            Assert.True(loop.Engine.RunUntil(() => loop.OwnOrders().Count > 0, 60 * Nanos.PerSecond), loop.Describe());
            var label = Assert.Single(loop.OwnOrders()).Label;
            Crash(loop, requestsArrive, afterInputs: 1);
            rested += loop.Engine.Journaled!.Orders.Count;

            // The venue cancels on disconnect; whether that is before the next process looks depends on how long it takes.
            loop.Engine.Run(i * 100 * Nanos.PerMilli);
            loop.Engine.Restart();
            Recovers(loop, $"crash {i} while {label} rests, requests arrive: {requestsArrive}");
            Assert.DoesNotContain(loop.OwnOrders(), order => order.Label == label);
        }

        Assert.True(rested > 0, loop.Describe());
        Assert.True(loop.Alerts(ReasonCode.OrderFromBefore) > 0, loop.Describe());
        Assert.Equal(0, loop.Alerts(ReasonCode.PositionBreak));
        Assert.Equal(0, loop.Alerts(ReasonCode.RestoreIncomplete));
        loop.RunToOrder();
    }

    [Fact]
    public void Crash_TradesWhileItIsDown_AreReadAndBooked()
    {
        using var loop = new ClosedLoop(12, 1, ClosedLoop.BusyMarket);
        loop.Start();
        loop.Engine.Run(5 * Nanos.PerSecond);
        Crash(loop, requestsArrive: true, afterInputs: 1);
        var before = loop.Engine.Journaled!;
        loop.Engine.Run(20 * Nanos.PerSecond);
        loop.Engine.Restart();
        Recovers(loop, "after 20 s");

        Assert.True(before.IsAdopted && before.Positions.Count > 0);
        Assert.True(loop.Engine.Snapshot().OptionFills > 0, "no trade was missed: " + loop.Describe());
        Assert.Equal(0, loop.Alerts(ReasonCode.PositionBreak));
    }

    [Fact]
    public void Crash_AgainAndAgainInTheMiddleOfRecovery_LosesNothing()
    {
        var random = new Random(Seeds.For(nameof(Crash_AgainAndAgainInTheMiddleOfRecovery_LosesNothing), 411));
        using var loop = new ClosedLoop(13, 2, ClosedLoop.BusyMarket);
        loop.Start();
        for (var i = 0; i < 30; i++)
        {
            if (i % 3 == 0)
            {
                Recovers(loop, $"round {i}");
                loop.RunToOrder();
            }
            else
            {
                loop.Engine.Run(random.Next(200) * Nanos.PerMilli);
            }

            Crash(loop, random.Next(2) == 0, random.Next(1, 40));
            loop.Engine.Restart();
        }

        Recovers(loop, "after 30 crashes");
        loop.RunToOrder();
    }

    [Fact]
    public void Journaled_AfterARestart_EqualsWhatTheCoreKnows()
    {
        using var loop = new ClosedLoop(14, 1, ClosedLoop.BusyMarket);
        loop.Start();
        Crash(loop, requestsArrive: true, afterInputs: 3);
        loop.Engine.Restart();
        Recovers(loop, "restarted");
        var (live, journaled) = (AccountState.Of(loop.Engine.Core), loop.Engine.Journaled!);
        Assert.Equal(live.Positions, journaled.Positions);
        Assert.Equal(live.Fills, journaled.Fills);
        Assert.Equal(live.Orders, journaled.Orders);
        Assert.True(journaled.TradesReadUtcNanos > loop.Engine.VenueUtcNanos - (40 * Nanos.PerSecond));
    }

    [Fact]
    public void Crash_BeforeTheVenuesPositionsAreTaken_IsNoBreakWhileAnOrderIsUnknown()
    {
        using var loop = new ClosedLoop(15, 2, ClosedLoop.BusyMarket);
        loop.Start();
        for (var i = 0; i < 2; i++)
        {
            loop.RunToOrder();
            loop.Engine.CutTrading(requestsArrive: false);
            loop.Engine.Command(ControlVerb.Resume);
            Crash(loop, requestsArrive: false, afterInputs: 1);
            var before = loop.Engine.Journaled!;
            Assert.True(!before.IsAdopted && before.Orders.Count > 0, loop.Describe());
            loop.Engine.Run(10 * Nanos.PerSecond);
            loop.Engine.Restart();
            Recovers(loop, $"crash {i}, positions not taken");
        }

        Assert.Equal(0, loop.Alerts(ReasonCode.PositionBreak));
    }

    [Fact]
    public void Crash_AtACommand_TheNextProcessConnects()
    {
        using var loop = new ClosedLoop(16, 1, ClosedLoop.BusyMarket);
        loop.Start();
        loop.Engine.CrashAfter(1, requestsArrive: true, lingerNanos: 20 * Nanos.PerMilli);
        loop.Engine.Command(ControlVerb.CancelAll);
        Assert.False(loop.Engine.IsRunning);
        loop.Engine.Restart();
        Recovers(loop, "died at a command");
    }

    [Fact]
    public void Crash_EverySecondOrTwoForLong_IsActiveAsSoonAsAtFirst()
    {
        // The venue refills its pool for instrument lists with one a second; it is the first that restarts in a row use up.
        using var loop = new ClosedLoop(17, 2, ClosedLoop.SmallMarket);
        loop.Start();
        for (var i = 0; i < 60; i++)
        {
            Crash(loop, requestsArrive: true, afterInputs: 1);
            loop.Engine.Restart();
            var isActive = loop.Engine.RunUntil(() => loop.Engine.Snapshot().TradingState == TradingState.Active, Nanos.PerSecond);
            Assert.True(isActive, $"restart {i}: {loop.Describe()}");
            loop.Engine.Run(2 * Nanos.PerSecond);
        }
    }

    /// <summary>The new process trades, and then everything is as it must be.</summary>
    private static void Recovers(ClosedLoop loop, string scenario)
    {
        var engine = loop.Engine;
        var isActive = engine.RunUntil(
            () => engine.Snapshot().TradingState == TradingState.Active && engine.Snapshot(1).TradingState == TradingState.Active,
            60 * Nanos.PerSecond);
        Assert.True(isActive, $"{scenario}: {loop.Describe()}");
        loop.AssertRecovers(scenario);
    }

    private static void Crash(ClosedLoop loop, bool requestsArrive, int afterInputs)
    {
        loop.Engine.CrashAfter(afterInputs, requestsArrive, lingerNanos: 20 * Nanos.PerMilli);
        Assert.True(loop.Engine.RunUntil(() => !loop.Engine.IsRunning, 10 * Nanos.PerSecond), loop.Describe());
    }
}
