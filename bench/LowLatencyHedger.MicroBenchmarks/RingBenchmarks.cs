using BenchmarkDotNet.Attributes;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;

namespace LowLatencyHedger.MicroBenchmarks;

/// <summary>One input event through the ring, on one thread: what the shared layout pays for it. No cache line changes core here.</summary>
[MemoryDiagnoser]
public class RingBenchmarks
{
    private const int Batch = 16;

    private readonly RingBuffer<InputEvent> _ring = new(1024);
    private readonly RingConsumer<InputEvent> _journal;
    private readonly RingConsumer<InputEvent> _core;
    private readonly RingProducer<InputEvent> _producer;

    public RingBenchmarks()
    {
        _journal = _ring.AddConsumer("journal");
        _core = _ring.AddConsumer("core");
        _ring.Start();
        _producer = new RingProducer<InputEvent>(_ring, "feed", OverflowPolicy.Fail, new StopSignal());
    }

    /// <summary>Claim a cleared event, publish it, read it twice.</summary>
    [Benchmark]
    public long Single()
    {
        _producer.Claim().ReceivedNanos = 1;
        _producer.Publish();
        return Consume(_core) + Consume(_journal);
    }

    /// <summary>The same in batches of 16, uncleared.</summary>
    [Benchmark(OperationsPerInvoke = Batch)]
    public long Batched()
    {
        if (_producer.TryClaim(Batch, out var first))
        {
            for (var i = 0; i < Batch; i++)
            {
                _producer[first + i].ReceivedNanos = i;
            }

            _producer.Publish(first, first + Batch - 1);
        }

        return ConsumeBatch(_core) + ConsumeBatch(_journal);
    }

    private static long Consume(RingConsumer<InputEvent> consumer)
    {
        var sum = 0L;
        while (consumer.TryPeek(out var sequence))
        {
            sum += consumer[sequence].ReceivedNanos;
            consumer.Advance();
        }

        return sum;
    }

    private static long ConsumeBatch(RingConsumer<InputEvent> consumer)
    {
        var sum = 0L;
        var count = consumer.Available(Batch);
        for (var i = 0; i < count; i++)
        {
            sum += consumer[consumer.Next + i].ReceivedNanos;
        }

        consumer.Advance(count);
        return sum;
    }
}
