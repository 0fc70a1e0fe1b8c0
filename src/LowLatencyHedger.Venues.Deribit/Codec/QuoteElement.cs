using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>The data of <c>quote.*</c>.</summary>
[HotPath]
internal readonly struct QuoteElement : IElement
{
    public static DecodeResult Read(ref JsonReader reader, in DecodeContext context, ref InputEvent element)
    {
        element.Kind = InputKind.Quote;
        ref var quote = ref element.Quote;
        SetAbsent(ref quote);
        var found = DecodeResult.Malformed;
        while (reader.ReadName())
        {
            var read = reader.NameEquals("timestamp"u8) ? FieldReader.Milliseconds(ref reader, ref element.ExchangeTimeUtcNanos)
                : reader.NameEquals("instrument_name"u8)
                    ? FieldReader.Instrument(ref reader, in context, ref element.Instrument, ref found)
                : reader.NameEquals("best_bid_price"u8) ? FieldReader.Price(ref reader, ref quote.BestBid)
                : reader.NameEquals("best_bid_amount"u8) ? FieldReader.Amount(ref reader, ref quote.BestBidAmount)
                : reader.NameEquals("best_ask_price"u8) ? FieldReader.Price(ref reader, ref quote.BestAsk)
                : reader.NameEquals("best_ask_amount"u8) ? FieldReader.Amount(ref reader, ref quote.BestAskAmount)
                : reader.SkipValue();
            if (!read)
            {
                return DecodeResult.Malformed;
            }
        }

        SetEmptySides(ref quote.BestBid, ref quote.BestBidAmount, ref quote.BestAsk, ref quote.BestAskAmount);
        return reader.Kind == JsonKind.EndObject && element.ExchangeTimeUtcNanos > 0 ? found : DecodeResult.Malformed;
    }

    public static void SetAbsent(ref QuoteBody quote)
    {
        quote.BestBid = Price.None;
        quote.BestBidAmount = Quantity.None;
        quote.BestAsk = Price.None;
        quote.BestAskAmount = Quantity.None;
    }

    /// <summary>The venue prints an empty side as a price of null or of 0: both become None.</summary>
    public static void SetEmptySides(ref Price bid, ref Quantity bidAmount, ref Price ask, ref Quantity askAmount)
    {
        if (bid == Price.None || bid == Price.Zero)
        {
            bid = Price.None;
            bidAmount = Quantity.None;
        }

        if (ask == Price.None || ask == Price.Zero)
        {
            ask = Price.None;
            askAmount = Quantity.None;
        }
    }
}
