using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk;

/// <summary>
/// Holds a net delta back that has jumped without a trade, as a broken volatility makes it do: it counts only once it has stayed
/// there for a while and for some updates, or is back where it was. Thread: the core's only.
/// </summary>
[HotPath]
internal struct DeltaStepGuard
{
    private const int MinUpdates = 3;
    private const long MinNanos = 500 * Nanos.PerMilli;

    private double _settled;
    private double _level;
    private long _sinceNanos;
    private int _updates;
    private bool _isKnown;

    /// <summary>A jump has not been confirmed yet.</summary>
    public bool IsOpen { get; private set; }

    /// <param name="delta">Now, finite.</param>
    /// <param name="maxStep">Larger moves at once are jumps.</param>
    /// <param name="isTraded">A position has changed since the last call, so that the delta may move.</param>
    /// <param name="isUpdate">News have come; time alone confirms nothing.</param>
    /// <param name="nowNanos">The core's time.</param>
    public void Observe(double delta, double maxStep, bool isTraded, bool isUpdate, long nowNanos)
    {
        if (!_isKnown || isTraded || Math.Abs(delta - _settled) <= maxStep)
        {
            Settle(delta);
            return;
        }

        if (!IsOpen || !(Math.Abs(delta - _level) <= maxStep))
        {
            IsOpen = true;
            _level = delta;
            _sinceNanos = nowNanos;
            _updates = 0;
        }

        _updates += isUpdate ? 1 : 0;
        if (_updates >= MinUpdates && nowNanos - _sinceNanos >= MinNanos)
        {
            Settle(delta);
        }
    }

    private void Settle(double delta)
    {
        _settled = delta;
        _isKnown = true;
        IsOpen = false;
    }
}
