using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Portfolio;

/// <summary>Whether what the venue tells of the account can be at all, and how much it is.</summary>
[HotPath]
internal static class Soundness
{
    /// <summary>No single trade or position is larger; a number beyond it is garbage.</summary>
    private const long MaxAmountRaw = 1_000_000_000L * Decimal8.Scale;

    public static bool Of(in FillBody fill) =>
        fill.Side is Side.Buy or Side.Sell
        && fill.Amount.Raw > 0
        && fill.Amount.Raw <= MaxAmountRaw
        && fill.Price.Raw > 0
        && !fill.TradeId.IsEmpty
        && double.IsFinite(fill.Fee);

    /// <summary>Nothing is delivered before it expires.</summary>
    public static bool IsDelivery(in InstrumentBody instrument, long exchangeTimeUtcNanos) =>
        instrument.ExpiryUtcNanos > 0 && exchangeTimeUtcNanos >= instrument.ExpiryUtcNanos - Nanos.PerSecond;

    /// <summary>Of options, what they are written on; not a number when the price is not known.</summary>
    public static double NotionalUsd(in Instrument instrument, Quantity amount, double indexPrice) =>
        Math.Abs(amount.ToDouble()) * (instrument.IsFuture && instrument.IsInverse ? 1 : indexPrice);

    public static bool Of(in PositionBody position) => position.Size.HasValue && Math.Abs(position.Size.Raw) <= MaxAmountRaw;
}
