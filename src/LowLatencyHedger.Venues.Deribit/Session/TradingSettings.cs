using LowLatencyHedger.Core.Recovery;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>What the trading session needs to know.</summary>
public sealed record TradingSettings
{
    public required SessionSettings Session { get; init; }

    /// <summary>The same as the market-data session's: they tell the currencies to recover.</summary>
    public required UnderlyingSettings[] Underlyings { get; init; }

    /// <summary>When this process started, by the venue's clock as far as it is known.</summary>
    public required long StartedUtcNanos { get; init; }

    /// <summary>What the run before knew of the account, told to the core at the first connection; null when there was none.</summary>
    public AccountState? Before { get; init; }

    /// <summary>Trades are read from here on at the first connection: what is known to have been read, or the start.</summary>
    public long TradesSinceUtcNanos => Before is { TradesReadUtcNanos: > 0 } known ? known.TradesReadUtcNanos : StartedUtcNanos;

    /// <summary>
    /// How much further back than that, and than the last complete reading, trades are read. Doubles are dropped by the core.
    /// </summary>
    public long TradeOverlapNanos { get; init; } = 60 * Nanos.PerSecond;

    /// <summary>Trades are read again this often, because a stream that lives may have left one out.</summary>
    public long TradeSweepNanos { get; init; } = 30 * Nanos.PerSecond;

    /// <summary>Trades asked for at once, at most what the venue tells in one page: 1000.</summary>
    public int TradesPerPage { get; init; } = 1000;

    /// <summary>When in the UTC day the venue delivers what expires.</summary>
    public long DeliveryOfDayNanos { get; init; } = 8 * 3_600 * Nanos.PerSecond;

    /// <summary>Do not trade unless the venue confirms that it cancels this connection's orders when the connection breaks.</summary>
    public bool RequireCancelOnDisconnect { get; init; } = true;

    /// <summary>
    /// Do not trade unless the venue confirms that it refuses an order that would trade with another one of the account
    /// (<c>reject_taker</c>).
    /// </summary>
    public bool RequireSelfTradeRejection { get; init; } = true;

    /// <summary>
    /// How often orders that survived from before are cancelled and read again, a second apart, before the connection is given up.
    /// </summary>
    public int CancelRoundsMax { get; init; } = 30;
}
