namespace LowLatencyHedger.Messaging;

/// <summary>The idle strategy that the configuration names.</summary>
public struct IdleStrategy(IdleStrategyKind kind) : IIdleStrategy
{
    private YieldingIdleStrategy _yielding;
    private BackoffIdleStrategy _backoff;

    public readonly IdleStrategyKind Kind => kind;

    public void Idle(int workCount)
    {
        switch (kind)
        {
            case IdleStrategyKind.BusySpin:
                default(BusySpinIdleStrategy).Idle(workCount);
                break;
            case IdleStrategyKind.Yielding:
                _yielding.Idle(workCount);
                break;
            default:
                _backoff.Idle(workCount);
                break;
        }
    }

    public void Reset()
    {
        _yielding.Reset();
        _backoff.Reset();
    }
}
