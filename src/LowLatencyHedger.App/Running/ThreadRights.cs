using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.Messaging;

namespace LowLatencyHedger.App.Running;

/// <summary>What the kernel refuses of the processors, priorities and memory that a configuration asks for.</summary>
internal sealed class ThreadRights(ConfigValues values)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(100);

    private readonly bool _locksMemory = values.Boolean("threads.lockMemory");
    private readonly bool _asksOfThreads = values.Items("threads.hotCpus").Count > 0 || values.Integer("threads.realtimePriority") > 0;

    /// <summary>Locks the memory if wanted, and tells what was refused; <c>hedger doctor --config</c> tells it beforehand.</summary>
    /// <param name="hotThreads">Started.</param>
    public IEnumerable<string> Problems(IReadOnlyList<AgentRunner> hotThreads)
    {
        if (_locksMemory && !RealtimeThread.TryLockMemory(out var error))
        {
            yield return $"threads.lockMemory: refused, error {error}; see: hedger doctor";
        }

        if (!_asksOfThreads)
        {
            yield break;
        }

        // The threads ask for themselves, as the first thing that they do.
        Thread.Sleep(s_patience);
        foreach (var thread in hotThreads)
        {
            if (thread.AffinityError != 0)
            {
                yield return $"threads.hotCpus: refused to thread {thread.Name}, error {thread.AffinityError}; see: hedger doctor";
            }

            if (thread.PriorityError != 0)
            {
                yield return $"threads.realtimePriority: refused to thread {thread.Name}, error {thread.PriorityError}; see: hedger doctor";
            }
        }
    }
}
