namespace LowLatencyHedger.Messaging.Tests;

public sealed class RingStressTests
{
    private const int EventsPerProducer = 40_000;
    private const int Capacity = 64;

    public static TheoryData<int, int> Counts()
    {
        var counts = new TheoryData<int, int>();
        for (var producers = 1; producers <= 4; producers++)
        {
            for (var consumers = 1; consumers <= 4; consumers++)
            {
                counts.Add(producers, consumers);
            }
        }

        return counts;
    }

    /// <summary>The last of several consumers runs behind the first one, as the gateway does behind the journal.</summary>
    [Theory]
    [MemberData(nameof(Counts))]
    public void ConcurrentUse_EveryConsumerSeesEveryEventWholeAndInOrder(int producers, int consumers)
    {
        var ring = new RingBuffer<StressEvent>(Capacity);
        var stop = new StopSignal();
        var checks = new List<ConsumerCheck>();
        for (var i = 0; i < consumers; i++)
        {
            var behind = i > 0 && i == consumers - 1 ? checks[0].Consumer : null;
            checks.Add(new ConsumerCheck(ring.AddConsumer($"c{i}", behind is null ? [] : [behind]), producers, behind));
        }

        ring.Start();
        var total = (long)producers * EventsPerProducer;
        var threads = checks.Select(check => new Thread(() => check.Run(total, stop))).ToList();
        for (var i = 0; i < producers; i++)
        {
            var id = i;
            var producer = new RingProducer<StressEvent>(ring, $"p{id}", OverflowPolicy.Backpressure, stop, 30_000_000_000);
            threads.Add(new Thread(() => Produce(producer, id)));
        }

        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.Null(stop.Reason);
        Assert.All(checks, check => Assert.Null(check.Failure));
        Assert.All(checks, check => Assert.Equal(total - 1, check.Consumer.Progress));
        Assert.Equal(total - 1, ring.Cursor);
        Assert.Equal(Capacity, ring.AvailableCapacity);
    }

    private static void Produce(RingProducer<StressEvent> producer, int id)
    {
        var number = 0;
        while (number < EventsPerProducer)
        {
            // Reads slots that others may be writing, and must not matter.
            producer.TouchNext();
            // Single claims and batches of several lengths, published one by one backwards or at once.
            var count = Math.Min(1 + (number % 5), EventsPerProducer - number);
            if (!producer.TryClaim(count, out var first))
            {
                return;
            }

            for (var i = 0; i < count; i++)
            {
                producer[first + i].Fill(id, number + i);
            }

            if (count == 4)
            {
                for (var i = count - 1; i >= 0; i--)
                {
                    producer.Publish(first + i);
                }
            }
            else
            {
                producer.Publish(first, first + count - 1);
            }

            number += count;
        }
    }

    private sealed class ConsumerCheck(RingConsumer<StressEvent> consumer, int producers, RingConsumer<StressEvent>? behind)
    {
        private readonly long[] _nextNumber = new long[producers];

        public RingConsumer<StressEvent> Consumer => consumer;

        public string? Failure { get; private set; }

        public void Run(long total, StopSignal stop)
        {
            var idle = new IdleStrategy(IdleStrategyKind.Yielding);
            while (consumer.Next < total && !stop.IsRaised)
            {
                // Both ways of reading.
                var count = consumer.Next % 3 == 0 ? (consumer.TryPeek(out _) ? 1 : 0) : consumer.Available(16);
                for (var i = 0; i < count; i++)
                {
                    Check(consumer.Next + i);
                }

                consumer.Advance(count);
                idle.Idle(count);
                if (Failure is not null)
                {
                    stop.Raise(Failure);
                }
            }

            consumer.PublishProgress();
        }

        private void Check(long sequence)
        {
            ref readonly var read = ref consumer[sequence];
            if (!read.IsWhole())
            {
                Failure ??= $"{consumer.Name}: event at {sequence} is torn";
            }
            else if (read.Number != _nextNumber[read.Producer])
            {
                Failure ??= $"{consumer.Name}: producer {read.Producer} sent {read.Number}, expected {_nextNumber[read.Producer]}";
            }
            else if (behind is not null && behind.Progress < sequence)
            {
                Failure ??= $"{consumer.Name}: ran ahead of {behind.Name} at {sequence}";
            }
            else
            {
                _nextNumber[read.Producer]++;
            }
        }
    }
}
