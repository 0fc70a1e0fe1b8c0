using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Events;

/// <summary>The end of a position by delivery, as the venue's settlement history has it. Its time is the event's exchange time.</summary>
public struct SettlementBody
{
    /// <summary>Signed, before the delivery; None when the venue does not say.</summary>
    public Quantity Position;

    /// <summary>What one unit was delivered at, in the unit of the instrument's price; NaN when the venue does not say.</summary>
    public double Price;

    /// <summary>Of the underlying, USD; NaN when the venue does not say.</summary>
    public double IndexPrice;
}
