using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>An order of the account, wherever it is printed.</summary>
[HotPath]
internal readonly struct OrderElement : IElement
{
    public static DecodeResult Read(ref JsonReader reader, in DecodeContext context, ref InputEvent element)
    {
        element.Kind = InputKind.OrderUpdate;
        ref var order = ref element.Order;
        order.Price = Price.None;
        order.Amount = Quantity.None;
        var found = DecodeResult.Malformed;
        var hasState = false;
        while (reader.ReadName())
        {
            var read = reader.NameEquals("label"u8) ? FieldReader.Label(ref reader, ref order.Ref)
                : reader.NameEquals("price"u8) ? FieldReader.OrderPrice(ref reader, ref order.Price)
                : reader.NameEquals("amount"u8) ? FieldReader.Amount(ref reader, ref order.Amount)
                : reader.NameEquals("direction"u8) ? FieldReader.Direction(ref reader, ref order.Side)
                : reader.NameEquals("instrument_name"u8)
                    ? FieldReader.Instrument(ref reader, in context, ref element.Instrument, ref found)
                : reader.NameEquals("order_id"u8) ? FieldReader.Text(ref reader, ref order.ExchangeOrderId)
                : reader.NameEquals("filled_amount"u8) ? FieldReader.Amount(ref reader, ref order.FilledAmount)
                : reader.NameEquals("last_update_timestamp"u8) ? FieldReader.Milliseconds(ref reader, ref order.LastUpdateUtcNanos)
                : reader.NameEquals("post_only"u8) ? FieldReader.Boolean(ref reader, ref order.PostOnly)
                : reader.NameEquals("reduce_only"u8) ? FieldReader.Boolean(ref reader, ref order.ReduceOnly)
                : reader.NameEquals("average_price"u8) ? FieldReader.Double(ref reader, ref order.AveragePrice)
                : reader.NameEquals("order_state"u8) ? (hasState = FieldReader.State(ref reader, ref order.State))
                : reader.SkipValue();
            if (!read)
            {
                return DecodeResult.Malformed;
            }
        }

        return reader.Kind == JsonKind.EndObject && hasState && TryComplete(ref element) ? found : DecodeResult.Malformed;
    }

    public static bool TryComplete(ref InputEvent element)
    {
        ref var order = ref element.Order;
        element.ExchangeTimeUtcNanos = order.LastUpdateUtcNanos;
        order.FilledAmount = order.FilledAmount.HasValue ? order.FilledAmount : Quantity.Zero;
        order.AveragePrice = double.IsNaN(order.AveragePrice) ? 0 : order.AveragePrice;
        return !order.ExchangeOrderId.IsEmpty && order.Amount.HasValue && order.Amount >= Quantity.Zero
            && order.FilledAmount >= Quantity.Zero && order.Side != Side.None;
    }
}
