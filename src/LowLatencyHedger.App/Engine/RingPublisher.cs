using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Engine;

/// <summary>The way into the input ring for one producer: stamps each event as it becomes visible. Thread: the producer's.</summary>
internal sealed class RingPublisher(RingProducer<InputEvent> producer) : IInputPublisher
{
    /// <summary>
    /// The most events that one message leads to: a whole chain's mark prices, or the snapshot of a deep book. A connection is polled only
    /// while the ring has room for that many, so that a full ring holds back the socket and loses nothing.
    /// </summary>
    public const int MaxEventsPerMessage = 8192;

    [HotPath]
    public bool HasRoom => producer.AvailableCapacity >= MaxEventsPerMessage;

    [HotPath]
    public ref InputEvent Claim() => ref producer.Claim();

    [HotPath]
    public void Publish()
    {
        producer.Claimed.PublishedNanos = HotClock.MonotonicNanos();
        producer.Publish();
    }
}
