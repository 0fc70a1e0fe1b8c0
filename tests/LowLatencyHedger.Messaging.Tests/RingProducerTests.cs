using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Messaging.Tests;

public sealed class RingProducerTests
{
    private readonly RingBuffer<long> _ring = new(4);
    private readonly RingConsumer<long> _consumer;
    private readonly StopSignal _stop = new();

    public RingProducerTests()
    {
        _consumer = _ring.AddConsumer("c");
        _ring.Start();
    }

    [Fact]
    public void TryClaim_DropWhenFull_CountsAndGoesOn()
    {
        var producer = Filled(OverflowPolicy.Drop);

        Assert.False(producer.TryClaim(out _));
        Assert.False(producer.TryClaim(2, out _));
        Assert.Equal(3, producer.Dropped);
        Assert.Equal(4, producer.Published);
        Assert.False(_stop.IsRaised);
    }

    [Fact]
    public void TryClaim_FailWhenFull_RaisesStop()
    {
        var producer = Filled(OverflowPolicy.Fail);

        Assert.False(producer.TryClaim(out _));
        Assert.Equal("ring full: producer p", _stop.Reason);
        Assert.Equal(1, producer.Dropped);
    }

    [Fact]
    public void TryClaim_BackpressureUntilConsumed_Succeeds()
    {
        var producer = Filled(OverflowPolicy.Backpressure, waitNanosMax: 60 * Nanos.PerSecond);
        var consuming = new Thread(() =>
        {
            while (producer.FullWaits == 0)
            {
                Thread.Yield();
            }

            _consumer.Advance(_consumer.Available(1));
            _consumer.PublishProgress();
        });
        consuming.Start();

        Assert.True(producer.TryClaim(out var sequence));
        consuming.Join();
        Assert.Equal(4, sequence);
        Assert.Equal(1, producer.FullWaits);
        Assert.Equal(0, producer.Dropped);
        Assert.False(_stop.IsRaised);
    }

    [Fact]
    public void TryClaim_BackpressureAndStopRaised_EndsWaiting()
    {
        var producer = Filled(OverflowPolicy.Backpressure, waitNanosMax: long.MaxValue);
        _stop.Raise("test");

        Assert.False(producer.TryClaim(out _));
        Assert.Equal("test", _stop.Reason);
        Assert.Equal(1, producer.Dropped);
    }

    [Fact]
    public void TryClaim_BackpressureBeyondLimit_RaisesStop()
    {
        var producer = Filled(OverflowPolicy.Backpressure, waitNanosMax: 0);

        Assert.False(producer.TryClaim(out _));
        Assert.Equal("ring full: producer p", _stop.Reason);
        Assert.Equal(1, producer.FullWaits);
    }

    [Fact]
    public void Claim_WhenFull_HandsOutClearedEventThatGoesNowhere()
    {
        var producer = Filled(OverflowPolicy.Drop);
        producer.Claim() = 77;
        producer.Publish();

        Assert.Equal(0, producer.Claim());
        producer.Publish();
        Assert.Equal(2, producer.Dropped);
        Assert.Equal(4, producer.Published);
        Assert.Equal(4, _consumer.Available(8));
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(i + 100, _consumer[i]);
        }
    }

    [Fact]
    public void Claim_SlotOfEarlierLap_IsCleared()
    {
        var producer = Filled(OverflowPolicy.Drop);
        _consumer.Advance(_consumer.Available(4));
        _consumer.PublishProgress();

        Assert.Equal(0, producer.Claim());
    }

    [Fact]
    public void Claim_Twice_Throws()
    {
        var producer = new RingProducer<long>(_ring, "p", OverflowPolicy.Drop, _stop);
        producer.Claim();

        Assert.Throws<InvariantException>(() => producer.Claim());
    }

    private RingProducer<long> Filled(OverflowPolicy policy, long waitNanosMax = Nanos.PerSecond)
    {
        var producer = new RingProducer<long>(_ring, "p", policy, _stop, waitNanosMax);
        for (var i = 0; i < 4; i++)
        {
            producer.Claim() = i + 100;
            producer.Publish();
        }

        return producer;
    }
}
