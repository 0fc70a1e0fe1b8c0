using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Engine;

/// <summary>Keeps memory near that no tick has used for long and the next may: a part of it is read in each turn that is due.</summary>
/// <param name="name">Of the agent.</param>
/// <param name="memory">Of the thread that runs this agent.</param>
/// <param name="intervalNanos">Between two parts.</param>
internal sealed class WarmMemoryAgent<T>(string name, T memory, long intervalNanos) : IAgent
    where T : INearMemory
{
    private long _dueNanos;
    private long _turn;

    public string Name => name;

    public void OnStart()
    {
    }

    /// <summary>No work: a thread with nothing else to do is idle.</summary>
    [HotPath]
    public int DoWork()
    {
        var nowNanos = HotClock.MonotonicNanos();
        if (nowNanos >= _dueNanos)
        {
            _dueNanos = nowNanos + intervalNanos;
            memory.Touch(_turn++);
        }

        return 0;
    }

    public void OnClose()
    {
    }
}
