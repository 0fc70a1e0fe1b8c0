namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>Which open orders are meant; null fields match all.</summary>
public sealed record OrderFilter
{
    public static readonly OrderFilter All = new();

    /// <summary>Settlement currency (the engine that holds the order): BTC, ETH, USDC.</summary>
    public string? Currency { get; init; }

    public string? InstrumentName { get; init; }

    /// <summary>future or option.</summary>
    public string? KindName { get; init; }

    public string? Label { get; init; }

    public long? ConnectionId { get; init; }

    /// <summary>Orders under market-maker protection on this index.</summary>
    public PriceIndex? ProtectedIndex { get; init; }

    public bool Matches(Order order) =>
        (Currency is null || order.Instrument.Spec.SettlementCurrency == Currency)
        && (InstrumentName is null || order.Instrument.Name == InstrumentName)
        && (KindName is null || order.Instrument.Spec.KindName == KindName)
        && (Label is null || order.Label == Label)
        && (ConnectionId is null || order.ConnectionId == ConnectionId)
        && (ProtectedIndex is null || (order.Mmp && order.Instrument.PriceIndex == ProtectedIndex));
}
