namespace LowLatencyHedger.App.Engine;

/// <summary>
/// How long an input takes to become durable: follows one after another from its claim in the ring through the journal to the disk.
/// While one is on its way its age counts, so a journal that hangs shows at once. Thread: the one that observes.
/// </summary>
internal sealed class JournalLagGauge
{
    private long _sinceNanos;
    private long _inputs;
    private long _records = long.MaxValue;
    private long _lagNanos;
    private bool _isFollowing;

    /// <param name="claimed">Inputs ever put into the ring.</param>
    /// <param name="journaled">Inputs ever written to the journal.</param>
    /// <param name="appended">Records ever written to the journal.</param>
    /// <param name="synced">Records that are on disk.</param>
    /// <param name="nowNanos">Monotonic.</param>
    public void Observe(long claimed, long journaled, long appended, long synced, long nowNanos)
    {
        if (_isFollowing)
        {
            _records = _records == long.MaxValue && journaled >= _inputs ? appended : _records;
            _lagNanos = Math.Max(_lagNanos, nowNanos - _sinceNanos);
            _isFollowing = synced < _records;
        }

        if (!_isFollowing)
        {
            _isFollowing = claimed > journaled || appended > synced;
            _sinceNanos = nowNanos;
            _inputs = claimed;
            _records = long.MaxValue;
        }
    }

    /// <summary>The longest lag since the last call.</summary>
    public long TakeLag()
    {
        var lagNanos = _lagNanos;
        _lagNanos = 0;
        return lagNanos;
    }
}
