using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Transport;

/// <summary>How fast to come back after a lost connection. All durations in nanoseconds.</summary>
public sealed record ReconnectSettings
{
    /// <summary>The shortest wait before an attempt. Never 0: a refused client that retries at once is banned.</summary>
    public long MinDelayNanos { get; init; } = 100 * Nanos.PerMilli;

    /// <summary>The longest wait before an attempt.</summary>
    public long MaxDelayNanos { get; init; } = 30 * Nanos.PerSecond;

    /// <summary>A connection that stayed open this long resets the back-off.</summary>
    public long StableNanos { get; init; } = 60 * Nanos.PerSecond;

    /// <summary>An open connection on which no byte arrives for this long is dropped.</summary>
    public long IdleNanos { get; init; } = 6 * Nanos.PerSecond;
}
