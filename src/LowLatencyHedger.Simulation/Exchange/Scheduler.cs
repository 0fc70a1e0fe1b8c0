namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>Actions in virtual time; equal times run in the order of their scheduling.</summary>
internal sealed class Scheduler
{
    private readonly PriorityQueue<Action, (long UtcNanos, long Sequence)> _queue = new();
    private long _sequence;

    /// <summary><see cref="long.MaxValue"/> when nothing is due.</summary>
    public long NextUtcNanos => _queue.TryPeek(out _, out var due) ? due.UtcNanos : long.MaxValue;

    public void At(long utcNanos, Action action) => _queue.Enqueue(action, (utcNanos, ++_sequence));

    public (long UtcNanos, Action Action) Take()
    {
        _queue.TryDequeue(out var action, out var due);
        return (due.UtcNanos, action!);
    }
}
