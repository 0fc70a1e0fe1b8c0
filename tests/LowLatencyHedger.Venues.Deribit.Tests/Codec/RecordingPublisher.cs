using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.Venues.Deribit.Tests.Codec;

/// <summary>Keeps what was published, in order; allocates only until its capacity is reached.</summary>
internal sealed class RecordingPublisher : IInputPublisher
{
    private readonly InputEvent[] _slots = new InputEvent[4096];
    private bool _open;

    public int Count { get; private set; }

    /// <summary>What another thread does behind each event.</summary>
    public Action? Meanwhile { get; set; }

    public ReadOnlySpan<InputEvent> Events => _slots.AsSpan(0, Count);

    public ref InputEvent Claim(InputKind kind)
    {
        Assert.False(_open, "two claims open at once");
        _open = true;
        _slots[Count] = default;
        return ref _slots[Count];
    }

    public void Publish()
    {
        _open = false;
        Count++;
        Meanwhile?.Invoke();
    }

    public void Clear() => Count = 0;
}
