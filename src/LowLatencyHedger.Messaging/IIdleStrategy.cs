namespace LowLatencyHedger.Messaging;

/// <summary>What a thread does between two duty cycles. A struct, owned by one thread.</summary>
public interface IIdleStrategy
{
    /// <param name="workCount">What the cycle did; above 0 the next cycle starts at once.</param>
    void Idle(int workCount);

    /// <summary>Back to the state after work.</summary>
    void Reset();
}
