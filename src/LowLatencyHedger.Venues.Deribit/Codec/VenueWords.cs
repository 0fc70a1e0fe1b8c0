using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>The venue's words for states and sides. A word that this program does not know is Unknown, or None.</summary>
[HotPath]
internal static class VenueWords
{
    public static Side Direction(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("buy"u8) ? Side.Buy
        : word.SequenceEqual("sell"u8) ? Side.Sell
        : Side.None;

    public static LiquidatedSides Liquidated(ReadOnlySpan<byte> word) =>
        (word.Contains((byte)'M') ? LiquidatedSides.Maker : LiquidatedSides.None)
        | (word.Contains((byte)'T') ? LiquidatedSides.Taker : LiquidatedSides.None);

    public static Liquidity Liquidity(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("M"u8) ? Core.Events.Liquidity.Maker
        : word.SequenceEqual("T"u8) ? Core.Events.Liquidity.Taker
        : Core.Events.Liquidity.Unknown;

    public static OrderState OrderState(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("open"u8) ? Core.Events.OrderState.Open
        : word.SequenceEqual("filled"u8) ? Core.Events.OrderState.Filled
        : word.SequenceEqual("cancelled"u8) ? Core.Events.OrderState.Cancelled
        : word.SequenceEqual("rejected"u8) ? Core.Events.OrderState.Rejected
        : word.SequenceEqual("untriggered"u8) ? Core.Events.OrderState.Untriggered
        : word.SequenceEqual("triggered"u8) ? Core.Events.OrderState.Triggered
        : Core.Events.OrderState.Unknown;

    /// <summary>Both the names that the venue used until January 2026 and those that it uses since.</summary>
    public static TradingStatus Status(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("open"u8) || word.SequenceEqual("started"u8) ? TradingStatus.Open
        : word.SequenceEqual("settlement"u8) || word.SequenceEqual("settled"u8) ? TradingStatus.Settlement
        : word.SequenceEqual("delivered"u8) ? TradingStatus.Delivered
        : word.SequenceEqual("inactive"u8) ? TradingStatus.Inactive
        : word.SequenceEqual("locked"u8) ? TradingStatus.Locked
        : word.SequenceEqual("halted"u8) ? TradingStatus.Halted
        : word.SequenceEqual("archivized"u8) || word.SequenceEqual("terminated"u8) ? TradingStatus.Archived
        : word.SequenceEqual("closed"u8) ? TradingStatus.Closed
        : word.SequenceEqual("created"u8) ? TradingStatus.Created
        : TradingStatus.Unknown;
}
