namespace LowLatencyHedger.Core.Configuration;

/// <summary>
/// Every number of the configuration that may change while the engine runs. The values are part of the journal format and never reused;
/// from <see cref="FirstOfUnderlying"/> on they belong to one underlying each. <see cref="SettingTable"/> has their paths and ranges.
/// </summary>
public enum SettingKey : ushort
{
    None = 0,

    // Limits.
    MaxOrderNotionalUsd = 1,
    MaxOpenNotionalUsd = 2,
    MaxPositionUsd = 3,
    MaxGrossNotionalUsd = 4,
    MaxLossUsd = 5,
    MaxDailyLossUsd = 6,
    MaxDrawdownUsd = 7,
    PriceCollarBps = 10,
    PriceCollarDatedBps = 11,
    FillCollarBps = 12,
    MaxSpreadBps = 13,
    BookMaxAgeMillis = 14,
    IndexMaxAgeMillis = 15,
    OptionMaxAgeMillis = 16,
    MaxOrdersPerSecond = 20,
    OrderBurst = 21,
    MaxOrdersPerMinute = 22,
    MaxOrdersPerDay = 23,
    MaxHedgesOutsideBand = 24,
    MaxTurnoverRatio = 25,
    DuplicateWindowMillis = 26,
    MaxRejectRun = 27,
    MaxUnfilledRun = 28,
    MaxUnknownOrders = 29,
    MaxUnknownOrdersTotal = 30,
    MustReduceDelta = 31,
    MaxDeltaStepBands = 32,
    MinAvailableFundsPct = 33,
    MaxMarginRatio = 34,
    HaltMarginRatio = 35,
    ClockOffsetAlertMillis = 40,
    MaxClockOffsetMillis = 41,
    MaxLoopLagMillis = 42,
    JournalLagAlertMillis = 43,
    MaxJournalLagMillis = 44,
    RingAlertPct = 45,
    MaxRingPct = 46,
    MinDiskFreeMebibytes = 47,
    GreeksAlertPct = 48,
    GreeksTolerancePct = 49,

    // The life of an order.
    OrderValidMillis = 60,
    ReplyTimeoutMillis = 61,
    ValidMarginMillis = 62,
    QueryBackoffMillis = 63,
    QueryBackoffMaxMillis = 64,
    UnknownHaltMillis = 65,
    BackoffMillis = 66,
    BackoffMaxMillis = 67,

    /// <summary>Not a setting: the first value that belongs to an underlying.</summary>
    FirstOfUnderlying = 128,

    // Policy and limits of one underlying.
    TargetDeltaCoins = FirstOfUnderlying,
    LowerWidthCoins = 129,
    UpperWidthCoins = 130,
    InnerFraction = 131,
    MinIntervalMillis = 132,
    MaxOrderAmount = 140,
    MaxNetDeltaCoins = 141,
    MaxCrossBps = 142,
    MaxSlippageBps = 143,
    MaxDollarGammaUsd = 150,
    MaxVegaUsd = 151,
    MaxThetaUsd = 152,
    MaxExpiryDeltaCoins = 153,
    MaxExpiryDollarGammaUsd = 154,
    MaxExpiryVegaUsd = 155,
    MaxExpiryThetaUsd = 156,
}
