using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Pricing;

/// <summary>
/// Several doubles side by side: the operations that <see cref="LaneKernel"/> needs, so that one kernel serves every vector width. Type
/// arguments are structs, so each call is resolved and inlined at compile time. All operations round as their scalar counterparts do: the
/// width never changes a result.
/// </summary>
internal interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    [HotPath]
    static abstract int Count { get; }

    [HotPath]
    static abstract TSelf All(double value);

    [HotPath]
    static abstract TSelf Load(ref double start, nuint offset);

    [HotPath]
    static abstract void Store(TSelf value, ref double start, nuint offset);

    [HotPath]
    static abstract TSelf operator +(TSelf left, TSelf right);

    [HotPath]
    static abstract TSelf operator -(TSelf left, TSelf right);

    [HotPath]
    static abstract TSelf operator *(TSelf left, TSelf right);

    [HotPath]
    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>left * right + addend, rounded once.</summary>
    [HotPath]
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf addend);

    [HotPath]
    static abstract TSelf Abs(TSelf value);

    [HotPath]
    static abstract TSelf Min(TSelf left, TSelf right);

    [HotPath]
    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary>
    /// Lane by lane: <paramref name="condition"/> above zero ? <paramref name="whenPositive"/> : <paramref name="otherwise"/>.
    /// </summary>
    [HotPath]
    static abstract TSelf Select(TSelf condition, TSelf whenPositive, TSelf otherwise);

    /// <summary><paramref name="value"/> times two to the power that the low bits of <paramref name="integer"/> hold.</summary>
    [HotPath]
    static abstract TSelf Scale(TSelf value, TSelf integer);

    /// <summary>True if every lane is within the bounds; NaN is not.</summary>
    [HotPath]
    static abstract bool AllWithin(TSelf value, double low, double high);
}
