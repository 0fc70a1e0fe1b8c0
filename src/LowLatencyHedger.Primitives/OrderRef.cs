namespace LowLatencyHedger.Primitives;

/// <summary>
/// Our own name of an order, unique for all time: the run's epoch (counted on disk) and a number within the run. On the wire it is
/// the order's label.
/// </summary>
[HotPath]
public readonly record struct OrderRef(uint Epoch, uint Number)
{
    /// <summary>Not one of ours.</summary>
    public static readonly OrderRef None;

    public bool HasValue => Epoch != 0;
}
