using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Transport;

/// <summary>
/// The monotonic clock that stamps each receive. Handed in, so that a transport can be tested with a clock that only moves when told.
/// </summary>
public interface INanoClock
{
    /// <summary>Monotonic nanoseconds. Allocates nothing.</summary>
    [HotPath]
    long NowNanos();
}
