namespace LowLatencyHedger.Core.Configuration;

/// <summary>
/// The limits of the order gate. Worst case means the position with every order counted that works, is on its way or has an unknown
/// outcome.
/// </summary>
public sealed record RiskLimits
{
    /// <summary>What may be traded at all. Empty: nothing.</summary>
    public string[] AllowedInstruments { get; init; } = [];

    /// <summary>How orders may work. Market orders are in no set.</summary>
    public OrderTypes AllowedOrderTypes { get; init; } = OrderTypes.ImmediateOrCancel;

    public double MaxOrderNotionalUsd { get; init; } = 50_000;

    /// <summary>All unresolved orders together.</summary>
    public double MaxOpenNotionalUsd { get; init; } = 100_000;

    /// <summary>Per hedge instrument, worst case.</summary>
    public double MaxPositionUsd { get; init; } = 500_000;

    /// <summary>All positions in futures and all unresolved orders of the account together, each without its sign.</summary>
    public double MaxGrossNotionalUsd { get; init; } = 1_000_000;

    /// <summary>Of an order's limit price around the index and around the mark price.</summary>
    public double PriceCollarBps { get; init; } = 100;

    /// <summary>The same for futures with an expiry.</summary>
    public double PriceCollarDatedBps { get; init; } = 200;

    /// <summary>Of an order's limit price around the average price of the own hedges of the last minute.</summary>
    public double FillCollarBps { get; init; } = 150;

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

    /// <summary>In a UTC day; more of them halt.</summary>
    public int MaxOrdersPerDay { get; init; } = 5_000;

    /// <summary>What was hedged within ten minutes over what the delta moved by itself.</summary>
    public double MaxTurnoverRatio { get; init; } = 3;

    /// <summary>Orders for one underlying within a minute without the delta coming back into its band; more of them halt.</summary>
    public int MaxHedgesOutsideBand { get; init; } = 10;

    /// <summary>The same side, price and amount again within this time is refused.</summary>
    public int DuplicateWindowMillis { get; init; } = 250;

    /// <summary>Definite refusals by the venue within 30 s that halt the instrument.</summary>
    public int MaxRejectRun { get; init; } = 5;

    /// <summary>Orders that traded nothing, one after the other, from which on only the net delta may be reduced.</summary>
    public int MaxUnfilledRun { get; init; } = 12;

    /// <summary>Orders of one instrument with an unknown outcome that pause its hedging.</summary>
    public int MaxUnknownOrders { get; init; } = 1;

    /// <summary>The same of the whole account: they pause everything.</summary>
    public int MaxUnknownOrdersTotal { get; init; } = 2;

    /// <summary>
    /// A move of the net delta at one event without a trade, in widths of the band, that must last before it is traded on.
    /// </summary>
    public double MaxDeltaStepBands { get; init; } = 2;

    /// <summary>Of the equity; with less, only the net delta may be reduced. 0 turns it off.</summary>
    public double MinAvailableFundsPct { get; init; } = 20;

    /// <summary>Maintenance margin over equity, above which only the net delta may be reduced ...</summary>
    public double MaxMarginRatio { get; init; } = 0.5;

    /// <summary>... and above which the underlying halts.</summary>
    public double HaltMarginRatio { get; init; } = 0.7;

    public bool MustReduceDelta { get; init; } = true;

    /// <summary>Trading halts when the profit since the first run on the journal falls below minus this; 0 turns it off.</summary>
    public double MaxLossUsd { get; init; }

    /// <summary>The same since the start of the UTC day.</summary>
    public double MaxDailyLossUsd { get; init; }

    /// <summary>The same since the highest profit of the run.</summary>
    public double MaxDrawdownUsd { get; init; }

    /// <summary>
    /// Loss of one underlying's book in its worst scenario, above which only the net delta may be reduced; 0 turns it off.
    /// </summary>
    public double MaxScenarioLossUsd { get; init; }

    /// <summary>The same of its value at risk.</summary>
    public double MaxVarUsd { get; init; }

    public int MaxClockOffsetMillis { get; init; } = 500;

    /// <summary>From here on it is reported.</summary>
    public int ClockOffsetAlertMillis { get; init; } = 100;

    /// <summary>Between two readings of the clock; a longer time means that the engine stood still.</summary>
    public int MaxLoopLagMillis { get; init; } = 250;

    /// <summary>How far the journal may be behind before it is reported ...</summary>
    public int JournalLagAlertMillis { get; init; } = 200;

    /// <summary>... and before no order is sent.</summary>
    public int MaxJournalLagMillis { get; init; } = 1_000;

    /// <summary>How full the fullest ring may have been before it is reported ...</summary>
    public double RingAlertPct { get; init; } = 50;

    /// <summary>... and before no order is sent and books are read afresh.</summary>
    public double MaxRingPct { get; init; } = 90;

    /// <summary>Less free space on the journal's disk halts.</summary>
    public int MinDiskFreeMebibytes { get; init; } = 1_024;

    /// <summary>
    /// How far own deltas may be from the venue's, per cent of the gross delta, for some seconds before it is reported ...
    /// </summary>
    public double GreeksAlertPct { get; init; } = 10;

    /// <summary>... and before hedges only reduce.</summary>
    public double GreeksTolerancePct { get; init; } = 25;

    /// <summary>No orders this long before a held option expires.</summary>
    public int ExpiryBlackoutBeforeSeconds { get; init; } = 30;

    /// <summary>... and after.</summary>
    public int ExpiryBlackoutAfterSeconds { get; init; } = 120;

    internal void Validate(List<string> problems)
    {
        CoreConfig.Require(problems, (AllowedOrderTypes & ~OrderTypes.Any) == 0, "allowedOrderTypes names an unknown type");
        CoreConfig.Require(problems, ExpiryBlackoutBeforeSeconds is >= 0 and <= 86_400, "expiryBlackoutBeforeSeconds must be within a day");
        CoreConfig.Require(problems, ExpiryBlackoutAfterSeconds is >= 0 and <= 86_400, "expiryBlackoutAfterSeconds must be within a day");
    }
}

/// <summary>Kinds of orders, by how they work at the venue.</summary>
[Flags]
public enum OrderTypes : byte
{
    None = 0,

    /// <summary>A limit order of which the venue cancels what does not trade at once.</summary>
    ImmediateOrCancel = 1,

    /// <summary>A limit order that rests and is refused if it would trade at once.</summary>
    PostOnly = 2,
    Any = ImmediateOrCancel | PostOnly,
}
