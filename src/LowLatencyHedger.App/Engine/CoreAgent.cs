using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Engine;

/// <summary>Hands every input to the core, one at a time, and its outputs to the output ring with the stamps of their way so far.</summary>
internal sealed class CoreAgent(
    HedgeCore core,
    RingConsumer<InputEvent> inputs,
    RingProducer<OutputEvent> outputs,
    EngineTelemetry telemetry) : IAgent
{
    /// <summary>Events between two looks at the other agents of a shared thread: an order does not wait for a burst to end.</summary>
    private const int Batch = 64;

    private readonly OutputBuffer _buffer = new();
    private long _turnEndedNanos;
    private long _longestTurnNanos;

    public string Name => "core";

    /// <summary>The longest time between two turns of this agent since the last call. One cold thread.</summary>
    public long TakeLongestTurnNanos() => Interlocked.Exchange(ref _longestTurnNanos, 0);

    public void OnStart() => _turnEndedNanos = HotClock.MonotonicNanos();

    [HotPath]
    public int DoWork()
    {
        var done = 0;
        while (done < Batch && inputs.TryPeek(out var sequence))
        {
            if (outputs.AvailableCapacity < OutputBuffer.Capacity)
            {
                break;
            }

            Handle(in inputs[sequence], sequence);
            inputs.Advance();
            done++;
            if (_buffer.Count > 0)
            {
                break;
            }
        }

        if (done == 0)
        {
            telemetry.PublishSnapshot(core);
        }

        MeasureTurn();
        return done;
    }

    public void OnClose()
    {
        telemetry.PublishSnapshotNow(core);
    }

    /// <summary>After the work, so that no event waits for it.</summary>
    [HotPath]
    private void MeasureTurn()
    {
        var now = HotClock.MonotonicNanos();
        var turnNanos = now - _turnEndedNanos;
        _turnEndedNanos = now;
        if (turnNanos > Volatile.Read(ref _longestTurnNanos))
        {
            Volatile.Write(ref _longestTurnNanos, turnNanos);
        }
    }

    [HotPath]
    private void Handle(in InputEvent input, long sequence)
    {
        var pickedUpNanos = HotClock.MonotonicNanos();
        _buffer.Clear();
        core.OnEvent(in input, sequence, _buffer);
        var decidedNanos = HotClock.MonotonicNanos();
        telemetry.RecordDecision(in input, pickedUpNanos, decidedNanos);
        telemetry.Ticks.Observe(in input, sequence, pickedUpNanos, decidedNanos, inputs);
        foreach (ref readonly var decided in _buffer.Events)
        {
            ref var output = ref outputs.Claim();
            output = decided;
            output.ReceivedNanos = input.ReceivedNanos;
            output.PublishedNanos = input.PublishedNanos;
            output.PickedUpNanos = pickedUpNanos;
            output.DecidedNanos = decidedNanos;
            outputs.Publish();
        }
    }
}
