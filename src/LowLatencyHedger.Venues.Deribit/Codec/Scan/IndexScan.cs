using System.Runtime.CompilerServices;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec.Scan;

/// <summary>The data of <c>deribit_price_index.*</c>, see <see cref="IndexElement"/>.</summary>
internal struct IndexScan : IScannedElement
{
    private enum Member
    {
        Timestamp,
        Price,
        IndexName,
    }

    public static string[] Members => ["timestamp", "price", "index_name"];

    [HotPath]
    public readonly void Begin(ref InputEvent element)
    {
        element.Kind = InputKind.Index;
        element.Index.Price = double.NaN;
    }

    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Take(int member, ReadOnlySpan<byte> text, int at, in DecodeContext context, ref InputEvent element) =>
        (Member)member switch
        {
            Member.Timestamp => FieldScan.Milliseconds(text, at, ref element.ExchangeTimeUtcNanos),
            Member.Price => FieldScan.Double(text, at, ref element.Index.Price),
            Member.IndexName => FieldScan.Index(text, at, in context, ref element.Index.Underlying),
            _ => JsonScan.Skip(text, at),
        };

    [HotPath]
    public readonly DecodeResult End(ulong seen, ref InputEvent element)
    {
        var named = (seen >> (int)Member.IndexName & 1) != 0 && element.ExchangeTimeUtcNanos > 0 && element.Index.Price > 0;
        return FieldScan.Found(named, element.Index.Underlying.HasValue);
    }
}
