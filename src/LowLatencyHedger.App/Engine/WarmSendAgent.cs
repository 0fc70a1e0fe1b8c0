using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Transport;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// The same as <see cref="WarmCoreAgent"/> for what comes last: the kernel's way of an order's bytes. A send over a line of the process to itself
/// takes it as far as the network device, and leaves the venue's connection alone. Thread: the trading session's.
/// </summary>
/// <param name="line">Owned from here on.</param>
/// <param name="kill">While it is set nothing is kept warm.</param>
/// <param name="intervalNanos">Between two sends, each of which takes microseconds.</param>
internal sealed class WarmSendAgent(LoopbackLine line, KillLatch kill, long intervalNanos) : IAgent
{
    private long _dueNanos;

    public string Name => "warm send";

    public void OnStart()
    {
    }

    /// <summary>No work: a thread with nothing else to do is idle.</summary>
    [HotPath]
    public int DoWork()
    {
        var now = HotClock.MonotonicNanos();
        if (now >= _dueNanos && !kill.IsSet)
        {
            _dueNanos = now + intervalNanos;
            line.Send();
        }

        return 0;
    }

    public void OnClose() => line.Dispose();
}
