using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Messaging;

/// <summary>
/// The one flag that ends trading: raised once, by any thread, never lowered. The first reason is kept.
/// </summary>
/// <remarks>Raised by compare-and-swap of the reason (full fence), read with acquire: who sees it raised sees the reason.</remarks>
public sealed class StopSignal
{
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(5);

    private string? _reason;

    [HotPath]
    public bool IsRaised => Volatile.Read(ref _reason) is not null;

    /// <summary>Why, or null while it is not raised.</summary>
    public string? Reason => Volatile.Read(ref _reason);

    /// <summary>True for the call that raised it.</summary>
    [HotPath]
    public bool Raise(string reason) => Interlocked.CompareExchange(ref _reason, reason, null) is null;

    /// <summary>Cold: waits until it is raised; false when <paramref name="timeout"/> is over first.</summary>
    public bool Wait(TimeSpan timeout)
    {
        var endNanos = HotClock.MonotonicNanos() + (long)(timeout.TotalMilliseconds * Nanos.PerMilli);
        while (!IsRaised)
        {
            if (HotClock.MonotonicNanos() >= endNanos)
            {
                return false;
            }

            Thread.Sleep(s_pollInterval);
        }

        return true;
    }
}
