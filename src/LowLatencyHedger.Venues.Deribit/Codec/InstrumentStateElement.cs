using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>The data of <c>instrument.state.*</c>.</summary>
[HotPath]
internal readonly struct InstrumentStateElement : IElement
{
    public static DecodeResult Read(ref JsonReader reader, in DecodeContext context, ref InputEvent element)
    {
        element.Kind = InputKind.InstrumentState;
        var found = DecodeResult.Malformed;
        while (reader.ReadName())
        {
            var read = reader.NameEquals("timestamp"u8) ? FieldReader.Milliseconds(ref reader, ref element.ExchangeTimeUtcNanos)
                : reader.NameEquals("state"u8) ? FieldReader.Status(ref reader, ref element.InstrumentState.Status)
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
