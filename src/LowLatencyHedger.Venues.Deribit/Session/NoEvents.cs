using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>For what nobody is to be told.</summary>
internal sealed class NoEvents : IInputPublisher
{
    private InputEvent _event;

    [HotPath]
    public ref InputEvent Claim(InputKind kind)
    {
        _event = default;
        return ref _event;
    }

    [HotPath]
    public void Publish()
    {
    }
}
