using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Messaging;

/// <summary>
/// All threads of an engine. Cold ones start first and stop last, so that nothing that a hot agent leaves behind stays unseen.
/// Owned by one thread.
/// </summary>
public sealed class AgentThreads(IReadOnlyList<AgentRunner> hot, IReadOnlyList<AgentRunner> cold, StopSignal stop)
{
    public IReadOnlyList<AgentRunner> Hot => hot;

    public IReadOnlyList<AgentRunner> Cold => cold;

    /// <summary>All threads of the process leave the CPUs of the hot ones, if these have any.</summary>
    public void Start()
    {
        int[] hotCpus = [.. hot.Where(runner => runner.Options.Cpu is not null).Select(runner => runner.Options.Cpu!.Value)];
        if (hotCpus.Length > 0)
        {
            ThreadAffinity.TryKeepProcessOff(hotCpus);
        }

        foreach (var runner in cold.Concat(hot))
        {
            runner.Start();
        }
    }

    /// <summary>Raises the stop signal, waits for the hot threads, then ends the cold ones. False when one had not ended in time.</summary>
    public bool Stop(string reason, TimeSpan timeout)
    {
        stop.Raise(reason);
        var endNanos = HotClock.MonotonicNanos() + (long)(timeout.TotalMilliseconds * Nanos.PerMilli);
        var stopped = JoinAll(hot, endNanos);
        foreach (var runner in cold)
        {
            runner.RequestStop();
        }

        return JoinAll(cold, endNanos) && stopped;
    }

    private static bool JoinAll(IReadOnlyList<AgentRunner> runners, long endNanos)
    {
        var joined = true;
        foreach (var runner in runners)
        {
            var leftNanos = Math.Max(0, endNanos - HotClock.MonotonicNanos());
            joined &= runner.Join(TimeSpan.FromMicroseconds(leftNanos / Nanos.PerMicro));
        }

        return joined;
    }
}
