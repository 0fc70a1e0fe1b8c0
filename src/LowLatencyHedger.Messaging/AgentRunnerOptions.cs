using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Messaging;

/// <summary>How one agent's thread runs.</summary>
public sealed record AgentRunnerOptions
{
    public IdleStrategyKind Idle { get; init; } = IdleStrategyKind.Backoff;

    /// <summary>How long the thread sleeps at a time when it has had nothing to do for long and gives its CPU away.</summary>
    public long ParkNanosMax { get; init; } = Nanos.PerMilli;

    /// <summary>The CPU to bind the thread to, if any.</summary>
    public int? Cpu { get; init; }

    /// <summary>Real-time priority of the thread, 1 to 99; 0 leaves it to the scheduler.</summary>
    public int RealtimePriority { get; init; }

    /// <summary>False keeps the process alive until the agent has closed.</summary>
    public bool IsBackground { get; init; }

    /// <summary>
    /// True ends the thread with the stop signal. False lets it go on until <see cref="AgentRunner.RequestStop"/>, for agents that finish
    /// what the others left, such as the journal.
    /// </summary>
    public bool EndsWithSignal { get; init; } = true;
}
