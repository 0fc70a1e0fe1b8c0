namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>One page of trades and whether there are more beyond it.</summary>
public sealed record TradePage<T>(IReadOnlyList<T> Trades, bool HasMore);
