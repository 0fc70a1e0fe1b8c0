using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Tests.Closed;

/// <summary>Own Greeks against those that the venue publishes, with the whole engine between them.</summary>
public sealed class GreekGuardTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(-0.5)]
    public void VenuesDeltas_OfAnotherModel_AlarmAndReduceSoon(double bias)
    {
        using var loop = new ClosedLoop(1_601, exchange: ClosedLoop.SmallMarket with { DeltaBias = bias });
        var wasReduced = loop.Engine.RunUntil(
            () => loop.Engine.Snapshot(ClosedLoop.Bitcoin) is { TradingState: TradingState.Reduce, StateReason: ReasonCode.OptionGreeksDiffer },
            60 * Nanos.PerSecond);

        Assert.True(wasReduced, loop.Describe());
        Assert.True(loop.Alerts(ReasonCode.OptionGreeksDiffer) > 0, loop.Describe());

        // What is left to do is to bring the delta back: each order still does.
        loop.Engine.Run(10 * Nanos.PerSecond);
        Assert.Null(loop.Violation);
    }

    [Fact]
    public void VenuesDeltas_ABitOff_AreReportedOnly()
    {
        using var loop = new ClosedLoop(1_602, exchange: ClosedLoop.SmallMarket with { DeltaBias = 0.2 });
        loop.Start();
        loop.Engine.Run(60 * Nanos.PerSecond);

        Assert.True(loop.Alerts(ReasonCode.OptionGreeksDiffer) > 0, loop.Describe());
        Assert.True(loop.IsActive, loop.Describe());
    }

    /// <summary>The account's own figure is made of the same deltas: with a bias of this size it cannot agree either.</summary>
    [Fact]
    public void AccountsDelta_OfAnotherModel_Alarms()
    {
        using var loop = new ClosedLoop(1_603, exchange: ClosedLoop.SmallMarket with { DeltaBias = 4 });
        var alarmed = loop.Engine.RunUntil(() => loop.Alerts(ReasonCode.NetDeltaDiffersFromVenue) > 0, 120 * Nanos.PerSecond);

        Assert.True(alarmed, loop.Describe());
    }

    [Fact]
    public void VenuesDeltas_OfTheSameModel_NeverAlarm()
    {
        for (var seed = 1; seed <= 12; seed++)
        {
            var market = seed % 2 == 0 ? ClosedLoop.SmallMarket : ClosedLoop.BusyMarket;
            using var loop = new ClosedLoop(seed, exchange: market with { OpeningHedge = seed % 3 / 2.0 });
            loop.Start();
            loop.Engine.Run(30 * Nanos.PerSecond);

            Assert.True(loop.Alerts(ReasonCode.OptionGreeksDiffer) == 0, $"seed {seed}: {loop.Describe()}");
            Assert.True(loop.Alerts(ReasonCode.NetDeltaDiffersFromVenue) == 0, $"seed {seed}: {loop.Describe()}");
        }
    }
}
