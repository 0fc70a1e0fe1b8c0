using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Faults;

/// <summary>For how long the delta has been out of its band while nothing excuses it.</summary>
internal sealed class BandWatch(Verdicts verdicts)
{
    private const long OutOfBandMaxNanos = 90 * Nanos.PerSecond;

    private long _sinceNanos = -1;

    /// <summary>To be called about every second.</summary>
    /// <param name="isExcused">A fault is under way, or the engine says that it may not trade.</param>
    /// <param name="isInBand">The delta is in its band.</param>
    /// <param name="nowNanos">Virtual time.</param>
    /// <param name="describe">The state of things.</param>
    public void Check(bool isExcused, bool isInBand, long nowNanos, Func<string> describe)
    {
        if (isExcused || isInBand)
        {
            _sinceNanos = -1;
        }
        else if (_sinceNanos < 0)
        {
            _sinceNanos = nowNanos;
        }

        if (!isExcused)
        {
            verdicts.Check(Law.StaysInBand, _sinceNanos < 0 || nowNanos - _sinceNanos <= OutOfBandMaxNanos, describe);
        }
    }
}
