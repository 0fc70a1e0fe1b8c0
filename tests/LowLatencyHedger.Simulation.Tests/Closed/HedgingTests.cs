using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Tests.Closed;

public sealed class HedgingTests
{
    [Theory]
    [InlineData(0.2)]
    [InlineData(20)]
    public void Run_QuietVenue_BringsTheDeltasIntoTheirBandsAndKeepsThemThere(double latencyMillis)
    {
        using var loop = new ClosedLoop(1, latencyMillis, new ExchangeOptions { TicksPerSecond = 200, OptionCount = 60 });
        loop.Start();
        var startNanos = loop.Engine.NowNanos;
        Assert.True(startNanos < 10 * Nanos.PerSecond, loop.Describe());
        var inBand = new int[2];
        var readings = 0;
        for (; loop.Engine.NowNanos < startNanos + (60 * Nanos.PerSecond); readings++)
        {
            loop.Engine.Run(10 * Nanos.PerMilli);
            inBand[ClosedLoop.Bitcoin] += loop.IsInBand(ClosedLoop.Bitcoin) ? 1 : 0;
            inBand[ClosedLoop.Ether] += loop.IsInBand(ClosedLoop.Ether) ? 1 : 0;
        }

        var snapshot = loop.Engine.Snapshot();
        Assert.True(
            Array.TrueForAll(inBand, count => count >= 0.95 * readings), $"{inBand[0]}, {inBand[1]} of {readings} {loop.Describe()}");
        Assert.True(snapshot.HedgeFills > 0 && loop.Engine.Snapshot(ClosedLoop.Ether).HedgeFills > 0, loop.Describe());
        Assert.True(snapshot.OptionFills > 0, loop.Describe());
        Assert.True(snapshot.OptionsHeld > 0 && loop.Engine.Snapshot(ClosedLoop.Ether).OptionsHeld > 0, loop.Describe());
        loop.AssertRecovers("quiet");
        Assert.True(snapshot.UnknownOrdersTotal == 0 && snapshot.Rejects == 0, loop.Describe());
        Assert.Equal(0, loop.Alerts(ReasonCode.InputRefused));
        Console.WriteLine(loop.Describe());
    }
}
