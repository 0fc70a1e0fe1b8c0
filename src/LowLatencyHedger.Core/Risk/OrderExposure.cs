using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk;

/// <summary>What one order would be added to. Cleared, it is one that no order passes.</summary>
internal struct OrderExposure
{
    public bool IsInstrumentAllowed;
    public OrderTypes AllowedTypes;
    public bool IsDated;
    public int UnresolvedOrders;
    public int UnknownOrders;
    public bool HasRoomForOrder;
    public long BackoffUntilNanos;

    /// <summary>The venue's clock now; 0 when it is not known.</summary>
    public long VenueUtcNanos;

    /// <summary>Orders of the last minute that did not bring the delta back into its band.</summary>
    public int HedgesOutsideBand;

    /// <summary>Net delta in coins; with all unresolved sells, and with all unresolved buys.</summary>
    public double Delta;

    public double DeltaLow;
    public double DeltaHigh;
    public double BandLower;
    public double BandUpper;

    /// <summary>Of all unresolved orders of the account.</summary>
    public double OpenNotionalUsd;

    /// <summary>All futures and unresolved orders of the account, without their signs.</summary>
    public double GrossNotionalUsd;

    /// <summary>Of the hedge instrument, signed; with all unresolved sells, and with all unresolved buys.</summary>
    public double PositionUsd;

    public double PositionLowUsd;
    public double PositionHighUsd;

    /// <summary>The position in the instrument's own unit, exact.</summary>
    public Quantity Position;

    public Quantity PositionLow;
    public Quantity PositionHigh;

    /// <summary>What the account has left for margin; NaN until told.</summary>
    public double AvailableFundsUsd;

    /// <summary>Of an option: what one coin is in the unit of its prices, in which their differences are measured; 0 for futures.</summary>
    public double OptionUnit;

    /// <summary>Of an option; 0 for futures.</summary>
    public double Strike;

    public bool IsCall;

    public double IndexPrice;
    public double MarkPrice;

    /// <summary>Average price of the own hedges of the last minute; 0 when there was none.</summary>
    public double FillPrice;

    public Price MinPrice;
    public Price MaxPrice;

    /// <summary>The tick at the order's price.</summary>
    public Price Tick;

    public Quantity AmountStep;

    public long LastSentNanos;
    public Side LastSide;
    public Price LastPrice;
    public Quantity LastAmount;
}
