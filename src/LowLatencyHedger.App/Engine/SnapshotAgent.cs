using LowLatencyHedger.App.Logging;
using LowLatencyHedger.Core.Recovery;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Messaging;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// Leaves a snapshot of the account beside the run's journal from time to time and at its end, so that a recovery has little to read. Takes
/// everything from the journal, on a cold thread of its own; the hot threads know nothing of it.
/// </summary>
internal sealed class SnapshotAgent(AccountFollower follower, long intervalNanos, RunLog log) : IAgent
{
    private long _nextNanos;

    public string Name => "snapshots";

    public void OnStart() => _nextNanos = HotClock.MonotonicNanos() + intervalNanos;

    public int DoWork()
    {
        var now = HotClock.MonotonicNanos();
        if (intervalNanos == 0 || now < _nextNanos)
        {
            return 0;
        }

        _nextNanos = now + intervalNanos;
        Try(() => follower.TryWrite());
        return 1;
    }

    public void OnClose()
    {
    }

    /// <summary>The threads are gone and the journal is whole: the last snapshot, if what it tells is what the core knows.</summary>
    public void Finish(AccountState live) => Try(() =>
    {
        if (AccountSnapshot.Hash(follower.State) == AccountSnapshot.Hash(live))
        {
            follower.TryWrite();
        }
        else
        {
            log.Write(LogLevel.Critical, "journal", "the journal tells another account than the core knew when it ended; the next run reads all of it");
        }
    });

    /// <summary>Without a snapshot a recovery reads more; it loses nothing.</summary>
    private void Try(Action work)
    {
        try
        {
            follower.Follow();
            work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Write(LogLevel.Warning, "journal", $"no snapshot of the account: {e.Message}");
        }
    }
}
