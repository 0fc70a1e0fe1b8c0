using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Journal;

namespace LowLatencyHedger.App.Explain;

/// <summary>Leads a run's core along the inputs that concern an order, and notes at each what is known just after it.</summary>
/// <param name="place">Of the underlying in the run's configuration.</param>
/// <param name="life">Events of this run.</param>
internal sealed class LifeWatcher(int place, IEnumerable<LifeEvent> life) : IReplayObserver
{
    private readonly Dictionary<long, LifeEvent> _inputs = life.Where(record => record.Input is not null).ToDictionary(record => record.Number);
    private int _seen;

    /// <summary>Just after the last of them that was seen; null before the first.</summary>
    public Picture? End { get; private set; }

    public bool IsComplete => _seen == _inputs.Count;

    public bool OnInput(in InputEvent input, long sequence, HedgeCore core) => !IsComplete;

    public void OnHandled(in InputEvent input, long sequence, HedgeCore core, ReadOnlySpan<OutputEvent> outputs)
    {
        if (_inputs.TryGetValue(sequence, out var record))
        {
            End = Picture.Take(core, place);
            record.After = (End.Position, End.Core.NetDelta);
            _seen++;
        }
    }
}
