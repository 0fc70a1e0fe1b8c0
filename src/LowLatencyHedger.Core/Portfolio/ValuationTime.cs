namespace LowLatencyHedger.Core.Portfolio;

/// <summary>When a valuation happens, on this machine's monotonic clock and on the venue's; the latter 0 while it is unknown.</summary>
internal readonly record struct ValuationTime(long NowNanos, long VenueUtcNanos);
