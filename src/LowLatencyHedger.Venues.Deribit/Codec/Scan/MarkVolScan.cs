using System.Runtime.CompilerServices;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec.Scan;

/// <summary>An element of <c>markprice.options.*</c>, see <see cref="MarkVolElement"/>.</summary>
internal struct MarkVolScan : IScannedElement
{
    private enum Member
    {
        Timestamp,
        MarkPrice,
        Iv,
        InstrumentName,
    }

    public static string[] Members => ["timestamp", "mark_price", "iv", "instrument_name"];

    [HotPath]
    public readonly void Begin(ref InputEvent element)
    {
        element.Kind = InputKind.MarkVol;
        element.MarkVol.MarkPrice = double.NaN;
        element.MarkVol.MarkIv = double.NaN;
    }

    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Take(int member, ReadOnlySpan<byte> text, int at, in DecodeContext context, ref InputEvent element) =>
        (Member)member switch
        {
            Member.Timestamp => FieldScan.Milliseconds(text, at, ref element.ExchangeTimeUtcNanos),
            Member.MarkPrice => FieldScan.Double(text, at, ref element.MarkVol.MarkPrice),
            Member.Iv => FieldScan.Double(text, at, ref element.MarkVol.MarkIv),
            Member.InstrumentName => FieldScan.Instrument(text, at, in context, ref element.Instrument),
            _ => JsonScan.Skip(text, at),
        };

    [HotPath]
    public readonly DecodeResult End(ulong seen, ref InputEvent element) =>
        FieldScan.Found((seen >> (int)Member.InstrumentName & 1) != 0, element.Instrument.HasValue);
}
