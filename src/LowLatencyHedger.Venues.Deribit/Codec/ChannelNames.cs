using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>The venue's channel names.</summary>
[HotPath]
public static class ChannelNames
{
    private const int MaxEscapedLength = 256;

    /// <summary>The kind of message that a channel carries.</summary>
    /// <param name="channel">As in <see cref="Envelope.Channel"/>: escapes, should there be any, are not resolved.</param>
    public static MessageKind Classify(ReadOnlySpan<byte> channel)
    {
        if (!channel.Contains((byte)'\\'))
        {
            return ClassifyResolved(channel);
        }

        Span<byte> resolved = stackalloc byte[MaxEscapedLength];
        return JsonEscapes.TryResolve(channel, resolved, out var length) ? ClassifyResolved(resolved[..length]) : MessageKind.Unknown;
    }

    /// <summary>As <see cref="Classify"/>, of a channel without escapes.</summary>
    internal static MessageKind ClassifyResolved(ReadOnlySpan<byte> channel)
    {
        if (channel.StartsWith("book."u8))
        {
            return channel.Count((byte)'.') == 2 ? MessageKind.Book : MessageKind.GroupedBook;
        }

        if (channel.StartsWith("user."u8))
        {
            return ClassifyUser(channel);
        }

        return channel.StartsWith("ticker."u8) ? MessageKind.Ticker
            : channel.StartsWith("quote."u8) ? MessageKind.Quote
            : channel.StartsWith("trades."u8) ? MessageKind.Trades
            : channel.StartsWith("deribit_price_index."u8) ? MessageKind.Index
            : channel.StartsWith("markprice.options."u8) ? MessageKind.MarkPrices
            : channel.StartsWith("instrument.state."u8) ? MessageKind.InstrumentState
            : channel.SequenceEqual("platform_state"u8) ? MessageKind.PlatformState
            : IsOther(channel) ? MessageKind.OtherChannel
            : MessageKind.Unknown;
    }

    private static MessageKind ClassifyUser(ReadOnlySpan<byte> channel) =>
        channel.StartsWith("user.changes."u8) ? MessageKind.UserChanges
        : channel.StartsWith("user.orders."u8) ? MessageKind.UserOrders
        : channel.StartsWith("user.trades."u8) ? MessageKind.UserTrades
        : channel.StartsWith("user.portfolio."u8) ? MessageKind.Portfolio
        : channel.StartsWith("user.mmp_trigger."u8) ? MessageKind.ProtectionTrigger
        : channel.StartsWith("user.combo_trades."u8) ? MessageKind.OtherChannel
        : channel.SequenceEqual("user.lock"u8) ? MessageKind.UserLock
        : channel.SequenceEqual("user.access_log"u8) ? MessageKind.OtherChannel
        : MessageKind.Unknown;

    private static bool IsOther(ReadOnlySpan<byte> channel) =>
        channel.StartsWith("incremental_ticker."u8)
        || channel.StartsWith("deribit_price_ranking."u8)
        || channel.StartsWith("deribit_price_statistics."u8)
        || channel.StartsWith("deribit_volatility_index."u8)
        || channel.StartsWith("estimated_expiration_price."u8)
        || channel.StartsWith("perpetual."u8)
        || channel.StartsWith("chart.trades."u8)
        || channel.StartsWith("block_rfq."u8)
        || channel.StartsWith("block_trade_confirmations"u8)
        || channel.SequenceEqual("platform_state.public_methods_state"u8)
        || channel.SequenceEqual("announcements"u8);
}
