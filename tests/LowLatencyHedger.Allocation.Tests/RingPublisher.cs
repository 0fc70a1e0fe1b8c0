using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;

namespace LowLatencyHedger.Allocation.Tests;

/// <summary>A ring with one producer and one consumer on the same thread, as the way of a decoder's events.</summary>
internal sealed class RingPublisher : IInputPublisher
{
    private readonly RingProducer<InputEvent> _producer;
    private readonly RingConsumer<InputEvent> _consumer;

    public RingPublisher()
    {
        var ring = new RingBuffer<InputEvent>(16_384);
        _consumer = ring.AddConsumer("reader");
        ring.Start();
        _producer = new RingProducer<InputEvent>(ring, "writer", OverflowPolicy.Fail, new StopSignal(), 0);
    }

    public ref InputEvent Claim(InputKind kind) => ref _producer.Claim();

    public void Publish() => _producer.Publish();

    /// <summary>Reads what was published and gives it up. Returns how many events that were.</summary>
    public long Drain()
    {
        var read = 0L;
        while (_consumer.TryPeek(out var sequence))
        {
            read += _consumer[sequence].Kind == InputKind.None ? 0 : 1;
            _consumer.Advance();
        }

        return read;
    }
}
