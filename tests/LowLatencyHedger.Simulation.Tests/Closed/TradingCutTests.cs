using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Tests.Closed;

/// <summary>The trading connection dies at every point of an order's life; the order's outcome becomes known and the position is right.</summary>
public sealed class TradingCutTests
{
    [Theory]
    [InlineData(0.2, 1)]
    [InlineData(4, 1)]
    [InlineData(20, 6)]
    public void CutTrading_AtEveryPointOfAnOrder_EndsWithItsTrueOutcome(double latencyMillis, int stepMillis)
    {
        using var loop = new ClosedLoop(3, latencyMillis, ClosedLoop.BusyMarket);
        loop.Start();
        for (var delayMillis = 0; delayMillis <= (2 * latencyMillis) + 3; delayMillis += stepMillis)
        {
            CutAfterOrder(loop, delayMillis, requestsArrive: false);
            CutAfterOrder(loop, delayMillis, requestsArrive: true);
        }

        Assert.True(loop.Engine.Snapshot().UnknownOrdersTotal > 0, loop.Describe());
        Assert.True(loop.Alerts(ReasonCode.OrderResolved) > 0, "no order was proven never to have arrived: " + loop.Describe());
        loop.RunToOrder();
        Console.WriteLine(loop.Describe());
    }

    [Fact]
    public void CutTrading_BetweenDecisionAndSending_TheOrderIsNotSentAndNothingIsLeft()
    {
        using var loop = new ClosedLoop(4, 1, ClosedLoop.BusyMarket);
        loop.Start();
        for (var i = 0; i < 5; i++)
        {
            var sent = loop.OrdersOnWire;
            var isCut = false;
            loop.OnDecided = () =>
            {
                loop.OnDecided = null;
                loop.Engine.CutTrading(requestsArrive: true);
                isCut = true;
            };
            Assert.True(loop.Engine.RunUntil(() => isCut, 60 * Nanos.PerSecond), loop.Describe());
            Assert.Equal(sent, loop.OrdersOnWire);
            loop.AssertRecovers($"not sent, {i}");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void CutTrading_AgainDuringRecovery_EndsWithItsTrueOutcome(bool requestsArrive)
    {
        using var loop = new ClosedLoop(5, 3, ClosedLoop.BusyMarket);
        loop.Start();
        for (var delayMillis = 0; delayMillis < 120; delayMillis += 7)
        {
            loop.RunToOrder();
            loop.Engine.Run(delayMillis % 8 * Nanos.PerMilli);
            loop.Engine.CutTrading(requestsArrive);
            for (var repeat = 0; repeat < 2; repeat++)
            {
                loop.Engine.Run((251 + delayMillis) * Nanos.PerMilli);
                loop.Engine.CutTrading(requestsArrive);
            }

            loop.AssertRecovers($"again after {delayMillis} ms");
        }
    }

    private static void CutAfterOrder(ClosedLoop loop, int delayMillis, bool requestsArrive)
    {
        loop.RunToOrder();
        loop.Engine.Run(delayMillis * Nanos.PerMilli);
        loop.Engine.CutTrading(requestsArrive);
        loop.AssertRecovers($"cut after {delayMillis} ms, requests arrive: {requestsArrive}");
    }
}
