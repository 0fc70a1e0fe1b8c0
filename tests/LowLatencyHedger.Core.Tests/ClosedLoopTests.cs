using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Testing;
using static LowLatencyHedger.Core.Tests.CoreHarness;

namespace LowLatencyHedger.Core.Tests;

public sealed class ClosedLoopTests
{
    private static (CoreHarness Core, ToyVenue Venue) Run(int seed, ToyFaults faults, int steps)
    {
        var core = new CoreHarness();
        var venue = new ToyVenue(core, new Random(seed), faults);
        venue.Start();
        for (var i = 0; i < steps; i++)
        {
            venue.Step();
            AssertInvariants(core);
        }

        return (core, venue);
    }

    private static void AssertInvariants(CoreHarness core)
    {
        var snapshot = core.Snapshot;
        Assert.InRange(snapshot.UnresolvedOrders, 0, 1);
        if (!double.IsNaN(snapshot.NetDelta))
        {
            Assert.True(snapshot.NetDeltaLow <= snapshot.NetDelta && snapshot.NetDelta <= snapshot.NetDeltaHigh);
        }
    }

    private static void Settle(ToyVenue venue, CoreHarness core)
    {
        for (var i = 0; i < 1_500 || core.Snapshot.UnresolvedOrders > 0; i++)
        {
            venue.Step(withFaults: false, withTrades: i < 1_200);
        }

        Assert.Equal(TradingState.Active, core.Snapshot.TradingState);
        for (var option = 0; option < venue.OptionCount; option++)
        {
            Assert.Equal(venue.Position(Option(option)), core.Core.Position(Option(option)).ToDouble(), 6);
        }
    }

    [Fact]
    public void OnEvent_PlainVenue_DeltaStaysInBand()
    {
        var (core, venue) = Run(Seeds.For(nameof(OnEvent_PlainVenue_DeltaStaysInBand), 1), ToyFaults.None, 10_000);

        var snapshot = core.Snapshot;
        Assert.True(venue.OrdersSent > 50, $"{venue.OrdersSent} orders");
        Assert.True(snapshot.InBandNanos > 0.95 * snapshot.ObservedNanos, $"{snapshot.InBandNanos} of {snapshot.ObservedNanos}");
        Assert.Equal(0, snapshot.PositionBreaks);
        Assert.Equal(venue.OrdersSent, snapshot.HedgesSent);
        Assert.Equal(venue.Position(Perpetual), core.Core.Position(Perpetual).ToDouble(), 6);
        Assert.DoesNotContain(core.All, output => output.Kind == OutputKind.Alert && output.Severity == AlertSeverity.Critical);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void OnEvent_VenueWithMishaps_BooksEachFillOnceAndRecovers(int fixedSeed)
    {
        var seed = Seeds.For(nameof(OnEvent_VenueWithMishaps_BooksEachFillOnceAndRecovers), fixedSeed);
        var (core, venue) = Run(seed, ToyFaults.Some, 6_000);
        Settle(venue, core);

        Assert.True(venue.OrdersSent > 20, $"{venue.OrdersSent} orders");
        Assert.Equal(venue.Position(Perpetual), core.Core.Position(Perpetual).ToDouble(), 6);
        Assert.Equal(0, core.Snapshot.PositionBreaks);
        Assert.True(core.Snapshot.UnknownOrdersTotal + core.Snapshot.DuplicateFills > 0);
        Assert.InRange(core.Snapshot.NetDelta, -1, 1);
    }

    [Fact]
    public void OnEvent_SameInputsTwice_GivesSameBytes()
    {
        var (core, _) = Run(Seeds.For(nameof(OnEvent_SameInputsTwice_GivesSameBytes), 6), ToyFaults.Some, 3_000);
        var again = new CoreHarness();
        foreach (var input in core.Inputs)
        {
            again.Send(input);
        }

        Assert.Equal(core.All.Count, again.All.Count);
        Assert.Equal(core.DecisionHash(), again.DecisionHash());
    }

    [Fact]
    public void Touch_BetweenAllEvents_GivesSameBytes()
    {
        var (core, _) = Run(Seeds.For(nameof(Touch_BetweenAllEvents_GivesSameBytes), 9), ToyFaults.Some, 3_000);
        var touched = new CoreHarness();
        var turn = 0L;
        foreach (var input in core.Inputs)
        {
            touched.Core.Touch(turn++);
            touched.Send(input);
        }

        Assert.NotEmpty(core.Orders);
        Assert.Equal(core.All.Count, touched.All.Count);
        Assert.Equal(core.DecisionHash(), touched.DecisionHash());
        Assert.Equal(core.Snapshot, touched.Snapshot);
    }

    [Fact]
    public void OnEvent_AfterHalt_PlacesNothingWhateverComes()
    {
        var (core, venue) = Run(Seeds.For(nameof(OnEvent_AfterHalt_PlacesNothingWhateverComes), 7), ToyFaults.Some, 1_500);
        core.Control(ControlVerb.Halt);
        var sent = core.Orders.Count();
        for (var i = 0; i < 3_000; i++)
        {
            venue.Step();
        }

        Assert.Equal(sent, core.Orders.Count());
        Assert.Equal(0, core.Snapshot.UnresolvedOrders);
        Assert.Equal(TradingState.Halt, core.Snapshot.TradingState);
    }

    [Fact]
    public void OnEvent_LongStream_DoesNotAllocate()
    {
        var (recorded, _) = Run(Seeds.For(nameof(OnEvent_LongStream_DoesNotAllocate), 8), ToyFaults.Some, 3_000);
        var inputs = recorded.Inputs.ToArray();
        var outputs = new OutputBuffer();
        var warm = new HedgeCore(recorded.Config);
        var core = new HedgeCore(recorded.Config);
        CoreSnapshot snapshot = default;
        Feed(warm, inputs, outputs, ref snapshot);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Feed(core, inputs, outputs, ref snapshot);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(recorded.Snapshot.HedgesSent, snapshot.HedgesSent);
    }

    private static void Feed(HedgeCore core, InputEvent[] inputs, OutputBuffer outputs, ref CoreSnapshot snapshot)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            outputs.Clear();
            core.OnEvent(inputs[i], i, outputs);
            core.WriteSnapshot(0, ref snapshot);
        }
    }
}
