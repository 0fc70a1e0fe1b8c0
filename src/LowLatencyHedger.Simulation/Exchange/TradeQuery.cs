namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>Which trades are asked for, and how many; null fields do not restrict. Bounds are inclusive.</summary>
public sealed record TradeQuery
{
    public const int CountMax = 1000;

    public string? InstrumentName { get; init; }

    /// <summary>Settlement currency.</summary>
    public string? Currency { get; init; }

    /// <summary>future or option.</summary>
    public string? KindName { get; init; }

    public string? OrderId { get; init; }

    public long? StartSeq { get; init; }

    public long? EndSeq { get; init; }

    /// <summary>Trade ids: the numeric part counts.</summary>
    public string? StartId { get; init; }

    public string? EndId { get; init; }

    public long? StartTimestampMs { get; init; }

    public long? EndTimestampMs { get; init; }

    public int Count { get; init; } = 10;

    /// <summary>From the archive, which takes in trades only after a while.</summary>
    public bool Historical { get; init; }

    /// <summary>True: oldest first. False: newest first. Null is the venue's "default": oldest first when a start bound is given.</summary>
    public bool? Ascending { get; init; }

    internal bool OldestFirst => Ascending ?? (StartSeq is not null || StartId is not null || StartTimestampMs is not null);

    internal bool Matches(PublicTrade trade) =>
        (InstrumentName is null || trade.Instrument.Name == InstrumentName)
        && (Currency is null || trade.Instrument.Spec.SettlementCurrency == Currency)
        && (KindName is null || trade.Instrument.Spec.KindName == KindName)
        && (StartSeq is null || trade.TradeSeq >= StartSeq)
        && (EndSeq is null || trade.TradeSeq <= EndSeq)
        && (StartId is null || trade.TradeNumber >= NumberOf(StartId))
        && (EndId is null || trade.TradeNumber <= NumberOf(EndId))
        && (StartTimestampMs is null || trade.TimestampMs >= StartTimestampMs)
        && (EndTimestampMs is null || trade.TimestampMs <= EndTimestampMs);

    /// <summary>One page of <paramref name="trades"/>, which are oldest first.</summary>
    internal TradePage<T> Page<T>(IEnumerable<T> trades, Func<T, PublicTrade> trade)
    {
        var count = Math.Clamp(Count, 1, CountMax);
        var matching = trades.Where(item => Matches(trade(item)));
        var page = (OldestFirst ? matching : matching.Reverse()).Take(count + 1).ToList();
        var hasMore = page.Count > count;
        return new TradePage<T>(hasMore ? page[..count] : page, hasMore);
    }

    private static long NumberOf(string tradeId) =>
        long.TryParse(tradeId.AsSpan(tradeId.LastIndexOf('-') + 1), out var number) ? number : 0;
}
