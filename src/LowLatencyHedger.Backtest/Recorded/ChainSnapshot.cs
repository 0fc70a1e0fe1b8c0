namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>One option in one snapshot. USD; volatility a fraction.</summary>
internal readonly record struct ChainQuote(double Forward, double Volatility);

/// <summary>What an option's name says.</summary>
internal sealed record OptionName(string Name, long ExpiryUtcNanos, double Strike, bool IsCall);

/// <summary>All options of a coin at one moment.</summary>
internal sealed class ChainSnapshot(long utcNanos)
{
    public long UtcNanos { get; } = utcNanos;

    /// <summary>The price index, USD.</summary>
    public double Index { get; set; }

    public Dictionary<OptionName, ChainQuote> Options { get; } = [];
}
