using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Market;

/// <summary>An instrument that hedges are traded in, with its book. Thread: the core's only.</summary>
[HotPath]
internal sealed class HedgeMarket(string name, int bookLevels)
{
    public readonly InlineText32 Name = InlineText32.From(name);
    public readonly OrderBook Book = new(bookLevels);

    /// <summary>None until the venue has told of it.</summary>
    public InstrumentId Id = InstrumentId.None;

    /// <summary>The limits let it be traded.</summary>
    public bool IsAllowed;

    public long NextResyncNanos;
}
