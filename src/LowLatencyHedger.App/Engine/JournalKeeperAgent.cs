using LowLatencyHedger.App.Logging;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// Makes the journal durable in groups and keeps its next segment ready, away from the hot threads: every 50 ms, or when 256 records wait, or
/// in its next turn when one of them sets or ends a halt. When the journal is broken it stops orders at the wire, before anything is passed over.
/// </summary>
internal sealed class JournalKeeperAgent : IAgent
{
    private const long IntervalNanos = 50 * Nanos.PerMilli;
    private const int GroupRecords = 256;

    private readonly JournalWriter _journal;
    private readonly KillLatch _kill;
    private readonly EngineTelemetry _telemetry;
    private readonly RunLog _log;
    private long _nextNanos;
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

        var isHurried = _journal.TakeHurry();
        if (now < _nextNanos && !isHurried && appended - _journal.Synced < GroupRecords)
        {
            return 0;
        }

        _nextNanos = now + IntervalNanos;
        return _journal.Keep();
    }

    public void OnClose()
    {
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
