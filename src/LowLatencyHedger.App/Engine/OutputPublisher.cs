using System.Runtime.CompilerServices;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Engine;

/// <summary>Hands what a core has decided to a ring, with the stamps of its way so far. Thread: the core's.</summary>
internal sealed class OutputPublisher(RingProducer<OutputEvent> outputs)
{
    /// <summary>The most that one input can lead to fits.</summary>
    [HotPath]
    public bool HasRoom => outputs.AvailableCapacity >= OutputBuffer.Capacity;

    /// <inheritdoc cref="RingProducer{T}.TouchNext"/>
    [HotPath]
    public void TouchNext() => outputs.TouchNext();

    /// <remarks>One piece of machine code for the engine and for what keeps its way warm.</remarks>
    [HotPath]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Publish(ReadOnlySpan<OutputEvent> decisions, in InputEvent input, long pickedUpNanos, long decidedNanos)
    {
        foreach (ref readonly var decided in decisions)
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
