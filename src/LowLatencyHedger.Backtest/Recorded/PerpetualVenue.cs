using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>A trade of the hedge instrument.</summary>
/// <param name="Usd">Positive.</param>
internal readonly record struct VenueFill(Price Price, long Usd);

/// <summary>
/// The book of an inverse perpetual: three levels on each side of a mid price, the same number of USD at each. Orders take what is offered
/// up to their limit and find the rest gone until the next step. Thread: the run's.
/// </summary>
internal sealed class PerpetualVenue(BacktestSettings settings)
{
    public const int Levels = 3;

    private readonly long _tickRaw = Price.FromDouble(settings.Currency == "BTC" ? 0.5 : 0.05).Raw;
    private readonly long[] _takenUsd = new long[2 * Levels];
    private readonly long _depthUsd = (long)(settings.DepthUsd / Lot(settings)) * Lot(settings);

    /// <summary>USD.</summary>
    public long LotUsd => Lot(settings);

    public Price Tick => Price.FromRaw(_tickRaw);

    public long DepthUsd => _depthUsd;

    /// <summary>A new step: the book is full again.</summary>
    public void Refill() => Array.Clear(_takenUsd);

    /// <summary>Asks rounded up, bids down.</summary>
    public Price Level(Side side, int level, double mid)
    {
        var off = 1e-4 * mid * (settings.HalfSpreadBps + (level * settings.LevelBps));
        var raw = Price.FromDouble(side == Side.Buy ? mid - off : mid + off).Raw;
        var down = raw / _tickRaw * _tickRaw;
        return Price.FromRaw(side == Side.Sell && down < raw ? down + _tickRaw : down);
    }

    private static long Lot(BacktestSettings settings) => settings.Currency == "BTC" ? 10 : 1;

    /// <summary>An order that takes at once what it can get, around a mid price.</summary>
    public void Take(Side side, long usd, Price limit, double mid, List<VenueFill> fills)
    {
        var isBuy = side == Side.Buy;
        for (var level = 0; level < Levels && usd > 0; level++)
        {
            var price = Level(isBuy ? Side.Sell : Side.Buy, level, mid);
            if (isBuy ? price > limit : price < limit)
            {
                return;
            }

            ref var taken = ref _takenUsd[(isBuy ? 0 : Levels) + level];
            var amount = Math.Min(usd, _depthUsd - taken);
            if (amount > 0)
            {
                taken += amount;
                usd -= amount;
                fills.Add(new VenueFill(price, amount));
            }
        }
    }
}
