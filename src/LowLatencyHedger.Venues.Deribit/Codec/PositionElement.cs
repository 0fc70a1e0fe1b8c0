using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>A position of the account, wherever it is printed.</summary>
[HotPath]
internal readonly struct PositionElement : IElement
{
    public static DecodeResult Read(ref JsonReader reader, in DecodeContext context, ref InputEvent element)
    {
        element.Kind = InputKind.Position;
        ref var position = ref element.Position;
        SetAbsent(ref position);
        var found = DecodeResult.Malformed;
        while (reader.ReadName())
        {
            var read = reader.NameEquals("size"u8) ? FieldReader.Amount(ref reader, ref position.Size)
                : reader.NameEquals("instrument_name"u8)
                    ? FieldReader.Instrument(ref reader, in context, ref element.Instrument, ref found)
                : reader.NameEquals("average_price"u8) ? FieldReader.Double(ref reader, ref position.AveragePrice)
                : reader.NameEquals("delta"u8) ? FieldReader.Double(ref reader, ref position.Delta)
                : reader.NameEquals("mark_price"u8) ? FieldReader.Double(ref reader, ref position.MarkPrice)
                : reader.NameEquals("floating_profit_loss"u8) ? FieldReader.Double(ref reader, ref position.FloatingProfitLoss)
                : reader.SkipValue();
            if (!read)
            {
                return DecodeResult.Malformed;
            }
        }

        return reader.Kind == JsonKind.EndObject && position.Size.HasValue ? found : DecodeResult.Malformed;
    }

    public static void SetAbsent(ref PositionBody position)
    {
        position.Size = Quantity.None;
        position.AveragePrice = double.NaN;
        position.Delta = double.NaN;
        position.MarkPrice = double.NaN;
        position.FloatingProfitLoss = double.NaN;
    }
}
