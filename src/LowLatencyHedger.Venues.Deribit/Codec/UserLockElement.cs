using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>
/// The data of <c>user.lock</c>. A lock, of whatever currency, becomes a command to halt: only people can find out why. Its end is
/// nothing: they resume.
/// </summary>
[HotPath]
internal readonly struct UserLockElement : IElement
{
    public static DecodeResult Read(ref JsonReader reader, in DecodeContext context, ref InputEvent element)
    {
        element.Kind = InputKind.Control;
        element.Instrument = InstrumentId.None;
        element.Control.Verb = ControlVerb.Halt;
        element.Control.ReasonCode = (int)ReasonCode.AccountLocked;
        var isLocked = true;
        while (reader.ReadName())
        {
            var read = reader.NameEquals("locked"u8) ? FieldReader.Boolean(ref reader, ref isLocked) : reader.SkipValue();
            if (!read)
            {
                return DecodeResult.Malformed;
            }
        }

        return reader.Kind != JsonKind.EndObject ? DecodeResult.Malformed : isLocked ? DecodeResult.Ok : DecodeResult.Ignored;
    }
}
