using System.Runtime.CompilerServices;

namespace LowLatencyHedger.Messaging.Tests;

public sealed class RingBufferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(-4)]
    [InlineData(1 << 30)]
    public void Constructor_CapacityThatCannotBe_IsRefused(int capacity)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RingBuffer<StressEvent>(capacity));
    }

    [Fact]
    public void Constructor_Slots_AreWholeAlignedCacheLines()
    {
        var ring = new RingBuffer<StressEvent>(4);

        Assert.Equal(184, Unsafe.SizeOf<StressEvent>());
        Assert.Equal(256, ring.SlotBytes);
        Assert.Equal(64, new RingBuffer<long>(4).SlotBytes);
        Assert.Equal(256, Unsafe.ByteOffset(ref ring[0], ref ring[1]));
        Assert.Equal(0, Unsafe.ByteOffset(ref ring[1], ref ring[5]));
    }

    [Fact]
    public void TryClaim_BeforeStart_Throws()
    {
        var ring = new RingBuffer<long>(4);
        ring.AddConsumer("c");

        Assert.Throws<InvalidOperationException>(() => ring.TryClaim(out _));
    }

    [Fact]
    public void Start_WithoutConsumerOrTwice_Throws()
    {
        var ring = new RingBuffer<long>(4);
        Assert.Throws<InvalidOperationException>(ring.Start);
        ring.AddConsumer("c");
        ring.Start();

        Assert.Throws<InvalidOperationException>(ring.Start);
    }

    [Fact]
    public void AddConsumer_AfterStartOrBehindStranger_Throws()
    {
        var ring = new RingBuffer<long>(4);
        var stranger = new RingBuffer<long>(4).AddConsumer("stranger");
        ring.AddConsumer("c");

        Assert.Throws<ArgumentException>(() => ring.AddConsumer("d", stranger));
        ring.Start();
        Assert.Throws<InvalidOperationException>(() => ring.AddConsumer("late"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(5)]
    public void TryClaim_CountThatNeverFits_Throws(int count)
    {
        var ring = new RingBuffer<long>(4);
        ring.AddConsumer("c");
        ring.Start();

        Assert.Throws<ArgumentOutOfRangeException>(() => ring.TryClaim(count, out _));
    }

    [Fact]
    public void TryClaim_SlowestConsumer_HoldsProducersBack()
    {
        var ring = new RingBuffer<long>(4);
        var fast = ring.AddConsumer("fast");
        var slow = ring.AddConsumer("slow");
        ring.Start();
        Assert.True(ring.TryClaim(4, out var first));
        ring.Publish(first, first + 3);
        fast.Advance(fast.Available(4));
        fast.PublishProgress();

        Assert.False(ring.TryClaim(out _));
        Assert.Equal(4, slow.Lag);
        slow.Advance(3);
        slow.PublishProgress();
        Assert.Equal(3, ring.AvailableCapacity);
        Assert.True(ring.TryClaim(3, out _));
        Assert.False(ring.TryClaim(out _));
    }

    [Fact]
    public void Available_EventsBehindUnpublishedOne_AreNotSeen()
    {
        var ring = new RingBuffer<long>(8);
        var consumer = ring.AddConsumer("c");
        ring.Start();
        ring.TryClaim(3, out var first);
        ring.Publish(first + 1);
        ring.Publish(first + 2);

        Assert.Equal(0, consumer.Available(8));
        ring.Publish(first);
        Assert.Equal(3, consumer.Available(8));
    }

    [Fact]
    public void Advance_Progress_IsPublishedEveryIntervalAndWhenEmpty()
    {
        var ring = new RingBuffer<long>(128);
        var consumer = ring.AddConsumer("c");
        ring.Start();
        ring.TryClaim(40, out var first);
        ring.Publish(first, first + 39);

        consumer.Advance(31);
        Assert.Equal(-1, consumer.Progress);
        consumer.Advance();
        Assert.Equal(31, consumer.Progress);
        consumer.Advance(8);
        Assert.Equal(31, consumer.Progress);
        Assert.False(consumer.TryPeek(out _));
        Assert.Equal(39, consumer.Progress);
    }

    [Fact]
    public void SteadyState_PublishAndConsume_AllocatesNothing()
    {
        var ring = new RingBuffer<StressEvent>(64);
        var journal = ring.AddConsumer("journal");
        var gateway = ring.AddConsumer("gateway", journal);
        ring.Start();
        var producer = new RingProducer<StressEvent>(ring, "p", OverflowPolicy.Fail, new StopSignal());
        Lap(producer, journal, gateway, 100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Lap(producer, journal, gateway, 10_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(10_100 * 4, producer.Published);
    }

    private static void Lap(
        RingProducer<StressEvent> producer, RingConsumer<StressEvent> journal, RingConsumer<StressEvent> gateway, int times)
    {
        for (var i = 0; i < times; i++)
        {
            producer.Claim().Number = i;
            producer.Publish();
            producer.TryClaim(3, out var first);
            producer.Publish(first, first + 2);
            while (journal.TryPeek(out _))
            {
                journal.Advance();
            }

            gateway.Advance(gateway.Available(32));
        }
    }
}
