using System.Runtime.CompilerServices;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec.Scan;

/// <summary>The Greeks within a ticker; the ticker itself sets what is absent.</summary>
internal struct GreeksScan : IScannedElement
{
    private enum Member
    {
        Delta,
        Gamma,
        Vega,
        Theta,
        Rho,
    }

    public static string[] Members => ["delta", "gamma", "vega", "theta", "rho"];

    [HotPath]
    public readonly void Begin(ref InputEvent element)
    {
    }

    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Take(int member, ReadOnlySpan<byte> text, int at, in DecodeContext context, ref InputEvent element)
    {
        ref var ticker = ref element.Ticker;
        return (Member)member switch
        {
            Member.Delta => FieldScan.Double(text, at, ref ticker.Delta),
            Member.Gamma => FieldScan.Double(text, at, ref ticker.Gamma),
            Member.Vega => FieldScan.Double(text, at, ref ticker.Vega),
            Member.Theta => FieldScan.Double(text, at, ref ticker.Theta),
            Member.Rho => FieldScan.Double(text, at, ref ticker.Rho),
            _ => JsonScan.Skip(text, at),
        };
    }

    [HotPath]
    public readonly DecodeResult End(ulong seen, ref InputEvent element) => DecodeResult.Ok;
}
