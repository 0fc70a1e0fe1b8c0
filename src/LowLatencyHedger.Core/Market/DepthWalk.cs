using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Market;

/// <summary>What a taker would get out of a book.</summary>
/// <param name="Filled">At most what was asked for.</param>
/// <param name="AveragePrice">Weighted by amount; NaN when nothing fills.</param>
/// <param name="WorstPrice">None when nothing fills.</param>
public readonly record struct DepthWalk(Quantity Filled, double AveragePrice, Price WorstPrice);
