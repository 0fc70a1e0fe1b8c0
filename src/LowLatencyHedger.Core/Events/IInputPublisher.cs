using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Events;

/// <summary>
/// Where sessions and clocks put events. <see cref="Claim"/> hands out a cleared slot to be written in place;
/// <see cref="Publish"/> makes it visible. One claim is open at a time; a claim is always published.
/// </summary>
public interface IInputPublisher
{
    /// <summary>A cleared event, to be filled and then published.</summary>
    /// <param name="kind">What it will be: it may decide on the event's way. It is written with the rest.</param>
    [HotPath]
    ref InputEvent Claim(InputKind kind);

    [HotPath]
    void Publish();
}
