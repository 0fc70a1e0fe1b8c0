using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Bench;

/// <summary>When each message of a burst is due, whatever became of those before it.</summary>
/// <param name="Rate">Messages a second.</param>
/// <param name="Count">Messages.</param>
/// <param name="TriggerEvery">The last of every so many leads to an order.</param>
/// <param name="IsBursty">All messages up to a trigger are due at the same moment.</param>
internal sealed record Schedule(int Rate, int Count, int TriggerEvery, bool IsBursty)
{
    /// <summary>From the start.</summary>
    public long DueNanos(int message)
    {
        var counted = IsBursty ? (message / TriggerEvery) * TriggerEvery : message;
        return counted * Nanos.PerSecond / Rate;
    }

    /// <summary>The first from this message on.</summary>
    public int NextTrigger(int message) => message - (message % TriggerEvery) + TriggerEvery - 1;

    public bool IsTrigger(int message) => message % TriggerEvery == TriggerEvery - 1;
}
