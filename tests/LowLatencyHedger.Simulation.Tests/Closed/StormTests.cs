using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Simulation.Tests.Closed;

/// <summary>Connections die and messages are lost at random moments; once that ends, everything is right again.</summary>
public sealed class StormTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Storm_ThenCalm_EverythingIsKnownAndTrades(int fixedSeed)
    {
        var seed = Seeds.For(nameof(Storm_ThenCalm_EverythingIsKnownAndTrades), fixedSeed);
        var random = new Random(seed);
        using var loop = new ClosedLoop(seed, Math.Exp(random.NextDouble() * Math.Log(100)) * 0.2, ClosedLoop.BusyMarket);
        loop.Start();
        var cuts = 0;
        while (loop.Engine.NowNanos < 120 * Nanos.PerSecond)
        {
            // Long enough for a recovery more often than not, and sometimes in the middle of one or of an order.
            loop.Engine.Run((long)(Math.Exp(random.NextDouble() * 6) * 20 * Nanos.PerMilli));
            Fault(loop, random);
            cuts++;
        }

        loop.AssertRecovers($"seed {seed}, {cuts} cuts");
        loop.Engine.Run(60 * Nanos.PerSecond);
        loop.AssertRecovers($"seed {seed}, {cuts} cuts, calm");
        loop.RunToOrder();
        Assert.True(loop.Violation is null && loop.Engine.Snapshot().Latch == ReasonCode.None, loop.Describe());
        Console.WriteLine($"seed {seed}, {cuts} cuts: {loop.Describe()}");
    }

    private static void Fault(ClosedLoop loop, Random random)
    {
        var requestsArrive = random.Next(2) == 0;
        var target = random.Next(10);
        if (target < 4 && loop.Engine.Trading.State == SessionState.Ready && loop.Engine.Market.State == SessionState.Ready)
        {
            var sent = loop.OrdersOnWire;
            loop.Engine.RunUntil(() => loop.OrdersOnWire > sent, 2 * Nanos.PerSecond);
            loop.Engine.Run(random.Next(50) * Nanos.PerMilli);
        }

        if (target != 9)
        {
            loop.Engine.CutTrading(requestsArrive);
        }

        if (target >= 8)
        {
            loop.Engine.CutMarket(requestsArrive);
        }
    }
}
