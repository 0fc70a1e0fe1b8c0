using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.Allocation.Tests;

/// <summary>Events in the order of their publication, without bounds: for the run that is recorded.</summary>
internal sealed class EventQueue : IInputPublisher
{
    private readonly Queue<InputEvent> _events = new();
    private InputEvent _claimed;

    public ref InputEvent Claim(InputKind kind)
    {
        _claimed = default;
        return ref _claimed;
    }

    public void Publish() => Add(in _claimed);

    public void Add(in InputEvent input) => _events.Enqueue(input);

    public bool TryTake(out InputEvent input) => _events.TryDequeue(out input);
}
