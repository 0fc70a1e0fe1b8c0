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

    internal void Validate(List<string> problems)
    {
        CoreConfig.Require(problems, ValidMillis is >= 500 and <= 5_000, "orders.validMillis must be between 500 and 5000");
        CoreConfig.Require(problems, ReplyTimeoutMillis is >= 100 and <= 10_000, "orders.replyTimeoutMillis must be between 100 and 10000");
        CoreConfig.Require(problems, ValidMarginMillis is >= 100 and <= 5_000, "orders.validMarginMillis must be between 100 and 5000");
        CoreConfig.Require(
            problems,
            QueryBackoffMillis >= 100 && QueryBackoffMaxMillis >= QueryBackoffMillis,
            "orders.queryBackoffMillis must be at least 100 and below its maximum");
        CoreConfig.Require(
            problems, UnknownHaltMillis is >= 1_000 and <= 600_000, "orders.unknownHaltMillis must be between 1000 and 600000");
        CoreConfig.Require(
            problems,
            BackoffMillis >= 10 && BackoffMaxMillis >= BackoffMillis,
            "orders.backoffMillis must be at least 10 and below its maximum");
    }
}
