using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging;

/// <summary>
/// What an order would cost all in: the venue's taker fee, half the spread, and the larger of what the book's depth adds for the very clip and
/// the square-root law. Fee and spread are those of the moment; the depth for the size of the last clip is walked once a second, and that for an
/// order that is wanted when it is wanted. Thread: the core's only.
/// </summary>
[HotPath]
internal sealed class HedgeCosts(SettingValues settings, int underlying)
{
    private const double DaysPerYear = 365;

    private double _clipCoins;
    private double _depthFraction;
    private long _nextWalkNanos;

    /// <summary>Fills the costs of a view: for a clip as large as the last, and what waiting for the venue costs besides.</summary>
    public void Show(in Instrument hedge, OrderBook book, ref HedgeView view)
    {
        if (view.NowNanos >= _nextWalkNanos)
        {
            _nextWalkNanos = view.NowNanos + Nanos.PerSecond;
            var clip = Math.Max(_clipCoins, view.MinTradeCoins);
            _depthFraction = Math.Max(Depth(hedge, book, clip, view), Depth(hedge, book, -clip, view));
        }

        var halfSpread = 0.5 * (book.BestAsk.ToDouble() - book.BestBid.ToDouble()) / view.Price;
        view.CostFraction = hedge.Definition.TakerCommission + halfSpread + _depthFraction;

        // Gamma that is not hedged while an order is on its way.
        var move = view.Price * view.Volatility;
        var latencyYears = settings[SettingKey.HedgeLatencyMillis, underlying] * Nanos.PerMilli / Nanos.PerYear;
        view.FixedCostUsd = settings[SettingKey.FixedOrderCostUsd, underlying] + (0.5 * Math.Abs(view.Gamma) * move * move * latencyYears);
    }

    /// <summary>The cost of the order that would be sent for a trade. True when that is more than the view has, which then has it.</summary>
    /// <param name="hedge">The hedge instrument.</param>
    /// <param name="book">Its book.</param>
    /// <param name="tradeCoins">Wanted, signed; the order is no larger than allowed.</param>
    /// <param name="view">As the decision was made on.</param>
    public bool ShowClip(in Instrument hedge, OrderBook book, double tradeCoins, ref HedgeView view)
    {
        var unitUsd = hedge.IsInverse ? view.Price : 1;
        var most = settings[SettingKey.MaxOrderAmount, underlying] / unitUsd;
        var clip = Math.Min(Math.Min(Math.Abs(tradeCoins), most), settings[SettingKey.MaxOrderNotionalUsd] / view.Price);
        _clipCoins = double.IsFinite(clip) ? clip : _clipCoins;
        var depth = Depth(hedge, book, tradeCoins > 0 ? clip : -clip, view);
        if (!(depth > _depthFraction))
        {
            return false;
        }

        view.CostFraction += depth - _depthFraction;
        return true;
    }

    /// <summary>Beyond the touch, as a fraction of the price; as far as the book reaches.</summary>
    private double Depth(in Instrument hedge, OrderBook book, double coins, in HedgeView view)
    {
        var amount = Quantity.FromDouble(Math.Abs(coins) * (hedge.IsInverse ? view.Price : 1));
        var isBuy = coins > 0;
        var touch = (isBuy ? book.BestAsk : book.BestBid).ToDouble();
        if (!amount.IsPositive || !(touch > 0))
        {
            return 0;
        }

        var walked = Math.Abs(book.Walk(isBuy ? Side.Buy : Side.Sell, amount).AveragePrice - touch) / view.Price;
        var dailyCoins = settings[SettingKey.DailyVolumeCoins, underlying];
        var law = dailyCoins > 0
            ? settings[SettingKey.ImpactCoefficient, underlying] * view.Volatility * Math.Sqrt(Math.Abs(coins) / (dailyCoins * DaysPerYear))
            : 0;
        return walked > law ? walked : law;
    }
}
