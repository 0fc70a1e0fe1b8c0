using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>A trade of the account, wherever it is printed.</summary>
[HotPath]
internal readonly struct FillElement : IElement
{
    public static DecodeResult Read(ref JsonReader reader, in DecodeContext context, ref InputEvent element)
    {
        element.Kind = InputKind.Fill;
        ref var fill = ref element.Fill;
        SetAbsent(ref fill);
        var found = DecodeResult.Malformed;
        while (reader.ReadName())
        {
            var read = reader.NameEquals("label"u8) ? FieldReader.Label(ref reader, ref fill.Ref)
                : reader.NameEquals("timestamp"u8) ? FieldReader.Milliseconds(ref reader, ref element.ExchangeTimeUtcNanos)
                : reader.NameEquals("price"u8) ? FieldReader.Price(ref reader, ref fill.Price)
                : reader.NameEquals("amount"u8) ? FieldReader.Amount(ref reader, ref fill.Amount)
                : reader.NameEquals("direction"u8) ? FieldReader.Direction(ref reader, ref fill.Side)
                : reader.NameEquals("instrument_name"u8)
                    ? FieldReader.Instrument(ref reader, in context, ref element.Instrument, ref found)
                : reader.NameEquals("trade_id"u8) ? FieldReader.Text(ref reader, ref fill.TradeId)
                : reader.NameEquals("order_id"u8) ? FieldReader.Text(ref reader, ref fill.ExchangeOrderId)
                : reader.NameEquals("trade_seq"u8) ? FieldReader.Int64(ref reader, ref fill.TradeSequence)
                : reader.NameEquals("fee"u8) ? FieldReader.Double(ref reader, ref fill.Fee)
                : reader.NameEquals("index_price"u8) ? FieldReader.Double(ref reader, ref fill.IndexPrice)
                : reader.NameEquals("mark_price"u8) ? FieldReader.Double(ref reader, ref fill.MarkPrice)
                : reader.NameEquals("liquidity"u8) ? FieldReader.Liquidity(ref reader, ref fill.Liquidity)
                : reader.NameEquals("liquidation"u8) ? FieldReader.Liquidated(ref reader, ref fill.Liquidated)
                : reader.SkipValue();
            if (!read)
            {
                return DecodeResult.Malformed;
            }
        }

        return reader.Kind == JsonKind.EndObject && TryComplete(ref element) ? found : DecodeResult.Malformed;
    }

    public static void SetAbsent(ref FillBody fill)
    {
        fill.Price = Price.None;
        fill.Amount = Quantity.None;
        fill.MarkPrice = double.NaN;
        fill.IndexPrice = double.NaN;
    }

    public static bool TryComplete(ref InputEvent element)
    {
        ref var fill = ref element.Fill;
        fill.Fee = double.IsNaN(fill.Fee) ? 0 : fill.Fee;
        return element.ExchangeTimeUtcNanos > 0 && !fill.TradeId.IsEmpty && !fill.ExchangeOrderId.IsEmpty
            && fill.Price.HasValue && fill.Amount.IsPositive && fill.Side != Side.None;
    }
}
