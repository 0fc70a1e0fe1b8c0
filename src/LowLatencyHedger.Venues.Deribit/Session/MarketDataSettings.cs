using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>What the market-data session is to watch.</summary>
public sealed record MarketDataSettings
{
    public required SessionSettings Session { get; init; }

    public required UnderlyingSettings[] Underlyings { get; init; }

    /// <summary>
    /// Names of instruments that the run before held or had orders in. One that is listed no more is asked for by name, so that its last trades and its
    /// delivery find it.
    /// </summary>
    public IReadOnlyList<InlineText32> HeldBefore { get; init; } = [];

    /// <summary>Specifications of live instruments change: all are read again this often, and after every reconnect.</summary>
    public long InstrumentRefreshNanos { get; init; } = 3600 * Nanos.PerSecond;

    /// <summary>
    /// A book that has no snapshot this long after it was asked for is subscribed to again; also the least time between two attempts.
    /// </summary>
    public long ResyncIntervalNanos { get; init; } = 2 * Nanos.PerSecond;

    /// <summary>How often a channel is asked for again that was not accepted and that the engine cannot do without.</summary>
    public long ResubscribeIntervalNanos { get; init; } = 5 * Nanos.PerSecond;
}
