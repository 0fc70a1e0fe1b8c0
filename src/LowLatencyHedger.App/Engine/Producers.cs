using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Engine;

/// <summary>Every producer of the two rings and what it does when its ring is full.</summary>
internal sealed class Producers
{
    public Producers(RingBuffer<InputEvent> inputs, RingBuffer<OutputEvent> outputs, StopSignal stop, ThreadLayout layout)
    {
        // On a shared thread nobody else would make room while a producer waits.
        var waitNanos = layout == ThreadLayout.Shared ? 0 : Nanos.PerSecond;
        Market = new RingProducer<InputEvent>(inputs, "market data", OverflowPolicy.Backpressure, stop, waitNanos);
        Trading = new RingProducer<InputEvent>(inputs, "trading", OverflowPolicy.Backpressure, stop, waitNanos);
        Control = new RingProducer<InputEvent>(inputs, "control", OverflowPolicy.Backpressure, stop, waitNanos);
        Clock = new RingProducer<InputEvent>(inputs, "clock", OverflowPolicy.Drop, stop);
        Health = new RingProducer<InputEvent>(inputs, "health", OverflowPolicy.Drop, stop);
        Core = new RingProducer<OutputEvent>(outputs, "core", OverflowPolicy.Fail, stop);
    }

    /// <summary>Asked for room before the socket is read.</summary>
    public RingProducer<InputEvent> Market { get; }

    /// <inheritdoc cref="Market"/>
    public RingProducer<InputEvent> Trading { get; }

    public RingProducer<InputEvent> Control { get; }

    /// <summary>A reading that finds no room is skipped: the next says the same, newer.</summary>
    public RingProducer<InputEvent> Clock { get; }

    /// <inheritdoc cref="Clock"/>
    public RingProducer<InputEvent> Health { get; }

    /// <summary>The core handles no input while the most that one can lead to would not fit, so this never happens.</summary>
    public RingProducer<OutputEvent> Core { get; }
}
