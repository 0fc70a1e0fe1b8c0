using LowLatencyHedger.App.Engine;
using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.App.Tests.Running;

public sealed class CoreAgentTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("hedger-core-").FullName;
    private readonly RingBuffer<InputEvent> _inputs = new(4_096);
    private readonly RingBuffer<OutputEvent> _outputs = new(4_096);
    private readonly EngineTelemetry _telemetry;
    private readonly RingProducer<InputEvent> _producer;
    private readonly CoreAgent _agent;

    public CoreAgentTests()
    {
        var stop = new StopSignal();
        _telemetry = new EngineTelemetry(Path.Combine(_directory, "telemetry.bin"), 1);
        _agent = new CoreAgent(
            new HedgeCore(WideConfig.Btc),
            _inputs.AddConsumer("core"),
            new OutputPublisher(new RingProducer<OutputEvent>(_outputs, "core", OverflowPolicy.Fail, stop)),
            _telemetry);
        _outputs.AddConsumer("orders");
        _inputs.Start();
        _outputs.Start();
        _agent.OnStart();
        _producer = new RingProducer<InputEvent>(_inputs, "clock", OverflowPolicy.Drop, stop);
    }

    public void Dispose()
    {
        _telemetry.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void DoWork_MoreThanATurnTakes_TakesMoreInEachTurnUntilItHasCaughtUp()
    {
        Publish(700);

        Assert.Equal([64, 256, 256, 124, 0], Turns(5));

        Publish(100);

        Assert.Equal([64, 36, 0], Turns(3));
    }

    private int[] Turns(int count) => [.. Enumerable.Range(0, count).Select(_ => _agent.DoWork())];

    /// <summary>Events that lead to nothing.</summary>
    private void Publish(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _producer.Claim() = new InputEvent { Kind = InputKind.Index, Instrument = InstrumentId.None };
            _producer.Publish();
        }
    }
}
