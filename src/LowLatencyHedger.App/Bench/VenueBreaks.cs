using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Bench;

/// <summary>
/// Breaks in which the venue's thread leaves its processor to others: a moment every two milliseconds, and none near a trigger. Where there are but two
/// processors the cold threads of the engine have no other; without breaks they take it when the scheduler pleases, often from a message that is due, or never.
/// Thread: the venue's.
/// </summary>
internal sealed class VenueBreaks
{
    private const long EveryNanos = 2 * Nanos.PerMilli;
    private const long LengthNanos = 100 * Nanos.PerMicro;
    private const long BeforeTriggerNanos = 1_500 * Nanos.PerMicro;

    /// <summary>An answer that takes longer may be waiting for one of the others.</summary>
    private const long WaitNanos = 200 * Nanos.PerMicro;

    /// <summary>
    /// Where triggers are so close that there would be no break: the hot thread may come to wait for a page that one of the others has under way.
    /// </summary>
    private const long PatienceNanos = 4 * Nanos.PerMilli;

    private long _lastNanos;

    /// <param name="schedule">Of the burst.</param>
    /// <param name="message">That is due next.</param>
    /// <param name="startNanos">Of the burst.</param>
    /// <param name="waitingSinceNanos">When the trigger was sent that waits for its answer; 0 for none.</param>
    public void TakeWhenDue(Schedule schedule, int message, long startNanos, long waitingSinceNanos)
    {
        var nowNanos = HotClock.MonotonicNanos();
        var untilTriggerNanos = startNanos + schedule.DueNanos(schedule.NextTrigger(message)) - nowNanos;
        if (IsDue(nowNanos - _lastNanos, untilTriggerNanos, waitingSinceNanos == 0 ? null : nowNanos - waitingSinceNanos))
        {
            ShortSleep.Sleep(LengthNanos);
            _lastNanos = HotClock.MonotonicNanos();
        }
    }

    /// <param name="sinceNanos">The last break.</param>
    /// <param name="untilTriggerNanos">Negative when it is late.</param>
    /// <param name="waitingNanos">For the answer to the last one; null when it is here.</param>
    internal static bool IsDue(long sinceNanos, long untilTriggerNanos, long? waitingNanos) =>
        sinceNanos >= EveryNanos
        && (waitingNanos is null or >= WaitNanos)
        && (untilTriggerNanos >= BeforeTriggerNanos || sinceNanos >= PatienceNanos);
}
