namespace LowLatencyHedger.Primitives;

/// <summary>Dense index of a price index such as <c>btc_usd</c>: the unit in which books are hedged.</summary>
[HotPath]
public readonly record struct UnderlyingId(int Index)
{
    public static readonly UnderlyingId None = new(-1);

    public bool HasValue => Index >= 0;
}
