using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Tests.Closed;

public sealed class OperatorTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(9)]
    public void Halt_WithAnOrderInFlight_CancelsAndSendsNoOrderUntilResume(int delayMillis)
    {
        using var loop = new ClosedLoop(8, 4, ClosedLoop.BusyMarket);
        loop.Start();
        loop.RunToOrder();
        loop.Engine.Run(delayMillis * Nanos.PerMilli);
        var decided = loop.Decided(OutputKind.PlaceOrder);

        loop.Engine.Command(ControlVerb.Halt);
        Assert.True(loop.Decided(OutputKind.CancelAll) > 0, loop.Describe());
        loop.Engine.Run(10 * Nanos.PerSecond);
        loop.Engine.CutTrading(requestsArrive: false);
        loop.Engine.Run(20 * Nanos.PerSecond);

        Assert.Equal(decided, loop.Decided(OutputKind.PlaceOrder));
        Assert.Equal(TradingState.Halt, loop.Engine.Snapshot().TradingState);
        Assert.True(loop.IsResolved && loop.OwnOrders().Count == 0, loop.Describe());
        Assert.False(loop.IsInBand(ClosedLoop.Bitcoin), "the market has not moved the delta: the test shows nothing");
        loop.Engine.Command(ControlVerb.Resume);
        loop.AssertRecovers("resumed");
        Assert.True(loop.Decided(OutputKind.PlaceOrder) > decided, loop.Describe());
    }

    [Fact]
    public void Shutdown_WithAnOrderInFlight_LeavesNoOpenOrder()
    {
        using var loop = new ClosedLoop(9, 4, ClosedLoop.BusyMarket);
        loop.Start();
        loop.RunToOrder();
        var decided = loop.Decided(OutputKind.PlaceOrder);

        loop.Engine.Command(ControlVerb.Shutdown);
        loop.Engine.Run(Nanos.PerSecond);

        Assert.Equal(decided, loop.Decided(OutputKind.PlaceOrder));
        Assert.True(loop.Decided(OutputKind.CancelAll) > 0 && loop.IsResolved, loop.Describe());
        Assert.Empty(loop.OwnOrders());
        Assert.Null(loop.Violation);
    }
}
