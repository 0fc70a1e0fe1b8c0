using LowLatencyHedger.App.Logging;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// Makes the journal durable in groups and keeps its next segment ready, away from the hot threads: within 50 ms, or when 256 records wait, or
/// in its next turn when one of them sets or ends a halt. The page that is being written is left out until one of its records has waited that long.
/// When the journal is broken it stops orders at the wire, before anything is passed over.
/// </summary>
internal sealed class JournalKeeperAgent : IAgent
{
    /// <summary>How often the number of records is noted: one is old when it was there at the last but three of these, 30 to 40 ms before.</summary>
    private const long LookNanos = 10 * Nanos.PerMilli;
    private const int OldAtLook = 3;
    private const int OverdueAtLook = 4;
    private const int GroupRecords = 256;

    private readonly JournalWriter _journal;
    private readonly KillLatch _kill;
    private readonly EngineTelemetry _telemetry;
    private readonly RunLog _log;
    private readonly long[] _appendedAtLooks = new long[OverdueAtLook + 1];
    private long _nextLookNanos;
    private long _askedAt;
    private bool _isTold;

    public JournalKeeperAgent(JournalWriter journal, KillLatch kill, EngineTelemetry telemetry, RunLog log)
    {
        _journal = journal;
        _kill = kill;
        _telemetry = telemetry;
        _log = log;
    }

    public string Name => "journal-keeper";

    public void OnStart()
    {
    }

    public int DoWork()
    {
        var now = HotClock.MonotonicNanos();
        var appended = _journal.Appended;
        _telemetry.RecordJournalBacklog(appended - _journal.Synced);
        if (_journal.IsBroken)
        {
            StopOrders();
            return 0;
        }

        Look(now, appended);
        if (_journal.TakeHurry())
        {
            return _journal.Keep();
        }

        var isGroup = appended - _journal.Synced >= GroupRecords;
        var done = isGroup || IsWaitingSince(OldAtLook) ? _journal.KeepWholePages() : 0;
        if (IsWaitingSince(OverdueAtLook))
        {
            return done + _journal.Keep();
        }

        if (IsWaitingSince(OldAtLook) && _askedAt < _appendedAtLooks[OldAtLook])
        {
            _askedAt = appended;
            _journal.AskToLeavePage();
        }

        return done;
    }

    /// <summary>Whether a record that was there at that look is not on the disk.</summary>
    private bool IsWaitingSince(int look) => _journal.Synced < _appendedAtLooks[look];

    public void OnClose()
    {
    }

    private void Look(long nowNanos, long appended)
    {
        if (nowNanos >= _nextLookNanos)
        {
            _nextLookNanos = nowNanos + LookNanos;
            _appendedAtLooks.AsSpan(..^1).CopyTo(_appendedAtLooks.AsSpan(1));
            _appendedAtLooks[0] = appended;
        }
    }

    /// <summary>In every turn, because an operator may clear the latch and nothing mends the journal.</summary>
    private void StopOrders()
    {
        _kill.Set(TimeSpan.Zero);
        if (!_isTold)
        {
            _isTold = true;
            _log.Write(LogLevel.Critical, "journal", $"the journal cannot be written, trading halts until a restart: {_journal.Problem}");
        }
    }
}
