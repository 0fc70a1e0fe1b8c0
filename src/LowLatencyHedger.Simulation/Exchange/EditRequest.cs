using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>An edit request; what is null or None stays as it is.</summary>
public sealed record EditRequest
{
    public required string OrderId { get; init; }

    /// <summary>New total size, filled part included.</summary>
    public Quantity Amount { get; init; } = Quantity.None;

    public double? Contracts { get; init; }

    public Price Price { get; init; } = Price.None;

    public bool? PostOnly { get; init; }

    public bool? RejectPostOnly { get; init; }

    public bool? ReduceOnly { get; init; }

    public bool? Mmp { get; init; }

    public long? ValidUntilMs { get; init; }
}
