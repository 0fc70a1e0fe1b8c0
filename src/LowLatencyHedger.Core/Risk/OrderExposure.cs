using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk;

/// <summary>What one order would be added to. Cleared, it is one that no order passes.</summary>
internal struct OrderExposure
{
    public bool IsInstrumentAllowed;
    public bool IsDated;
    public int UnresolvedOrders;
    public int UnknownOrders;
    public bool HasRoomForOrder;
    public long BackoffUntilNanos;

    /// <summary>Net delta in coins; with all unresolved sells, and with all unresolved buys.</summary>
    public double Delta;

    public double DeltaLow;
    public double DeltaHigh;
    public double BandLower;
    public double BandUpper;

    /// <summary>Of all unresolved orders of the account.</summary>
    public double OpenNotionalUsd;

    /// <summary>Of the hedge instrument, signed; with all unresolved sells, and with all unresolved buys.</summary>
    public double PositionUsd;

    public double PositionLowUsd;
    public double PositionHighUsd;

    public double IndexPrice;
    public double MarkPrice;
    public double SpreadBps;
    public Price MinPrice;
    public Price MaxPrice;
    public Quantity AmountStep;

    public long LastSentNanos;
    public Side LastSide;
    public Price LastPrice;
    public Quantity LastAmount;

    /// <summary>The limit on one order, in the instrument's amount unit.</summary>
    public double MaxOrderAmount;

    /// <summary>The limit on the net delta, in coins.</summary>
    public double MaxNetDelta;
}
