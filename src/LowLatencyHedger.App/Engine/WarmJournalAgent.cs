using LowLatencyHedger.Journal;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Engine;

/// <summary>Keeps the end of the journal near: a record is written to memory that nobody has used before. Thread: the journal's.</summary>
/// <param name="journal">The engine's.</param>
/// <param name="intervalNanos">Between two looks.</param>
internal sealed class WarmJournalAgent(JournalWriter journal, long intervalNanos) : IAgent
{
    private long _dueNanos;

    public string Name => "warm journal";

    public void OnStart()
    {
    }

    /// <summary>No work: a thread with nothing else to do is idle.</summary>
    [HotPath]
    public int DoWork()
    {
        var nowNanos = HotClock.MonotonicNanos();
        if (nowNanos >= _dueNanos)
        {
            _dueNanos = nowNanos + intervalNanos;
            journal.TouchNext();
        }

        return 0;
    }

    public void OnClose()
    {
    }
}
