using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.App.Bench;

/// <summary>Where a bench's events go when nothing is done with them.</summary>
internal sealed class EventSlot : IInputPublisher
{
    private InputEvent _event;

    public ref InputEvent Claim(InputKind kind)
    {
        _event = default;
        return ref _event;
    }

    public void Publish()
    {
    }
}
