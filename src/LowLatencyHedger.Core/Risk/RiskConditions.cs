using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.Core.Risk;

/// <summary>
/// The state of the world that decides whether one underlying may be hedged at all. Cleared, it is one in which nothing may.
/// An age that cannot be told is <see cref="long.MaxValue"/>.
/// </summary>
internal struct RiskConditions
{
    public bool IsTradingReady;
    public bool IsReconciled;
    public bool IsMarketDataReady;
    public bool IsClockKnown;
    public long ClockOffsetNanos;
    public bool IsPlatformLocked;
    public TradingStatus InstrumentStatus;
    public bool IsBookValid;

    /// <summary>The older of arrival and the venue's time, as for all ages here.</summary>
    public long BookAgeNanos;

    public long IndexAgeNanos;
    public long MarkAgeNanos;
    public bool HasUnmodelledPosition;
    public bool IsForwardMissing;
    public long ForwardAgeNanos;
    public long VolAgeNanos;
    public int UnvaluedOptions;
    public bool IsFarMove;
    public bool IsEquityUnknown;
    public bool IsExpiryBlackout;

    /// <summary>Why the hedge instrument alone is closed.</summary>
    public ReasonCode InstrumentHalt;

    /// <summary>The net delta that is furthest from zero with every unresolved order filled or not, as a magnitude.</summary>
    public double WorstCaseDelta;

    /// <summary>The limit on it.</summary>
    public double MaxNetDelta;
}
