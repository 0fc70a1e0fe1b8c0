using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// Keeps the code of a decision in the processor's caches: an order comes once in many milliseconds of empty polls, and the code that leads to it
/// would be fetched and its branches guessed anew each time. While the core has nothing to do, a core of its own takes one event at a time of a
/// market that is none, until it decides on an order, which passes rings and a journal of its own. Of the engine's own core it reads what the
/// next order will need, and changes nothing.
/// </summary>
/// <param name="core">The engine's.</param>
/// <param name="scratch">The other core, on the rings.</param>
/// <param name="rings">Owned from here on.</param>
/// <param name="inputs">The engine's core's, looked at only.</param>
/// <param name="kill">While it is set nothing is kept warm.</param>
/// <param name="intervalNanos">Between two events.</param>
internal sealed class WarmCoreAgent(
    HedgeCore core, ScratchCore scratch, ScratchRings rings, RingConsumer<InputEvent> inputs, KillLatch kill, long intervalNanos) : IAgent
{
    private long _handled;
    private long _dueNanos;
    private long _turn;

    public string Name => "warm core";

    public void OnStart()
    {
    }

    /// <summary>No work: a thread with nothing else to do is idle.</summary>
    [HotPath]
    public int DoWork()
    {
        if (inputs.Next != _handled)
        {
            _handled = inputs.Next;
            return 0;
        }

        var now = HotClock.MonotonicNanos();
        if (now >= _dueNanos && !kill.IsSet)
        {
            _dueNanos = now + intervalNanos;
            scratch.StepOrder();
            core.Touch(_turn++);
        }

        return 0;
    }

    public void OnClose() => rings.Dispose();
}
