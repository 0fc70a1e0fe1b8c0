using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Transport;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// The same as <see cref="WarmCoreAgent"/> for what follows an order's decision: the orders of the scratch core are taken from its ring as the
/// gateway takes the engine's, the trading session writes a request, the connection masks it, and both take it back. The kernel's way of its
/// bytes is as cold, and so is TLS, so before every third as many go over a line of the process to itself, which is that way up to the network device.
/// Thread: the trading session's.
/// </summary>
/// <param name="rehearsal">Of orders.</param>
/// <param name="line">Of <see cref="OrderBytes"/> a send, or none. Owned from here on.</param>
/// <param name="kill">While it is set nothing is kept warm.</param>
/// <param name="intervalNanos">Between two requests.</param>
internal sealed class WarmOrderAgent(CommandAgent rehearsal, LoopbackLine? line, KillLatch kill, long intervalNanos) : IAgent
{
    /// <summary>Of an order, before it is masked and framed.</summary>
    public const int OrderBytes = 211;

    /// <summary>A send takes some 5 us, over TLS 10, the rest 0.1.</summary>
    private const int RequestsPerSend = 3;

    private int _requests;
    private long _dueNanos;

    public string Name => "warm order";

    public void OnStart()
    {
    }

    /// <summary>No work: a thread with nothing else to do is idle.</summary>
    [HotPath]
    public int DoWork()
    {
        var nowNanos = HotClock.MonotonicNanos();
        if (nowNanos >= _dueNanos && !kill.IsSet)
        {
            _dueNanos = nowNanos + intervalNanos;
            if (++_requests % RequestsPerSend == 0)
            {
                line?.Send();
            }

            rehearsal.DoWork();
        }

        return 0;
    }

    public void OnClose() => line?.Dispose();
}
