using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>
/// Notifications to events. A message is published whole or not at all: every element is checked before the first is published. Elements
/// of instruments that the table does not know are left out and make the result <see cref="DecodeResult.UnknownInstrument"/>.
/// </summary>
[HotPath]
public static class ChannelDecoder
{
    /// <summary>Decodes the data of a notification of any kind; replies, heartbeats and unused channels are Ignored.</summary>
    public static DecodeResult Decode(in Envelope envelope, in DecodeContext context) => envelope.Kind switch
    {
        MessageKind.Book or MessageKind.GroupedBook => DecodeBook(envelope.Data, in context),
        MessageKind.Ticker => Elements<TickerElement>.PublishAll(envelope.Data, in context),
        MessageKind.Quote => Elements<QuoteElement>.PublishAll(envelope.Data, in context),
        MessageKind.Index => Elements<IndexElement>.PublishAll(envelope.Data, in context),
        MessageKind.MarkPrices => Elements<MarkVolElement>.PublishAll(envelope.Data, in context),
        MessageKind.Trades => Elements<TradeElement>.PublishAll(envelope.Data, in context),
        MessageKind.UserOrders => Elements<OrderElement>.PublishAll(envelope.Data, in context),
        MessageKind.UserTrades => Elements<FillElement>.PublishAll(envelope.Data, in context),
        MessageKind.UserChanges => AccountDecoder.DecodeChanges(envelope.Data, in context),
        MessageKind.Portfolio => Elements<PortfolioElement>.PublishAll(envelope.Data, in context),
        MessageKind.PlatformState => Elements<PlatformStateElement>.PublishAll(envelope.Data, in context),
        MessageKind.UserLock => Elements<UserLockElement>.PublishAll(envelope.Data, in context),
        MessageKind.ProtectionTrigger => Elements<ProtectionTriggerElement>.PublishAll(envelope.Data, in context),
        MessageKind.InstrumentState => Elements<InstrumentStateElement>.PublishAll(envelope.Data, in context),
        _ => DecodeResult.Ignored,
    };

    /// <summary>Without a look at the ids: for callers that do not keep track of continuity, see <see cref="BookDecoder"/>.</summary>
    private static DecodeResult DecodeBook(ReadOnlySpan<byte> data, in DecodeContext context)
    {
        var result = BookDecoder.TryRead(data, in context, out var message);
        if (result == DecodeResult.Ok)
        {
            BookDecoder.Publish(in message, in context);
        }

        return result;
    }
}
