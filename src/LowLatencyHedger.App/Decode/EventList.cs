using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.App.Decode;

/// <summary>Holds what one message was decoded to.</summary>
internal sealed class EventList : IInputPublisher
{
    private InputEvent[] _events = new InputEvent[64];
    private int _count;

    public ReadOnlySpan<InputEvent> Events => _events.AsSpan(0, _count);

    public void Clear() => _count = 0;

    public ref InputEvent Claim(InputKind kind)
    {
        if (_count == _events.Length)
        {
            Array.Resize(ref _events, _count * 2);
        }

        _events[_count] = default;
        return ref _events[_count];
    }

    public void Publish() => _count++;
}
