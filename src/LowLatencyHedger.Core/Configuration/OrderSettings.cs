namespace LowLatencyHedger.Core.Configuration;

/// <summary>Times in the life of an order.</summary>
public sealed record OrderSettings
{
    /// <summary>The venue does not start an order that reaches its engine later than this after it was decided.</summary>
    public int ValidMillis { get; init; } = 1_500;

    /// <summary>Without an answer for this long the outcome counts as unknown.</summary>
    public int ReplyTimeoutMillis { get; init; } = 1_000;

    /// <summary>Added to the end of an order's validity before "no such order" counts as an answer.</summary>
    public int ValidMarginMillis { get; init; } = 500;

    /// <summary>First pause between two questions about the same order; it doubles.</summary>
    public int QueryBackoffMillis { get; init; } = 500;

    public int QueryBackoffMaxMillis { get; init; } = 5_000;

    /// <summary>An order unknown for longer halts its instrument.</summary>
    public int UnknownHaltMillis { get; init; } = 30_000;

    /// <summary>First pause after an order that traded nothing or was refused; it doubles.</summary>
    public int BackoffMillis { get; init; } = 100;

    public int BackoffMaxMillis { get; init; } = 5_000;
}
