using LowLatencyHedger.Journal;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Engine;

/// <summary>Makes the journal durable in groups and keeps its next segment ready, away from the hot threads.</summary>
internal sealed class JournalKeeperAgent(JournalWriter journal) : IAgent
{
    private const long IntervalNanos = 50 * Nanos.PerMilli;

    private long _nextNanos;

    public string Name => "journal-keeper";

    public void OnStart()
    {
    }

    public int DoWork()
    {
        var now = HotClock.MonotonicNanos();
        if (now < _nextNanos)
        {
            return 0;
        }

        _nextNanos = now + IntervalNanos;
        return journal.Keep();
    }

    public void OnClose()
    {
    }
}
