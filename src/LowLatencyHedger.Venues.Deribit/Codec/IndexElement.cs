using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>The data of <c>deribit_price_index.*</c>.</summary>
[HotPath]
internal readonly struct IndexElement : IElement
{
    public static DecodeResult Read(ref JsonReader reader, in DecodeContext context, ref InputEvent element)
    {
        element.Kind = InputKind.Index;
        ref var index = ref element.Index;
        index.Price = double.NaN;
        var found = DecodeResult.Malformed;
        while (reader.ReadName())
        {
            var read = reader.NameEquals("timestamp"u8) ? FieldReader.Milliseconds(ref reader, ref element.ExchangeTimeUtcNanos)
                : reader.NameEquals("price"u8) ? FieldReader.Double(ref reader, ref index.Price)
                : reader.NameEquals("index_name"u8) ? FieldReader.Index(ref reader, in context, ref index.Underlying, ref found)
                : reader.SkipValue();
            if (!read)
            {
                return DecodeResult.Malformed;
            }
        }

        var complete = reader.Kind == JsonKind.EndObject && element.ExchangeTimeUtcNanos > 0 && index.Price > 0;
        return complete ? found : DecodeResult.Malformed;
    }
}
