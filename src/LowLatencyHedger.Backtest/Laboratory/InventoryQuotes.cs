namespace LowLatencyHedger.Backtest.Laboratory;

/// <summary>
/// Where a market maker with an inventory quotes, in closed form: to hold the skew of a quoting engine against. The price moves without drift by
/// <paramref name="Deviation"/>, and a quote at distance d from the mid is taken <paramref name="Intensity"/> exp(-<paramref name="Decay"/> d)
/// times a unit of time.
/// </summary>
/// <remarks>
/// Avellaneda and Stoikov, "High-frequency trading in a limit order book" (2008), until a horizon; Guéant, Lehalle and Fernandez-Tapia, "Dealing
/// with the inventory risk" (2013), far from one.
/// </remarks>
/// <param name="Deviation">Standard deviation of the price in a unit of time, in its currency.</param>
/// <param name="Aversion">Risk aversion, 1/currency.</param>
/// <param name="Decay">Of the intensity, 1/currency.</param>
/// <param name="Intensity">At the mid, 1/unit of time.</param>
public readonly record struct InventoryQuotes(double Deviation, double Aversion, double Decay, double Intensity)
{
    /// <summary>Half of the spread that risk aversion alone asks for, as if no inventory came of it.</summary>
    public double BaseDistance => Math.Log(1 + (Aversion / Decay)) / Aversion;

    /// <summary>By how much a unit of inventory shifts the quotes far from the horizon.</summary>
    public double Shift => Math.Sqrt(
        Deviation * Deviation * Aversion / (2 * Decay * Intensity) * Math.Pow(1 + (Aversion / Decay), 1 + (Decay / Aversion)));

    /// <summary>What the asset is worth to one who holds <paramref name="inventory"/> of it until the horizon.</summary>
    public double ReservationPrice(double mid, double inventory, double horizon) => mid - (inventory * Variance(horizon));

    /// <summary>From the reservation price to either quote.</summary>
    public double HalfSpread(double horizon) => (0.5 * Variance(horizon)) + BaseDistance;

    /// <summary>From the mid down to the bid, far from the horizon; negative is above the mid.</summary>
    public double BidDistance(double inventory) => BaseDistance + (0.5 * ((2 * inventory) + 1) * Shift);

    /// <summary>From the mid up to the ask, far from the horizon.</summary>
    public double AskDistance(double inventory) => BaseDistance - (0.5 * ((2 * inventory) - 1) * Shift);

    private double Variance(double horizon) => Aversion * Deviation * Deviation * horizon;
}
