using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>An element of <c>trades.*</c>.</summary>
[HotPath]
internal readonly struct TradeElement : IElement
{
    public static DecodeResult Read(ref JsonReader reader, in DecodeContext context, ref InputEvent element)
    {
        element.Kind = InputKind.Trade;
        ref var trade = ref element.Trade;
        trade.Price = Price.None;
        trade.Amount = Quantity.None;
        var found = DecodeResult.Malformed;
        while (reader.ReadName())
        {
            var read = reader.NameEquals("timestamp"u8) ? FieldReader.Milliseconds(ref reader, ref element.ExchangeTimeUtcNanos)
                : reader.NameEquals("price"u8) ? FieldReader.Price(ref reader, ref trade.Price)
                : reader.NameEquals("amount"u8) ? FieldReader.Amount(ref reader, ref trade.Amount)
                : reader.NameEquals("direction"u8) ? FieldReader.Direction(ref reader, ref trade.TakerSide)
                : reader.NameEquals("instrument_name"u8)
                    ? FieldReader.Instrument(ref reader, in context, ref element.Instrument, ref found)
                : reader.NameEquals("trade_seq"u8) ? FieldReader.Int64(ref reader, ref trade.TradeSequence)
                : reader.SkipValue();
            if (!read)
            {
                return DecodeResult.Malformed;
            }
        }

        var complete = reader.Kind == JsonKind.EndObject && element.ExchangeTimeUtcNanos > 0
            && trade.Price.HasValue && trade.Amount.IsPositive && trade.TakerSide != Side.None;
        return complete ? found : DecodeResult.Malformed;
    }
}
