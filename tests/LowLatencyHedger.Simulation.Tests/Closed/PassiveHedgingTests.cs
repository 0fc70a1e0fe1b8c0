using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Tests.Closed;

public sealed class PassiveHedgingTests
{
    public static CoreConfig Passive { get; } = ClosedLoop.Config with
    {
        Underlyings =
        [
            .. ClosedLoop.Config.Underlyings.Select(underlying => underlying with
            {
                Execution = new ExecutionSettings { Mode = ExecutionMode.PassiveFirst, PassiveMillis = 2_000, OuterBands = 4 },
            }),
        ],
        Risk = ClosedLoop.Config.Risk with { AllowedOrderTypes = OrderTypes.Any },
    };

    [Fact]
    public void Run_PassiveFirst_RestsFillsAndLeavesNothingBehind()
    {
        using var loop = new ClosedLoop(4, 1, ClosedLoop.BusyMarket, Passive);
        loop.Start();
        loop.Engine.Run(60 * Nanos.PerSecond);
        Assert.True(loop.Violation is null, loop.Describe());
        Assert.True(loop.OrdersOnWire > 10, loop.Describe());
        Assert.True(loop.Decided(OutputKind.CancelOrder) > 0, loop.Describe());
        Assert.Equal(0, loop.Engine.Snapshot().UnknownOrdersTotal);
        loop.AssertRecovers("passive");
        Assert.Empty(loop.OwnOrders());
    }

    [Fact]
    public void Cut_WhileAnOrderRests_IsResolvedAndNothingStaysOpen()
    {
        using var loop = new ClosedLoop(5, 1, ClosedLoop.BusyMarket, Passive);
        loop.Start();
        for (var i = 0; i < 5; i++)
        {
            Assert.True(loop.Engine.RunUntil(() => loop.OwnOrders().Count > 0, 60 * Nanos.PerSecond), loop.Describe());
            loop.Engine.CutTrading(requestsArrive: true, lingerNanos: i * 50 * Nanos.PerMilli);
            loop.AssertRecovers($"cut {i}");
        }
    }
}
