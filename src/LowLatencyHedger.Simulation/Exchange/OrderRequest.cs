using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>A buy or sell request after its parameters have been parsed.</summary>
public sealed record OrderRequest
{
    public required string InstrumentName { get; init; }

    public required Side Direction { get; init; }

    /// <summary><see cref="Quantity.None"/> when only <see cref="Contracts"/> is given.</summary>
    public Quantity Amount { get; init; } = Quantity.None;

    /// <summary>In contracts; must agree with <see cref="Amount"/> when both are given.</summary>
    public double? Contracts { get; init; }

    public OrderType Type { get; init; } = OrderType.Limit;

    /// <summary><see cref="Price.None"/> when absent.</summary>
    public Price Price { get; init; } = Price.None;

    public string Label { get; init; } = "";

    public TimeInForce TimeInForce { get; init; }

    public bool PostOnly { get; init; }

    public bool RejectPostOnly { get; init; }

    public bool ReduceOnly { get; init; }

    public bool Mmp { get; init; }

    /// <summary>Unix milliseconds after which the engine refuses to start on it.</summary>
    public long? ValidUntilMs { get; init; }

    public long ConnectionId { get; init; }
}
