using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Messaging;

/// <summary>Spins, yields, then sleeps 50 us, doubling up to 1 ms, until there is work again.</summary>
public struct BackoffIdleStrategy : IIdleStrategy
{
    public const int SpinsMax = 10;
    public const int YieldsMax = 20;
    public const long ParkNanosMin = 50 * Nanos.PerMicro;
    public const long ParkNanosMax = Nanos.PerMilli;

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
            _parkNanos = _parkNanos == 0 ? ParkNanosMin : Math.Min(_parkNanos * 2, ParkNanosMax);
            NativeThread.Sleep(_parkNanos);
        }
    }

    public void Reset()
    {
        _idleCycles = 0;
        _parkNanos = 0;
    }
}
