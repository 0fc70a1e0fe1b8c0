using LowLatencyHedger.App.Logging;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.App.Tests.Control;

/// <summary>The running engine, its production threads and sockets, with the kill latch set at every place of an order's way.</summary>
public sealed class KillLatchTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("shared")]
    [InlineData("dedicated")]
    public async Task Set_AtEveryStageOfTheDutyCycle_NoOrderLeavesAndTheCoreLearnsIt(string layout)
    {
        await using var exchange = await LiveExchange.StartAsync();
        using var credentials = LiveExchange.Credentials;
        var probe = new StageProbe();
        using var engine = new Engine.Engine(exchange.Values(layout), credentials, new RunLog(TextWriter.Null), probe.Seams);
        probe.Attach(engine.Kill);
        engine.Start();
        await Until(() => probe.Orders > 0, "the first order");
        foreach (var stage in StageProbe.Stages)
        {
            var notSent = probe.NotSent.Count;
            probe.Arm(stage);
            await Until(() => probe.IsSet, "stage " + stage);
            var atSet = probe.Orders;
            await Until(() => probe.NotSent.Count > notSent, "an order stopped after " + stage);

            Assert.Equal(atSet, probe.Orders);
            Assert.Equal(0, probe.LateOrders);
            probe.Clear();
        }

        AssertConsistent(engine, probe);
    }

    /// <summary>The stages are where parts hand over; this comes at any moment of a part's own work.</summary>
    [Fact]
    public async Task Set_AtRandomMoments_NoOrderLeaves()
    {
        var random = new Random(Seeds.For("kill latch at random moments", 20261121));
        await using var exchange = await LiveExchange.StartAsync();
        using var credentials = LiveExchange.Credentials;
        var probe = new StageProbe();
        using var engine = new Engine.Engine(exchange.Values("dedicated"), credentials, new RunLog(TextWriter.Null), probe.Seams);
        probe.Attach(engine.Kill);
        engine.Start();
        for (var round = 0; round < 8; round++)
        {
            var orders = probe.Orders;
            await Until(() => probe.Orders > orders, "an order");
            SpinWait.SpinUntil(() => false, TimeSpan.FromMicroseconds(random.Next(400_000)));
            probe.SetNow();
            var atSet = probe.Orders;
            var notSent = probe.NotSent.Count;
            await Until(() => probe.NotSent.Count > notSent, "an order that is stopped");

            Assert.Equal(atSet, probe.Orders);
            Assert.Equal(0, probe.LateOrders);
            probe.Clear();
        }

        AssertConsistent(engine, probe);
    }

    /// <summary>Every order that was not handed over was reported, once, and counts as never sent: none is unknown.</summary>
    private static void AssertConsistent(Engine.Engine engine, StageProbe probe)
    {
        Assert.True(engine.StopInOrder("test", () => true, TimeSpan.Zero));
        Assert.False(probe.NotSent.IsEmpty);
        Assert.All(probe.NotSent.Values, count => Assert.Equal(1, count));
        Assert.Equal(probe.Refused, probe.NotSent.Count);
    }

    private static async Task Until(Func<bool> holds, string what)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (!holds())
        {
            Assert.False(patience.IsCancellationRequested, what + " did not come");
            await Task.Delay(1, CancellationToken.None);
        }
    }
}
