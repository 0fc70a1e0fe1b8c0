using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk;

/// <summary>
/// Whether something has been out of its tolerance for long: opens after several readings in a row above the limit that span some time, and
/// closes after as many below half of it that span a longer one. One noisy reading does neither.
/// </summary>
[HotPath]
internal struct ToleranceLatch
{
    /// <summary>Readings in a row that change the state.</summary>
    public const int Readings = 5;

    /// <summary>... and the time that they span at least.</summary>
    public const long OpenNanos = 2 * Nanos.PerSecond;

    /// <summary>The same for closing.</summary>
    public const long CloseNanos = 10 * Nanos.PerSecond;

    private const double CloseFraction = 0.5;

    private int _run;
    private long _runSinceNanos;

    public bool IsOpen { get; private set; }

    /// <summary>Takes a reading. True when it changed the state. What is not a number is no reading.</summary>
    public bool Observe(double value, double limit, long nowNanos)
    {
        if (double.IsNaN(value))
        {
            return false;
        }

        var speaksForChange = IsOpen ? value <= CloseFraction * limit : value > limit;
        if (!speaksForChange)
        {
            _run = 0;
            return false;
        }

        _runSinceNanos = _run == 0 ? nowNanos : _runSinceNanos;
        _run++;
        if (_run < Readings || nowNanos - _runSinceNanos < (IsOpen ? CloseNanos : OpenNanos))
        {
            return false;
        }

        IsOpen = !IsOpen;
        _run = 0;
        return true;
    }
}
