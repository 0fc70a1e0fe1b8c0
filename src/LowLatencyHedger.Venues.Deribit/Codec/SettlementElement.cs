using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>One entry of the settlement history. Only deliveries end positions: the daily settlement of futures moves money alone.</summary>
[HotPath]
internal readonly struct SettlementElement : IElement
{
    public static DecodeResult Read(ref JsonReader reader, in DecodeContext context, ref InputEvent element)
    {
        element.Kind = InputKind.Settlement;
        ref var settlement = ref element.Settlement;
        settlement.Position = Quantity.None;
        settlement.Price = double.NaN;
        settlement.IndexPrice = double.NaN;
        var found = DecodeResult.Malformed;
        var type = default(InlineText32);
        while (reader.ReadName())
        {
            var read = reader.NameEquals("type"u8) ? FieldReader.Text(ref reader, ref type)
                : reader.NameEquals("timestamp"u8) ? FieldReader.Milliseconds(ref reader, ref element.ExchangeTimeUtcNanos)
                : reader.NameEquals("instrument_name"u8)
                    ? FieldReader.Instrument(ref reader, in context, ref element.Instrument, ref found)
                : reader.NameEquals("position"u8) ? FieldReader.Amount(ref reader, ref settlement.Position)
                : reader.NameEquals("mark_price"u8) ? FieldReader.Double(ref reader, ref settlement.Price)
                : reader.NameEquals("index_price"u8) ? FieldReader.Double(ref reader, ref settlement.IndexPrice)
                : reader.SkipValue();
            if (!read)
            {
                return DecodeResult.Malformed;
            }
        }

        if (reader.Kind != JsonKind.EndObject || element.ExchangeTimeUtcNanos <= 0)
        {
            return DecodeResult.Malformed;
        }

        return type.AsSpan().SequenceEqual("delivery"u8) ? found : DecodeResult.Ignored;
    }
}
