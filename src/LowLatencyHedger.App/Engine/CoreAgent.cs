using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// Hands every input to the core, one at a time, and its outputs to the output ring with the stamps of their way so far. Of an event that
/// leads to outputs only the decision is made at once; what it also brings, figures and telemetry, follows behind them.
/// </summary>
/// <param name="core">Its owner is this agent's thread.</param>
/// <param name="inputs">In the order in which the core is to see them.</param>
/// <param name="outputs">What it decides.</param>
/// <param name="telemetry">Null in a rehearsal, of which nothing is told.</param>
internal sealed class CoreAgent(
    HedgeCore core,
    RingConsumer<InputEvent> inputs,
    OutputPublisher outputs,
    EngineTelemetry? telemetry) : IAgent
{
    /// <summary>Events between two looks at the other agents of a shared thread: an order does not wait for a burst to end.</summary>
    private const int Batch = 64;

    /// <summary>The same while it is behind: on a shared thread a turn of the connection brings more than the other is enough for.</summary>
    private const int BatchBehind = RingPublisher.ReleaseBelow;

    private readonly OutputBuffer _buffer = new();
    private int _batch = Batch;
    private bool _isOpen;
    private int _published;
    private long _pickedUpNanos;
    private long _decidedNanos;
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
        if (_isOpen)
        {
            Complete();
            done++;
        }

        while (done < _batch && inputs.TryPeek(out var sequence))
        {
            if (!outputs.HasRoom)
            {
                break;
            }

            Decide(in inputs[sequence], sequence);
            done++;
            if (_buffer.Count > 0)
            {
                // Others of this thread carry the outputs on; the rest of the event follows in the next turn.
                _isOpen = true;
                return done;
            }

            Complete();
        }

        _batch = done < _batch ? Batch : BatchBehind;
        if (done == 0)
        {
            outputs.TouchNext();
            telemetry?.PublishSnapshot(core);
        }

        MeasureTurn();
        return done;
    }

    public void OnClose() => telemetry?.PublishSnapshotNow(core);

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
    private void Decide(in InputEvent input, long sequence)
    {
        _pickedUpNanos = HotClock.MonotonicNanos();
        _buffer.Clear();
        _published = 0;
        core.Decide(in input, sequence, _buffer);
        _decidedNanos = HotClock.MonotonicNanos();
        Publish(in input);
    }

    [HotPath]
    private void Complete()
    {
        var sequence = inputs.Next;
        ref readonly var input = ref inputs[sequence];
        if (telemetry is not null)
        {
            telemetry.RecordDecision(in input, _pickedUpNanos, _decidedNanos);
            telemetry.Ticks.Observe(in input, sequence, _pickedUpNanos, _decidedNanos, inputs);
        }

        core.Complete(in input);
        Publish(in input);
        inputs.Advance();
        _isOpen = false;
    }

    /// <summary>What the core has added since the last call.</summary>
    [HotPath]
    private void Publish(in InputEvent input)
    {
        if (_buffer.Count > _published)
        {
            outputs.Publish(_buffer.Events[_published..], in input, _pickedUpNanos, _decidedNanos);
            _published = _buffer.Count;
        }
    }
}
