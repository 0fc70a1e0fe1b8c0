namespace LowLatencyHedger.Core.Configuration;

/// <summary>
/// The limits of the order gate. Worst case means the position with every order counted that works, is on its way or has an unknown
/// outcome.
/// </summary>
public sealed record RiskLimits
{
    /// <summary>What may be traded at all. Empty: nothing.</summary>
    public string[] AllowedInstruments { get; init; } = [];

    public double MaxOrderNotionalUsd { get; init; } = 50_000;

    /// <summary>All unresolved orders together.</summary>
    public double MaxOpenNotionalUsd { get; init; } = 100_000;

    /// <summary>Per hedge instrument, worst case.</summary>
    public double MaxPositionUsd { get; init; } = 500_000;

    /// <summary>Of an order's limit price around the index and around the mark price.</summary>
    public double PriceCollarBps { get; init; } = 100;

    /// <summary>The same for futures with an expiry.</summary>
    public double PriceCollarDatedBps { get; init; } = 200;

    public double MaxSpreadBps { get; init; } = 20;

    /// <summary>Age by arrival and by the venue's time.</summary>
    public int BookMaxAgeMillis { get; init; } = 1_000;

    /// <summary>Index and mark price.</summary>
    public int IndexMaxAgeMillis { get; init; } = 3_000;

    /// <summary>Forwards and volatilities of held options.</summary>
    public int OptionMaxAgeMillis { get; init; } = 15_000;

    /// <summary>Sustained; the allowance starts empty.</summary>
    public double MaxOrdersPerSecond { get; init; } = 3;

    public int OrderBurst { get; init; } = 10;

    public int MaxOrdersPerMinute { get; init; } = 60;

    /// <summary>Orders for one underlying within a minute without the delta coming back into its band; more of them halt.</summary>
    public int MaxHedgesOutsideBand { get; init; } = 10;

    /// <summary>The same side, price and amount again within this time is refused.</summary>
    public int DuplicateWindowMillis { get; init; } = 250;

    /// <summary>Definite refusals by the venue within 30 s that halt the instrument.</summary>
    public int MaxRejectRun { get; init; } = 5;

    public bool MustReduceDelta { get; init; } = true;

    /// <summary>Trading halts when the profit since the start falls below minus this; 0 turns it off.</summary>
    public double MaxLossUsd { get; init; }

    public int MaxClockOffsetMillis { get; init; } = 500;

    /// <summary>No orders this long before a held option expires.</summary>
    public int ExpiryBlackoutBeforeSeconds { get; init; } = 30;

    /// <summary>... and after.</summary>
    public int ExpiryBlackoutAfterSeconds { get; init; } = 120;

    internal void Validate(List<string> problems)
    {
        Positive(problems, MaxOrderNotionalUsd, 1e8, nameof(MaxOrderNotionalUsd));
        Positive(problems, MaxOpenNotionalUsd, 1e9, nameof(MaxOpenNotionalUsd));
        Positive(problems, MaxPositionUsd, 1e10, nameof(MaxPositionUsd));
        Positive(problems, PriceCollarBps, 1_000, nameof(PriceCollarBps));
        Positive(problems, PriceCollarDatedBps, 2_000, nameof(PriceCollarDatedBps));
        Positive(problems, MaxSpreadBps, 1_000, nameof(MaxSpreadBps));
        Positive(problems, BookMaxAgeMillis, 60_000, nameof(BookMaxAgeMillis));
        Positive(problems, IndexMaxAgeMillis, 60_000, nameof(IndexMaxAgeMillis));
        Positive(problems, OptionMaxAgeMillis, 300_000, nameof(OptionMaxAgeMillis));
        Positive(problems, MaxOrdersPerSecond, 30, nameof(MaxOrdersPerSecond));
        Positive(problems, OrderBurst, 100, nameof(OrderBurst));
        Positive(problems, MaxOrdersPerMinute, 1_800, nameof(MaxOrdersPerMinute));
        Positive(problems, MaxHedgesOutsideBand, 1_000, nameof(MaxHedgesOutsideBand));
        Positive(problems, MaxRejectRun, 100, nameof(MaxRejectRun));
        Positive(problems, MaxClockOffsetMillis, 2_000, nameof(MaxClockOffsetMillis));
        CoreConfig.Require(problems, DuplicateWindowMillis is >= 0 and <= 60_000, "duplicateWindowMillis must be between 0 and 60000");
        CoreConfig.Require(problems, MaxLossUsd is >= 0 and < 1e12, "maxLossUsd must not be negative");
        CoreConfig.Require(problems, ExpiryBlackoutBeforeSeconds is >= 0 and <= 86_400, "expiryBlackoutBeforeSeconds must be within a day");
        CoreConfig.Require(problems, ExpiryBlackoutAfterSeconds is >= 0 and <= 86_400, "expiryBlackoutAfterSeconds must be within a day");
    }

    private static void Positive(List<string> problems, double value, double ceiling, string name) =>
        CoreConfig.Require(problems, value > 0 && value <= ceiling, $"{name} must be above 0 and at most {ceiling:0}");
}
