using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Messaging;

/// <summary>The idle strategy that the configuration names.</summary>
/// <param name="kind">Which.</param>
/// <param name="parkNanosMax">How long <see cref="IdleStrategyKind.Backoff"/> sleeps at most.</param>
public struct IdleStrategy(IdleStrategyKind kind, long parkNanosMax = Nanos.PerMilli) : IIdleStrategy
{
    private YieldingIdleStrategy _yielding;
    private BackoffIdleStrategy _backoff = new(parkNanosMax);

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
