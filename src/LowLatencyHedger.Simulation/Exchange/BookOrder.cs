using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>
/// An entry of an order book. Liquidity of the market has no <see cref="Order"/>; an account's entry carries its newest state.
/// </summary>
internal sealed class BookOrder(long sequence, Account owner, Side side, long priceRaw, long remainingRaw)
{
    /// <summary>Arrival number: time priority within a level.</summary>
    public long Sequence { get; set; } = sequence;

    public Account Owner { get; } = owner;

    public Side Side { get; } = side;

    public long PriceRaw { get; set; } = priceRaw;

    public long RemainingRaw { get; set; } = remainingRaw;

    public Order? Order { get; set; }
}
