using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Engine;

/// <summary>
/// A command on its way from any cold thread to the clock's agent, which puts it into the input ring. One slot: the poster waits until the
/// command before has been taken.
/// </summary>
/// <remarks>
/// Any thread posts: it owns the slot between the compare-and-swap from empty and the release to full. The clock's thread takes what is full
/// and releases the slot as empty.
/// </remarks>
internal sealed class ControlMailbox
{
    private const int Empty = 0;
    private const int Filling = 1;
    private const int Full = 2;

    private InputEvent _command;
    private int _state;

    /// <summary>Cold. True once the command is on its way; false when the one before was not taken in time: the clock's thread hangs.</summary>
    public bool TryPost(in InputEvent command, TimeSpan timeout)
    {
        if (!SpinWait.SpinUntil(() => Interlocked.CompareExchange(ref _state, Filling, Empty) == Empty, timeout))
        {
            return false;
        }

        _command = command;
        Volatile.Write(ref _state, Full);
        return true;
    }

    /// <summary>Clock's thread: there is a command to be taken.</summary>
    [HotPath]
    public bool IsFull => Volatile.Read(ref _state) == Full;

    /// <summary>Clock's thread, when it <see cref="IsFull"/>.</summary>
    [HotPath]
    public void Take(out InputEvent command)
    {
        command = _command;
        Volatile.Write(ref _state, Empty);
    }
}
