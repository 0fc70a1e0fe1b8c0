using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging.Policies;

/// <summary>
/// What a policy sees. A plain value that the caller fills; what is left at 0 means that there is none of it. Signs are those of the book:
/// a short option has negative gamma and vega. A number that is NaN leads to no trade or to the widest band, never to a trade.
/// </summary>
/// <remarks>
/// For one option of <c>q</c> units with a hedge of <c>h</c> coins: <c>Delta = q * delta + h</c>, <c>ExposureDelta = q * delta</c>,
/// <c>Gamma = q * gamma</c>, <c>YearsToExpiry</c> and <c>Volatility</c> its own, <c>Price</c> the spot.
/// </remarks>
[HotPath]
public struct HedgeView
{
    /// <summary>Net delta with the hedge, coins.</summary>
    public double Delta;

    /// <summary>Signed coins of own hedge orders under way, as far as they are expected to fill: they count as done.</summary>
    public double PendingCoins;

    /// <summary>The part of <see cref="Delta"/> that is hedged, that is without the hedge, coins. Only a hedge ratio other than 1 needs it.</summary>
    public double ExposureDelta;

    /// <summary>Slope of the delta in the price, coins per USD.</summary>
    public double Gamma;

    /// <summary>
    /// Slope of the delta in the volatility, coins per 1.00. Zakamouline and Leland move the delta by it times the difference to
    /// <see cref="HedgePolicy.HedgingVolatility"/>; who has the delta at that volatility can put the mean slope here, and the result is exact.
    /// </summary>
    public double Vanna;

    /// <summary>Of the hedge instrument, USD per coin.</summary>
    public double Price;

    /// <summary>A year, as a fraction: 0.6 is 60 %. Of a book, weighted with gamma.</summary>
    public double Volatility;

    /// <summary>Of 365 days, until expiry. Of a book, weighted with gamma.</summary>
    public double YearsToExpiry;

    /// <summary>What trading costs one way, all in, as a fraction of what is traded: 0.0005 is 5 bp.</summary>
    public double CostFraction;

    /// <summary>What each order costs besides, USD.</summary>
    public double FixedCostUsd;

    /// <summary>What bands are widened by, as a fraction of their width and as far as the widest; while hedges seem to chase each other.</summary>
    public double Caution;

    /// <summary>The part of the slack that positions elsewhere offset, coins: it is not hedged.</summary>
    public double NettedCoins;

    /// <summary>
    /// What the delta of least variance has more than <see cref="Delta"/> because of jumps, coins; as far as half the narrower side of the band.
    /// </summary>
    public double JumpDelta;

    /// <summary>The price has just jumped: with short gamma, what is traded out of a band goes to its centre.</summary>
    public bool IsGap;

    /// <summary>One lot of the hedge instrument: no trade is smaller and no band narrower.</summary>
    public double MinTradeCoins;

    /// <summary>Any clock that does not go back; only differences count.</summary>
    public long NowNanos;
}
