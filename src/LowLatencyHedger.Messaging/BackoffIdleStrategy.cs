using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Messaging;

/// <summary>Spins, yields, then sleeps 50 us, doubling up to a limit, until there is work again.</summary>
/// <param name="parkNanosMax">That limit.</param>
public struct BackoffIdleStrategy(long parkNanosMax) : IIdleStrategy
{
    public const int SpinsMax = 10;
    public const int YieldsMax = 20;
    public const long ParkNanosMin = 50 * Nanos.PerMicro;

    private int _idleCycles;
    private long _parkNanos;

    /// <summary>How long it slept last; 0 while it is still spinning or yielding.</summary>
    public readonly long ParkNanos => _parkNanos;

    public void Idle(int workCount)
    {
        if (workCount > 0)
        {
            Reset();
        }
        else if (_idleCycles < SpinsMax)
        {
            _idleCycles++;
            BusySpinIdleStrategy.Pause();
        }
        else if (_idleCycles < SpinsMax + YieldsMax)
        {
            _idleCycles++;
            Thread.Yield();
        }
        else
        {
            _parkNanos = _parkNanos == 0 ? ParkNanosMin : Math.Min(_parkNanos * 2, parkNanosMax);
            ShortSleep.Sleep(_parkNanos);
        }
    }

    public void Reset()
    {
        _idleCycles = 0;
        _parkNanos = 0;
    }
}
