using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging.Execution;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging;

/// <summary>
/// What an order would cost all in. Taken from the book: the venue's taker fee, half the spread, and the larger of what the book's depth adds
/// for the very clip and the square-root law. Tried with post-only orders first: the maker fee if that succeeds, and the former if it does not.
/// Then what holding it costs: funding of a perpetual, the way of a dated future to the index. Fee, spread and carry are those of the moment;
/// the depth for the size of the last clip is walked once a second, and that for an order that is wanted when it is wanted. Thread: the core's
/// only.
/// </summary>
[HotPath]
internal sealed class HedgeCosts(SettingValues settings, int underlying, bool mayRest)
{
    private const double DaysPerYear = 365;
    private const double FundingHours = 8;

    private double _clipCoins;
    private double _depthFraction;
    private double _taken = 1;
    private double _restYears;
    private long _nextWalkNanos;

    /// <summary>
    /// Delta that the impact of the last clip brings about, as a part of the clip. The mid price moves by about what the average fill pays beyond
    /// the touch: where the book is even, that is half of what is taken from one side, and the other stays.
    /// </summary>
    public double LoopGain { get; private set; }

    /// <summary>Fills the costs of a view: for a clip as large as the last, and what waiting for the venue costs besides.</summary>
    /// <param name="hedge">The hedge instrument.</param>
    /// <param name="book">Its book.</param>
    /// <param name="moment">Which way, and what the carry is of.</param>
    /// <param name="view">Price, volatility, gamma, lot and time; gets the costs.</param>
    public void Show(in Instrument hedge, OrderBook book, in CostMoment moment, ref HedgeView view)
    {
        var halfSpread = 0.5 * (book.BestAsk.ToDouble() - book.BestBid.ToDouble()) / view.Price;
        if (view.NowNanos >= _nextWalkNanos)
        {
            _nextWalkNanos = view.NowNanos + Nanos.PerSecond;
            var clip = Math.Max(_clipCoins, view.MinTradeCoins);
            _depthFraction = Math.Max(Depth(hedge, book, clip, view), Depth(hedge, book, -clip, view));
            Rest(halfSpread, view);
        }

        var taken = view.IsGap ? 1 : _taken;
        var fees = (taken * hedge.Definition.TakerCommission) + (taken == 1 ? 0 : (1 - taken) * hedge.Definition.MakerCommission);
        view.CostFraction = Math.Max(fees + (taken * (halfSpread + _depthFraction)) + Carry(hedge, moment, view.Price), 0);

        // Gamma that is not hedged while an order is on its way, or waits.
        var move = view.Price * view.Volatility;
        var openYears = (settings[SettingKey.HedgeLatencyMillis, underlying] * Nanos.PerMilli / Nanos.PerYear) + (view.IsGap ? 0 : _restYears);
        view.FixedCostUsd = settings[SettingKey.FixedOrderCostUsd, underlying] + (0.5 * Math.Abs(view.Gamma) * move * move * openYears);
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
        LoopGain = clip > 0 ? depth * view.Price / clip * Math.Abs(view.Gamma) : 0;
        if (!(depth > _depthFraction))
        {
            return false;
        }

        view.CostFraction += (view.IsGap ? 1 : _taken) * (depth - _depthFraction);
        return true;
    }

    /// <summary>
    /// What holding it is expected to cost, as a fraction of what is traded; negative when it earns. A perpetual pays its funding as it was
    /// for the last eight hours; a dated future loses its distance to the index until it expires. What is not known counts as nothing.
    /// </summary>
    private double Carry(in Instrument hedge, in CostMoment moment, double price)
    {
        var hours = settings[SettingKey.HoldingHours, underlying];
        var years = hours * 3_600 * Nanos.PerSecond / Nanos.PerYear;
        var left = Nanos.ToYears(hedge.Definition.ExpiryUtcNanos - moment.VenueUtcNanos);
        var ofBuying = hedge.Definition.Kind == InstrumentKind.Perpetual
            ? hedge.Funding8h * hours / FundingHours
            : ((price / moment.IndexPrice) - 1) * (left > years ? years / left : 1);
        return !double.IsFinite(ofBuying) ? 0 : moment.Slack > 0 ? -ofBuying : ofBuying;
    }

    /// <summary>How much of what is tried with post-only orders is taken in the end, and how long that takes.</summary>
    private void Rest(double halfSpread, in HedgeView view)
    {
        _taken = 1;
        _restYears = 0;
        if (mayRest && (ExecutionMode)(int)settings[SettingKey.ExecutionMode, underlying] == ExecutionMode.PassiveFirst)
        {
            var years = settings[SettingKey.PassiveMillis, underlying] * Nanos.PerMilli / Nanos.PerYear;
            _taken = 1 - RestingOdds.FillProbability(halfSpread, view.Volatility, years);
            _restYears = RestingOdds.MeanYears(halfSpread, view.Volatility, years);
        }
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

/// <summary>What the cost of a hedge depends on besides its book.</summary>
/// <param name="Slack">Net delta above what is aimed at, coins: above is sold.</param>
/// <param name="IndexPrice">USD.</param>
/// <param name="VenueUtcNanos">The venue's clock.</param>
[HotPath]
internal readonly record struct CostMoment(double Slack, double IndexPrice, long VenueUtcNanos);
