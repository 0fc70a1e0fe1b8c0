using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>One kind of JSON object that becomes one event.</summary>
internal interface IElement
{
    /// <summary>
    /// Reads the object that the reader stands at the start of, up to its end. The event comes in empty, with no instrument, and counts
    /// only if the result is Ok.
    /// </summary>
    [HotPath]
    static abstract DecodeResult Read(ref JsonReader reader, in DecodeContext context, ref InputEvent element);
}
