namespace LowLatencyHedger.Primitives;

/// <summary>The direction of an order or trade.</summary>
public enum Side : byte
{
    None = 0,
    Buy = 1,
    Sell = 2,
}
