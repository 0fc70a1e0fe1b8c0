using System.Runtime.CompilerServices;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec.Scan;

/// <summary>The day's statistics within a ticker, of which nothing is kept: to be over them soon.</summary>
internal struct StatsScan : IScannedElement
{
    public static string[] Members => ["high", "low", "price_change", "volume", "volume_usd", "volume_notional"];

    [HotPath]
    public readonly void Begin(ref InputEvent element)
    {
    }

    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Take(int member, ReadOnlySpan<byte> text, int at, in DecodeContext context, ref InputEvent element) =>
        JsonScan.Skip(text, at);

    [HotPath]
    public readonly DecodeResult End(ulong seen, ref InputEvent element) => DecodeResult.Ok;
}
