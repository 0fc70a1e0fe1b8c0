using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// A command on its way from any cold thread to the clock's agent, which puts it into the input ring. One slot: the poster waits until the
/// command before has been taken.
/// </summary>
/// <remarks>Any thread posts by compare-and-swap from empty; the clock's thread takes by exchange. Both are full fences.</remarks>
internal sealed class ControlMailbox
{
    private const int VerbShift = 32;

    private long _slot;

    /// <summary>Cold. Returns once the command is on its way.</summary>
    public void Post(ControlVerb verb, ReasonCode reason)
    {
        var packed = ((long)verb << VerbShift) | (long)reason;
        while (Interlocked.CompareExchange(ref _slot, packed, 0) != 0)
        {
            Thread.Sleep(1);
        }
    }

    [HotPath]
    public bool TryTake(out ControlBody command)
    {
        command = default;
        if (Volatile.Read(ref _slot) == 0)
        {
            return false;
        }

        var packed = Interlocked.Exchange(ref _slot, 0);
        command.Verb = (ControlVerb)(packed >> VerbShift);
        command.ReasonCode = (int)packed;
        return true;
    }
}
