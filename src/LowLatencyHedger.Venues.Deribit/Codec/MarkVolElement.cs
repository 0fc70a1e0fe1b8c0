using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>An element of <c>markprice.options.*</c>, where volatility is a fraction and not, as in tickers, percent.</summary>
[HotPath]
internal readonly struct MarkVolElement : IElement
{
    public static DecodeResult Read(ref JsonReader reader, in DecodeContext context, ref InputEvent element)
    {
        element.Kind = InputKind.MarkVol;
        ref var mark = ref element.MarkVol;
        mark.MarkPrice = double.NaN;
        mark.MarkIv = double.NaN;
        var found = DecodeResult.Malformed;
        while (reader.ReadName())
        {
            var read = reader.NameEquals("timestamp"u8) ? FieldReader.Milliseconds(ref reader, ref element.ExchangeTimeUtcNanos)
                : reader.NameEquals("mark_price"u8) ? FieldReader.Double(ref reader, ref mark.MarkPrice)
                : reader.NameEquals("iv"u8) ? FieldReader.Double(ref reader, ref mark.MarkIv)
                : reader.NameEquals("instrument_name"u8)
                    ? FieldReader.Instrument(ref reader, in context, ref element.Instrument, ref found)
                : reader.SkipValue();
            if (!read)
            {
                return DecodeResult.Malformed;
            }
        }

        return reader.Kind == JsonKind.EndObject ? found : DecodeResult.Malformed;
    }
}
