using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Messaging;

/// <summary>
/// The process's kill switch at the wire: once <see cref="Set"/> has returned, no order's bytes are handed to a connection any more, whatever
/// a thread in between was about to do.
/// </summary>
/// <remarks>
/// The one sender asks between <see cref="TryBeginSend"/> and <see cref="EndSend"/>; any thread sets and clears. Each side writes its own
/// word and reads the other's behind a full fence, so one of the two always sees the other: either the sender finds the latch set, or the
/// setter finds the sender inside and waits for it.
/// </remarks>
public sealed class KillLatch
{
    private int _isSet;
    private int _isSending;

    [HotPath]
    public bool IsSet => Volatile.Read(ref _isSet) != 0;

    /// <summary>
    /// Cold. Refuses every order from now on. False when a send that had begun before did not end within the time: its thread hangs.
    /// </summary>
    public bool Set(TimeSpan timeout)
    {
        Interlocked.Exchange(ref _isSet, 1);
        return SpinWait.SpinUntil(() => Volatile.Read(ref _isSending) == 0, timeout);
    }

    /// <summary>Cold. Orders may pass again.</summary>
    public void Clear() => Volatile.Write(ref _isSet, 0);

    /// <summary>Sender's thread, last before an order's bytes are handed over. False: they must not be. True: <see cref="EndSend"/> follows.</summary>
    [HotPath]
    public bool TryBeginSend()
    {
        Interlocked.Exchange(ref _isSending, 1);
        if (Volatile.Read(ref _isSet) == 0)
        {
            return true;
        }

        Volatile.Write(ref _isSending, 0);
        return false;
    }

    [HotPath]
    public void EndSend() => Volatile.Write(ref _isSending, 0);
}
