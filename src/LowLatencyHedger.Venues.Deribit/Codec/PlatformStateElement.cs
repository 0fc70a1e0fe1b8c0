using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>The data of <c>platform_state</c>: the lock of one price index, or the beginning of maintenance.</summary>
[HotPath]
internal readonly struct PlatformStateElement : IElement
{
    public static DecodeResult Read(ref JsonReader reader, in DecodeContext context, ref InputEvent element)
    {
        element.Kind = InputKind.PlatformState;
        ref var state = ref element.PlatformState;
        state.Underlying = UnderlyingId.None;
        var found = DecodeResult.Ignored;
        var hasLock = false;
        var hasMaintenance = false;
        while (reader.ReadName())
        {
            var isLock = reader.NameEquals("locked"u8);
            var isMaintenance = reader.NameEquals("maintenance"u8);
            hasLock |= isLock;
            hasMaintenance |= isMaintenance;
            var read = isLock ? FieldReader.Boolean(ref reader, ref state.Locked)
                : isMaintenance ? FieldReader.Boolean(ref reader, ref state.Maintenance)
                : reader.NameEquals("price_index"u8) ? FieldReader.Index(ref reader, in context, ref state.Underlying, ref found)
                : reader.SkipValue();
            if (!read)
            {
                return DecodeResult.Malformed;
            }
        }

        // A lock that does not say of which index would be read as one of the whole platform.
        if (reader.Kind != JsonKind.EndObject || (hasLock && found == DecodeResult.Ignored))
        {
            return DecodeResult.Malformed;
        }

        return hasLock ? found : hasMaintenance ? DecodeResult.Ok : DecodeResult.Ignored;
    }
}
