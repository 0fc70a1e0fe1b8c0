using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Drills;

/// <summary>Positions of the account, and the trades that led there since some moment, oldest first.</summary>
internal sealed record VenueBook(IReadOnlyDictionary<string, Quantity> Positions, IReadOnlyList<VenueTrade> Trades)
{
    /// <summary>
    /// Whether a position was the account's at the end of <paramref name="utcMillis"/> or at any time since then: what somebody may
    /// know who has heard of every trade until that moment, and of some later ones in their order.
    /// </summary>
    public bool Held(string instrument, Quantity position, long utcMillis)
    {
        var held = Positions.GetValueOrDefault(instrument);
        foreach (var trade in Trades.Reverse().Where(trade => trade.Instrument == instrument && trade.UtcMillis > utcMillis))
        {
            if (held == position)
            {
                return true;
            }

            held -= trade.SignedAmount;
        }

        return held == position;
    }
}

/// <summary>A trade of the account.</summary>
internal sealed record VenueTrade(string TradeId, string Instrument, Quantity SignedAmount, long UtcMillis);
