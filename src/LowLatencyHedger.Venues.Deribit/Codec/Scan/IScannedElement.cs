using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec.Scan;

/// <summary>One kind of JSON object that becomes one event, or part of one: the fast twin of <see cref="IElement"/>.</summary>
internal interface IScannedElement
{
    /// <summary>Of members that are read and, behind them, of those that the venue sends too; at most 63.</summary>
    static abstract string[] Members { get; }

    /// <summary>Sets what a member that does not come leaves in the event.</summary>
    [HotPath]
    void Begin(ref InputEvent element);

    /// <summary>
    /// Reads one value, whose number is that of its name in <see cref="Members"/>, into the event. The position behind it, or
    /// <see cref="JsonScan.Failed"/>.
    /// </summary>
    [HotPath]
    int Take(int member, ReadOnlySpan<byte> text, int at, in DecodeContext context, ref InputEvent element);

    /// <summary>
    /// Ends the event. Malformed where something is missing, and for an instrument that is not known UnknownInstrument.
    /// </summary>
    /// <param name="seen">A bit for each member that came.</param>
    /// <param name="element">The event.</param>
    [HotPath]
    DecodeResult End(ulong seen, ref InputEvent element);
}
