namespace LowLatencyHedger.Messaging.Tests;

/// <summary>What a ring means, without a trick: a lock, and a queue of undelivered events for each consumer.</summary>
internal sealed class NaiveRing(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, long> _published = [];
    private readonly List<Consumer> _consumers = [];
    private long _claimed = -1;

    public Consumer Add(params Consumer[] dependsOn)
    {
        var added = new Consumer(this, dependsOn);
        _consumers.Add(added);
        return added;
    }

    public int AvailableCapacity
    {
        get
        {
            lock (_lock)
            {
                return capacity - (int)(_claimed - _consumers.Min(consumer => consumer.Progress));
            }
        }
    }

    public bool TryClaim(int count, out long first)
    {
        lock (_lock)
        {
            first = 0;
            if (AvailableCapacity < count)
            {
                return false;
            }

            first = _claimed + 1;
            _claimed += count;
            return true;
        }
    }

    public void Publish(long sequence, long value)
    {
        lock (_lock)
        {
            _published.Add(sequence, value);
            foreach (var consumer in _consumers)
            {
                consumer.Deliver();
            }
        }
    }

    internal sealed class Consumer(NaiveRing ring, Consumer[] dependsOn)
    {
        private readonly Queue<(long Sequence, long Value)> _queue = [];
        private long _delivered = -1;

        public long Next { get; private set; }

        public long Progress { get; private set; } = -1;

        public int Available(int limit)
        {
            lock (ring._lock)
            {
                var allowed = dependsOn.Length == 0 ? long.MaxValue : dependsOn.Min(dependency => dependency.Progress);
                var count = Math.Min(limit, _queue.Count(queued => queued.Sequence <= allowed));
                if (count == 0)
                {
                    PublishProgress();
                }

                return count;
            }
        }

        public long Value(int index) => _queue.ElementAt(index).Value;

        public void Advance(int count)
        {
            lock (ring._lock)
            {
                for (var i = 0; i < count; i++)
                {
                    _queue.Dequeue();
                    Next++;
                }

                if (Next - 1 - Progress >= RingConsumer<long>.ProgressInterval)
                {
                    PublishProgress();
                }
            }
        }

        public void PublishProgress() => Progress = Next - 1;

        internal void Deliver()
        {
            while (ring._published.TryGetValue(_delivered + 1, out var value))
            {
                _delivered++;
                _queue.Enqueue((_delivered, value));
            }
        }
    }
}
