using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.Simulation.Closed;

/// <summary>What the input ring is to the live engine: events in order of publication, on one thread and without bounds.</summary>
internal sealed class EventQueue : IInputPublisher
{
    private readonly Queue<InputEvent> _events = new();
    private InputEvent _claimed;

    public ref InputEvent Claim()
    {
        _claimed = default;
        return ref _claimed;
    }

    public void Publish()
    {
        _claimed.PublishedNanos = _claimed.ReceivedNanos;
        _events.Enqueue(_claimed);
    }

    public bool TryTake(out InputEvent input) => _events.TryDequeue(out input);
}
