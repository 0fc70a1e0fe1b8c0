using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Messaging.Tests;

public sealed class IdleStrategyTests
{
    [Fact]
    public void Backoff_WithoutWork_SpinsThenYieldsThenSleepsLongerUpToItsLimit()
    {
        var idle = new BackoffIdleStrategy(Nanos.PerMilli);
        var parks = new List<long>();
        for (var i = 0; i < BackoffIdleStrategy.SpinsMax + BackoffIdleStrategy.YieldsMax; i++)
        {
            idle.Idle(0);
            Assert.Equal(0, idle.ParkNanos);
        }

        for (var i = 0; i < 7; i++)
        {
            idle.Idle(0);
            parks.Add(idle.ParkNanos / Nanos.PerMicro);
        }

        Assert.Equal([50, 100, 200, 400, 800, 1000, 1000], parks);
        idle.Idle(1);
        Assert.Equal(0, idle.ParkNanos);
    }

    [Theory]
    [InlineData(IdleStrategyKind.BusySpin)]
    [InlineData(IdleStrategyKind.Yielding)]
    [InlineData(IdleStrategyKind.Backoff)]
    public void Idle_AnyKind_ReturnsWithoutAllocating(IdleStrategyKind kind)
    {
        var idle = new IdleStrategy(kind);
        Cycle(ref idle);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Cycle(ref idle);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(kind, idle.Kind);
    }

    private static void Cycle(ref IdleStrategy idle)
    {
        for (var i = 0; i < 150; i++)
        {
            idle.Idle(0);
        }

        idle.Idle(1);
        idle.Reset();
    }
}
