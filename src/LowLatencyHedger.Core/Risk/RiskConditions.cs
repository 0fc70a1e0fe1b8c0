using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.Core.Risk;

/// <summary>
/// The state of the world that decides whether one underlying may be hedged at all. Cleared, it is one in which nothing may.
/// An age that cannot be told is <see cref="long.MaxValue"/>, any other number NaN.
/// </summary>
internal struct RiskConditions
{
    // Of the whole engine.
    public bool IsShutDown;
    public bool IsTradingReady;
    public bool IsReconciled;
    public bool IsEngineHealthKnown;
    public long JournalLagNanos;
    public double RingUsePct;
    public long LoopLagNanos;
    public bool IsClockKnown;
    public long ClockOffsetNanos;
    public bool IsMarketDataReady;
    public int UnknownOrdersTotal;

    /// <summary>Since the start, of all underlyings.</summary>
    public double ProfitUsd;

    public bool IsReduceOrdered;

    /// <summary>All futures and unresolved orders of the account, without their signs.</summary>
    public double GrossNotionalUsd;

    // Of the underlying.
    public ReasonCode UnderlyingHalt;
    public bool IsPlatformLocked;
    public long IndexAgeNanos;
    public bool HasUnmodelledPosition;
    public bool IsForwardMissing;
    public long ForwardAgeNanos;
    public long VolAgeNanos;
    public int UnvaluedOptions;
    public bool IsFarMove;

    /// <summary>Why own and the venue's Greeks do not agree; None when they do.</summary>
    public ReasonCode GreekGuard;

    public bool IsEquityUnknown;
    public bool IsExpiryBlackout;

    /// <summary>The net delta has jumped without a trade, and has not yet stayed there for long enough.</summary>
    public bool IsDeltaStepOpen;

    /// <summary>The net delta that is furthest from zero with every unresolved order filled or not, as a magnitude.</summary>
    public double WorstCaseDelta;

    public double AvailableFundsPct;
    public double MarginRatio;

    /// <summary>Hedged within ten minutes, and what there was to hedge with two bands' width added; coins.</summary>
    public double HedgedCoins;

    public double MovedCoins;

    // Of the options, magnitudes: dollar gamma for 1 %, vega a point, theta a day, in USD; then the largest of any one expiry.
    public double DollarGammaUsd;
    public double VegaUsd;
    public double ThetaUsd;
    public double ExpiryDeltaCoins;
    public double ExpiryDollarGammaUsd;
    public double ExpiryVegaUsd;
    public double ExpiryThetaUsd;

    /// <summary>Of the book, no less than 0; NaN while it is not known.</summary>
    public double ScenarioLossUsd;

    /// <inheritdoc cref="ScenarioLossUsd"/>
    public double ValueAtRiskUsd;

    // Of the hedge instrument.
    public ReasonCode InstrumentHalt;
    public TradingStatus InstrumentStatus;
    public bool IsBookValid;

    /// <summary>The older of arrival and the venue's time, as for all ages here.</summary>
    public long BookAgeNanos;

    public long MarkAgeNanos;
    public double SpreadBps;
    public int UnknownOrders;
    public long CollarPauseUntilNanos;
    public int UnfilledRun;

    /// <summary>Position with every unresolved order filled or not, as a magnitude.</summary>
    public double WorstCasePositionUsd;
}
