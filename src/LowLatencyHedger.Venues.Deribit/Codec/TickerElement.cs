using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>The data of <c>ticker.*</c>.</summary>
[HotPath]
internal readonly struct TickerElement : IElement
{
    public static DecodeResult Read(ref JsonReader reader, in DecodeContext context, ref InputEvent element)
    {
        element.Kind = InputKind.Ticker;
        ref var ticker = ref element.Ticker;
        SetAbsent(ref ticker);
        var found = DecodeResult.Malformed;
        while (reader.ReadName())
        {
            var read = reader.NameEquals("timestamp"u8) ? FieldReader.Milliseconds(ref reader, ref element.ExchangeTimeUtcNanos)
                : reader.NameEquals("instrument_name"u8)
                    ? FieldReader.Instrument(ref reader, in context, ref element.Instrument, ref found)
                : reader.NameEquals("state"u8) ? FieldReader.Status(ref reader, ref ticker.Status)
                : reader.NameEquals("stats"u8) ? reader.SkipValue()
                : reader.NameEquals("greeks"u8) ? TryReadGreeks(ref reader, ref ticker)
                : reader.NameEquals("best_bid_price"u8) ? FieldReader.Price(ref reader, ref ticker.BestBid)
                : reader.NameEquals("best_bid_amount"u8) ? FieldReader.Amount(ref reader, ref ticker.BestBidAmount)
                : reader.NameEquals("best_ask_price"u8) ? FieldReader.Price(ref reader, ref ticker.BestAsk)
                : reader.NameEquals("best_ask_amount"u8) ? FieldReader.Amount(ref reader, ref ticker.BestAskAmount)
                : reader.NameEquals("mark_price"u8) ? FieldReader.Double(ref reader, ref ticker.MarkPrice)
                : reader.NameEquals("index_price"u8) ? FieldReader.Double(ref reader, ref ticker.IndexPrice)
                : reader.NameEquals("min_price"u8) ? FieldReader.Price(ref reader, ref ticker.MinPrice)
                : reader.NameEquals("max_price"u8) ? FieldReader.Price(ref reader, ref ticker.MaxPrice)
                : TryReadOptionField(ref reader, ref ticker);
            if (!read)
            {
                return DecodeResult.Malformed;
            }
        }

        SetEmptySides(ref ticker);
        return reader.Kind == JsonKind.EndObject && element.ExchangeTimeUtcNanos > 0 ? found : DecodeResult.Malformed;
    }

    /// <summary>The venue prints what an empty side has not as 0: it becomes absent.</summary>
    public static void SetEmptySides(ref TickerBody ticker)
    {
        QuoteElement.SetEmptySides(ref ticker.BestBid, ref ticker.BestBidAmount, ref ticker.BestAsk, ref ticker.BestAskAmount);
        ticker.BidIv = ticker.BidIv == 0 ? double.NaN : ticker.BidIv;
        ticker.AskIv = ticker.AskIv == 0 ? double.NaN : ticker.AskIv;
    }

    private static bool TryReadOptionField(ref JsonReader reader, ref TickerBody ticker) =>
        reader.NameEquals("mark_iv"u8) ? FieldReader.Percent(ref reader, ref ticker.MarkIv)
        : reader.NameEquals("bid_iv"u8) ? FieldReader.Percent(ref reader, ref ticker.BidIv)
        : reader.NameEquals("ask_iv"u8) ? FieldReader.Percent(ref reader, ref ticker.AskIv)
        : reader.NameEquals("underlying_price"u8) ? FieldReader.Double(ref reader, ref ticker.UnderlyingPrice)
        : reader.NameEquals("funding_8h"u8) ? FieldReader.Double(ref reader, ref ticker.Funding8h)
        : reader.SkipValue();

    private static bool TryReadGreeks(ref JsonReader reader, ref TickerBody ticker)
    {
        if (!reader.ReadStartObject())
        {
            return reader.Kind == JsonKind.Null;
        }

        while (reader.ReadName())
        {
            var read = reader.NameEquals("delta"u8) ? FieldReader.Double(ref reader, ref ticker.Delta)
                : reader.NameEquals("gamma"u8) ? FieldReader.Double(ref reader, ref ticker.Gamma)
                : reader.NameEquals("vega"u8) ? FieldReader.Double(ref reader, ref ticker.Vega)
                : reader.NameEquals("theta"u8) ? FieldReader.Double(ref reader, ref ticker.Theta)
                : reader.NameEquals("rho"u8) ? FieldReader.Double(ref reader, ref ticker.Rho)
                : reader.SkipValue();
            if (!read)
            {
                return false;
            }
        }

        return reader.Kind == JsonKind.EndObject;
    }

    public static void SetAbsent(ref TickerBody ticker)
    {
        ticker.BestBid = Price.None;
        ticker.BestBidAmount = Quantity.None;
        ticker.BestAsk = Price.None;
        ticker.BestAskAmount = Quantity.None;
        ticker.MinPrice = Price.None;
        ticker.MaxPrice = Price.None;
        ticker.MarkPrice = double.NaN;
        ticker.IndexPrice = double.NaN;
        ticker.UnderlyingPrice = double.NaN;
        ticker.MarkIv = double.NaN;
        ticker.BidIv = double.NaN;
        ticker.AskIv = double.NaN;
        ticker.Delta = double.NaN;
        ticker.Gamma = double.NaN;
        ticker.Vega = double.NaN;
        ticker.Theta = double.NaN;
        ticker.Rho = double.NaN;
        ticker.Funding8h = double.NaN;
    }
}
