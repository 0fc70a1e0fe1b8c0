using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Messaging;

/// <summary>
/// Which agents share a thread. Shared: all hot ones on one thread and all cold ones on another. Dedicated: a thread for each group.
/// Within a thread the order given is kept.
/// </summary>
public sealed record LayoutPlan
{
    public ThreadLayout Layout { get; init; } = ThreadLayout.Shared;

    /// <summary>CPUs for the hot threads, in the order of these; hot threads beyond the list and all cold ones stay unbound.</summary>
    public IReadOnlyList<int> HotCpus { get; init; } = [];

    /// <summary>Of the hot threads, 1 to 99; 0 leaves them to the scheduler.</summary>
    public int HotRealtimePriority { get; init; }

    public IdleStrategyKind HotIdle { get; init; } = IdleStrategyKind.BusySpin;

    public IdleStrategyKind ColdIdle { get; init; } = IdleStrategyKind.Backoff;

    /// <summary>
    /// Each time a cold thread wakes it may interrupt a hot one, or whoever shares its CPU; what it looks at is told in tens of milliseconds.
    /// </summary>
    public long ColdParkNanosMax { get; init; } = 10 * Nanos.PerMilli;

    /// <summary>The threads for these agents, not started.</summary>
    public AgentThreads Arrange(IReadOnlyList<AgentPlacement> placements, StopSignal stop, IAgentErrorHandler errors)
    {
        var hot = new List<AgentRunner>();
        var cold = new List<AgentRunner>();
        foreach (var thread in placements.GroupBy(ThreadOf))
        {
            var agent = thread.Count() == 1 ? thread.First().Agent : new CompositeAgent([.. thread.Select(placed => placed.Agent)]);
            var isHot = thread.Key.IsHot;
            var options = new AgentRunnerOptions
            {
                Idle = isHot ? HotIdle : ColdIdle,
                ParkNanosMax = isHot ? Nanos.PerMilli : ColdParkNanosMax,
                Cpu = isHot && hot.Count < HotCpus.Count ? HotCpus[hot.Count] : null,
                RealtimePriority = isHot ? HotRealtimePriority : 0,
                EndsWithSignal = isHot,
            };
            (isHot ? hot : cold).Add(new AgentRunner(agent, stop, errors, options));
        }

        return new AgentThreads(hot, cold, stop);
    }

    private (bool IsHot, string Group) ThreadOf(AgentPlacement placed) =>
        (placed.IsHot, Layout == ThreadLayout.Shared ? string.Empty : placed.Group);
}
