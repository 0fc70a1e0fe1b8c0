using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Events;

/// <summary>What one input event led to. Owned by the thread that runs the core; emptied by it after every event.</summary>
public sealed class OutputBuffer
{
    /// <summary>More outputs for one input than this is a defect, not load.</summary>
    public const int Capacity = 256;

    private readonly OutputEvent[] _events = new OutputEvent[Capacity];

    public int Count { get; private set; }

    [HotPath]
    public ReadOnlySpan<OutputEvent> Events => _events.AsSpan(0, Count);

    /// <summary>A cleared event to fill.</summary>
    [HotPath]
    public ref OutputEvent Add()
    {
        Invariant.That(Count < Capacity, "one input event led to more outputs than OutputBuffer.Capacity");
        ref var added = ref _events[Count++];
        added = default;
        return ref added;
    }

    [HotPath]
    public void Clear() => Count = 0;
}
