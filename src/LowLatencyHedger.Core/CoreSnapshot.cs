using System.Runtime.InteropServices;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core;

/// <summary>
/// The core at one moment, for telemetry: one underlying, and counts of the whole. A plain value without gaps that can be
/// copied as bytes. NaN where a number is not known. Greeks are in the venue's units: vega per volatility point, theta per day,
/// gamma per USD.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct CoreSnapshot
{
    /// <summary>Version of this layout.</summary>
    public const int LayoutVersion = 5;

    public long InputCount;
    public long LastSequence;

    /// <summary>The core's time, on this machine's monotonic clock.</summary>
    public long NowNanos;

    /// <summary>The venue's clock at the same moment.</summary>
    public long VenueUtcNanos;

    public UnderlyingId Underlying;
    public InstrumentId HedgeInstrument;
    public TradingState TradingState;
    public byte IsReconciled;
    public byte IsTradingReady;
    public byte IsMarketDataReady;
    public ReasonCode StateReason;
    public ReasonCode LastRefusal;
    public ReasonCode Latch;

    /// <summary>The process is ending: no order is decided any more.</summary>
    public byte IsShutDown;

    public double HedgeMid;
    public double IndexPrice;

    /// <summary>Coins.</summary>
    public double NetDelta;

    public double NetDeltaLow;
    public double NetDeltaHigh;
    public double BandLower;
    public double BandUpper;
    public double MaxAbsDelta;
    public double OptionsDelta;

    /// <summary>Upper bound on the error of <see cref="OptionsDelta"/> against a full revaluation; infinite when not known.</summary>
    public double DeltaBound;

    /// <summary>What it is held below; hedging pauses while it is not.</summary>
    public double DeltaTolerance;

    public double Gamma;
    public double Vega;
    public double Theta;

    /// <summary>In the hedge instrument's amount unit.</summary>
    public double HedgePosition;

    /// <summary>Of the account in the settlement currency; NaN until told.</summary>
    public double EquityCoins;

    public double ProfitUsd;
    public double FeesUsd;
    public double SlippageUsd;
    public double SlippageBps;
    public double HedgeTurnoverUsd;
    public long InBandNanos;
    public long ObservedNanos;
    public long FarOutIdleNanos;
    public long MaxInputAgeNanos;
    public long BookAgeNanos;
    public long IndexAgeNanos;

    /// <summary>Of the forwards and volatilities of the held options; 0 without options.</summary>
    public long OldestInputAgeNanos;

    public long HedgesSent;
    public long HedgeFills;
    public long OptionFills;
    public long DuplicateFills;
    public long Rejects;
    public long Refusals;
    public long UnknownOrdersTotal;
    public long PositionBreaks;
    public long Alerts;
    public long Revaluations;

    /// <summary>How often the Greeks of an expiry were put on a new base.</summary>
    public long Reanchors;

    /// <summary>The largest root mean square error among the smiles in use, as a volatility.</summary>
    public double SmileError;

    /// <summary>Skew-stickiness ratio in use below the forward and above it.</summary>
    public double StickinessPuts;

    public double StickinessCalls;

    /// <summary>Age of the oldest smile in use.</summary>
    public long SmileAgeNanos;

    public long SmileFits;

    /// <summary>Fits that were not taken.</summary>
    public long SmileRejections;

    /// <summary>Slopes and volatilities of smiles that were held back.</summary>
    public long SmileGuards;

    /// <summary>Smiles in use.</summary>
    public int Smiles;

    /// <summary>Expiries that are valued with the venue's volatilities for lack of an own smile.</summary>
    public int SmilesMissing;

    public int UnresolvedOrders;
    public int UnknownOrders;
    public int Instruments;
    public int OptionsHeld;
    public int OptionsUnvalued;
    public int PositionMismatches;
}
