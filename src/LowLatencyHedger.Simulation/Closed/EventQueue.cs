using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.Simulation.Closed;

/// <summary>What the input ring is to the live engine: events in order of publication, on one thread and without bounds.</summary>
internal sealed class EventQueue : IInputPublisher
{
    private InputEvent[] _events = new InputEvent[16];
    private int _head;
    private int _count;

    /// <summary>Cleared; to be filled and published before another is claimed or one is taken.</summary>
    public ref InputEvent Claim(InputKind kind)
    {
        if (_count == _events.Length)
        {
            Grow();
        }

        ref var claimed = ref _events[(_head + _count) & (_events.Length - 1)];
        claimed = default;
        return ref claimed;
    }

    public void Publish()
    {
        ref var claimed = ref _events[(_head + _count++) & (_events.Length - 1)];
        claimed.PublishedNanos = claimed.ReceivedNanos;
    }

    public bool TryTake(out InputEvent input)
    {
        if (_count == 0)
        {
            input = default;
            return false;
        }

        input = _events[_head];
        _head = (_head + 1) & (_events.Length - 1);
        _count--;
        return true;
    }

    private void Grow()
    {
        var grown = new InputEvent[2 * _events.Length];
        for (var i = 0; i < _count; i++)
        {
            grown[i] = _events[(_head + i) & (_events.Length - 1)];
        }

        _events = grown;
        _head = 0;
    }
}
