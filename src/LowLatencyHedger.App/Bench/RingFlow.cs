using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;

namespace LowLatencyHedger.App.Bench;

/// <summary>Events as fast as they go from one or more threads to the caller's, one by one or claimed in batches.</summary>
internal sealed class RingFlow : IDisposable
{
    private const int Capacity = 4_096;
    private const int SpinsBeforeYield = 2_000;

    private readonly RingBuffer<InputEvent> _ring = new(Capacity);
    private readonly RingConsumer<InputEvent> _consumer;
    private readonly Thread[] _producers;
    private readonly int _batch;
    private long _wantedEach;
    private volatile bool _isStopped;

    /// <param name="producers">Threads.</param>
    /// <param name="batch">Events that a producer claims and publishes at once.</param>
    public RingFlow(int producers, int batch)
    {
        _batch = batch;
        _consumer = _ring.AddConsumer("core");
        _ring.Start();
        _producers = [.. Enumerable.Range(0, producers).Select(i => new Thread(Produce) { IsBackground = true, Name = "bench producer " + i })];
        Array.ForEach(_producers, producer => producer.Start());
    }

    public void Dispose()
    {
        _isStopped = true;
        Array.ForEach(_producers, producer => producer.Join());
    }

    /// <summary>Lets the producers send so many together, whole batches each, and receives them.</summary>
    public void Receive(int events)
    {
        Volatile.Write(ref _wantedEach, _wantedEach + (events / _producers.Length));
        var sum = 0L;
        for (var spins = 0; events > 0; spins++)
        {
            var count = _consumer.Available(events);
            for (var i = 0; i < count; i++)
            {
                sum += _consumer[_consumer.Next + i].ReceivedNanos;
            }

            if (count > 0)
            {
                _consumer.Advance(count);
                events -= count;
                spins = 0;
            }
            else
            {
                YieldAfter(spins);
            }
        }
    }

    private static void YieldAfter(int spins)
    {
        if (spins > SpinsBeforeYield)
        {
            Thread.Yield();
        }
    }

    private void Produce()
    {
        var sent = 0L;
        for (var spins = 0; !_isStopped; spins++)
        {
            if (sent < Volatile.Read(ref _wantedEach) && _ring.TryClaim(_batch, out var first))
            {
                for (var sequence = first; sequence < first + _batch; sequence++)
                {
                    ref var slot = ref _ring[sequence];
                    slot = default;
                    slot.ReceivedNanos = sequence;
                }

                _ring.Publish(first, first + _batch - 1);
                sent += _batch;
                spins = 0;
            }
            else
            {
                YieldAfter(spins);
            }
        }
    }
}
