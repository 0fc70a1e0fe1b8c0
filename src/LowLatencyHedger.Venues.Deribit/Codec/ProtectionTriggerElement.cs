using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>
/// The data of <c>user.mmp_trigger</c>. It concerns the quotes that somebody else has on the account, and with them where its deltas come
/// from; of an index that is not watched it is nothing.
/// </summary>
[HotPath]
internal readonly struct ProtectionTriggerElement : IElement
{
    public static DecodeResult Read(ref JsonReader reader, in DecodeContext context, ref InputEvent element)
    {
        element.Kind = InputKind.Notice;
        element.Instrument = InstrumentId.None;
        ref var notice = ref element.Notice;
        notice.Reason = ReasonCode.QuotesProtected;
        var found = DecodeResult.Malformed;
        while (reader.ReadName())
        {
            var read = reader.NameEquals("index_name"u8) ? FieldReader.Index(ref reader, in context, ref notice.Underlying, ref found)
                : reader.NameEquals("frozen_until"u8) ? FieldReader.Milliseconds(ref reader, ref notice.UntilUtcNanos)
                : reader.SkipValue();
            if (!read)
            {
                return DecodeResult.Malformed;
            }
        }

        return reader.Kind != JsonKind.EndObject ? DecodeResult.Malformed
            : found == DecodeResult.UnknownInstrument ? DecodeResult.Ignored : found;
    }
}
