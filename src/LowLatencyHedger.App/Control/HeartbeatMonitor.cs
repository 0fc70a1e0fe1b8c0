namespace LowLatencyHedger.App.Control;

/// <summary>What the engine's telemetry file shows at one moment.</summary>
/// <param name="RunId">Different for each run.</param>
/// <param name="Beats">Changes as long as every part that matters works.</param>
/// <param name="IsClosed">The engine has ended in order.</param>
/// <param name="IsProcessAlive">Its process is there.</param>
internal readonly record struct EngineSign(long RunId, long Beats, bool IsClosed, bool IsProcessAlive);

/// <summary>What follows from the signs.</summary>
internal enum EngineLife
{
    /// <summary>No engine was seen to work, or the last one has ended in order.</summary>
    None,
    Working,

    /// <summary>It worked, and does not any more.</summary>
    Dead,
}

/// <summary>Tells from the engine's signs whether it works. A function of its inputs; the caller's thread.</summary>
internal sealed class HeartbeatMonitor(long timeoutNanos)
{
    private EngineSign _last;
    private long _lastBeatNanos;
    private bool _hasWorked;

    /// <param name="sign">Null when there is nothing to read.</param>
    /// <param name="nowNanos">Of a monotonic clock.</param>
    public EngineLife Observe(EngineSign? sign, long nowNanos)
    {
        if (sign is { } seen)
        {
            if (seen.IsClosed)
            {
                _hasWorked = false;
                return EngineLife.None;
            }

            if (seen.RunId != _last.RunId)
            {
                // A run counts once it has been seen to beat.
                _hasWorked = false;
                _lastBeatNanos = nowNanos;
            }
            else if (seen.Beats != _last.Beats)
            {
                _hasWorked = true;
                _lastBeatNanos = nowNanos;
            }

            _last = seen;
            if (_hasWorked && !seen.IsProcessAlive)
            {
                return EngineLife.Dead;
            }
        }

        return !_hasWorked ? EngineLife.None : nowNanos - _lastBeatNanos >= timeoutNanos ? EngineLife.Dead : EngineLife.Working;
    }
}
