using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Backtest.Recorded;

internal enum RecordKind
{
    OptionTrade,
    OptionDelivery,
    HedgeTrade,

    /// <summary>Of the perpetual, once a day.</summary>
    Settlement,
}

/// <summary>One line of the venue's statement: what happened, not what it came to.</summary>
/// <param name="UtcNanos">When.</param>
/// <param name="Instrument">By name; empty for the perpetual.</param>
/// <param name="Amount">Signed: coins of an option, USD of the perpetual.</param>
/// <param name="Price">Coins for an option's trade, USD otherwise.</param>
/// <param name="IsFeeDue">The venue charges for it.</param>
internal readonly record struct AccountRecord(
    RecordKind Kind, long UtcNanos, string Instrument, decimal Amount, decimal Price, bool IsFeeDue)
{
    public static AccountRecord OptionTrade(long utcNanos, string name, Quantity size, Price price, bool isFeeDue) =>
        new(RecordKind.OptionTrade, utcNanos, name, size.Raw * 1e-8m, price.Raw * 1e-8m, isFeeDue);

    public static AccountRecord Delivery(long utcNanos, string name, Quantity size, double deliveryPrice) =>
        new(RecordKind.OptionDelivery, utcNanos, name, size.Raw * 1e-8m, (decimal)deliveryPrice, IsFeeDue: false);

    public static AccountRecord HedgeTrade(long utcNanos, long signedUsd, Price price) =>
        new(RecordKind.HedgeTrade, utcNanos, "", signedUsd, price.Raw * 1e-8m, IsFeeDue: true);

    public static AccountRecord Settlement(long utcNanos, double price) =>
        new(RecordKind.Settlement, utcNanos, "", 0, (decimal)price, IsFeeDue: false);
}
