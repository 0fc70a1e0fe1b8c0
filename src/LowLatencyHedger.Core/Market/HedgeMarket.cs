using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Market;

/// <summary>An instrument that hedges are traded in, with its book. Thread: the core's only.</summary>
[HotPath]
internal sealed class HedgeMarket(string name, bool isOption, int bookLevels)
{
    public readonly InlineText32 Name = InlineText32.From(name);
    public readonly OrderBook Book = new(bookLevels);

    /// <summary>Traded for gamma and vega; else a future, for delta.</summary>
    public readonly bool IsOption = isOption;

    /// <summary>None until the venue has told of it.</summary>
    public InstrumentId Id = InstrumentId.None;

    /// <summary>The limits let it be traded.</summary>
    public bool IsAllowed;

    public long NextResyncNanos;
}
