namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>The requests of one account that wait for the matching engine, first in, first out.</summary>
internal sealed class RequestQueue(ExchangeOptions options, Scheduler schedule)
{
    private readonly LinkedList<Action<ExchangeError?>> _waiting = new();

    public void Add(long nowUtcNanos, Action<ExchangeError?> step)
    {
        if (options.EngineDelayNanos <= 0)
        {
            step(null);
            return;
        }

        if (_waiting.Count >= options.QueuedRequestsMax)
        {
            step(ExchangeError.EngineQueueFull);
            return;
        }

        var node = _waiting.AddLast(step);
        schedule.At(nowUtcNanos + options.EngineDelayNanos, () => Run(node));
    }

    public void CancelAll()
    {
        while (_waiting.First is { } node)
        {
            _waiting.RemoveFirst();
            node.Value(ExchangeError.CancelledByUser);
        }
    }

    private void Run(LinkedListNode<Action<ExchangeError?>> node)
    {
        if (node.List is not null)
        {
            _waiting.Remove(node);
            node.Value(null);
        }
    }
}
