using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.Journal;

/// <summary>Looks on while a run is replayed. The core may be looked at, and must not be changed.</summary>
public interface IReplayObserver
{
    /// <summary>Before the core takes an input; false ends the replay there.</summary>
    bool OnInput(in InputEvent input, long sequence, HedgeCore core);

    /// <summary>After it.</summary>
    void OnHandled(in InputEvent input, long sequence, HedgeCore core, ReadOnlySpan<OutputEvent> outputs);
}
