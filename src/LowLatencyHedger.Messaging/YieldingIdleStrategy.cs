using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Messaging;

/// <summary>Some idle cycles of spinning, then the core is offered to others at every one.</summary>
[HotPath]
public struct YieldingIdleStrategy : IIdleStrategy
{
    public const int SpinsMax = 100;

    private int _spins;

    public void Idle(int workCount)
    {
        if (workCount > 0)
        {
            _spins = 0;
        }
        else if (_spins < SpinsMax)
        {
            _spins++;
            BusySpinIdleStrategy.Pause();
        }
        else
        {
            Thread.Yield();
        }
    }

    public void Reset() => _spins = 0;
}
