using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging;

/// <summary>
/// Turns a number of coins into a limit order: whole steps, the smaller trade when in doubt, a price that reaches no further than
/// allowed, and no more than the book offers up to that price.
/// </summary>
[HotPath]
internal readonly struct OrderSizer(SettingValues settings, int underlying)
{
    private double MaxCross => settings[SettingKey.MaxCrossBps, underlying] * 1e-4;

    private double MaxSlippage => settings[SettingKey.MaxSlippageBps, underlying] * 1e-4;

    private double MaxAmount => settings[SettingKey.MaxOrderAmount, underlying];

    private double MaxNotionalUsd => settings[SettingKey.MaxOrderNotionalUsd];

    /// <summary>None when <paramref name="intent"/> is an order; else why there is none.</summary>
    public ReasonCode Size(in Instrument instrument, OrderBook book, in HedgeTarget target, out OrderIntent intent)
    {
        var isBuy = target.Trade > 0;
        var coins = Math.Abs(target.Trade);
        var wanted = instrument.IsInverse ? coins * (isBuy ? book.BestAsk : book.BestBid).ToDouble() : coins;
        return Size(instrument, book, isBuy ? Side.Buy : Side.Sell, wanted, target.Reason, out intent);
    }

    /// <summary>The same for an amount in the instrument's own unit.</summary>
    public ReasonCode Size(in Instrument instrument, OrderBook book, Side side, double wanted, ReasonCode reason, out OrderIntent intent)
    {
        intent = default;
        var isBuy = side == Side.Buy;
        var touch = isBuy ? book.BestAsk : book.BestBid;
        var mid = book.Mid;
        if (!double.IsFinite(wanted) || !(mid > 0))
        {
            return ReasonCode.PriceNotFinite;
        }

        var problem = LimitPrice(instrument, isBuy, touch, mid, out var price);
        if (problem != ReasonCode.None)
        {
            return problem;
        }

        var unitUsd = instrument.IsInverse ? 1.0 : touch.ToDouble();
        var amount = WholeSteps(instrument, Math.Min(Math.Min(wanted, MaxAmount), MaxNotionalUsd / unitUsd));
        if (!amount.IsPositive)
        {
            return ReasonCode.AmountBelowMinimum;
        }

        var walk = book.Walk(side, amount, price);
        var offered = WholeSteps(instrument, walk.Filled);
        if (!offered.IsPositive)
        {
            return ReasonCode.SlippageAboveCap;
        }

        if (offered < amount)
        {
            amount = offered;
            walk = book.Walk(side, amount, price);
        }

        intent.Type = OrderTypes.ImmediateOrCancel;
        intent.Side = side;
        intent.Price = price;
        intent.Amount = amount;
        intent.Reason = reason;
        intent.Touch = touch;
        intent.Mid = mid;
        Estimate(instrument, walk, ref intent);
        return ReasonCode.None;
    }

    /// <summary>An order that rests at the own side's best price. None when <paramref name="intent"/> is one; else why there is none.</summary>
    public ReasonCode Rest(in Instrument instrument, OrderBook book, in HedgeTarget target, out OrderIntent intent)
    {
        intent = default;
        var isBuy = target.Trade > 0;
        var price = OnTick(instrument, isBuy ? book.BestBid : book.BestAsk, isBuy);
        var coins = Math.Abs(target.Trade);
        if (!double.IsFinite(coins) || !(book.Mid > 0))
        {
            return ReasonCode.PriceNotFinite;
        }

        var unitUsd = instrument.IsInverse ? 1.0 : price.ToDouble();
        var wanted = instrument.IsInverse ? coins * price.ToDouble() : coins;
        intent.Type = OrderTypes.PostOnly;
        intent.Side = isBuy ? Side.Buy : Side.Sell;
        intent.Price = price;
        intent.Amount = WholeSteps(instrument, Math.Min(Math.Min(wanted, MaxAmount), MaxNotionalUsd / unitUsd));
        intent.Reason = target.Reason;
        intent.Touch = isBuy ? book.BestAsk : book.BestBid;
        intent.Mid = book.Mid;
        Expect(instrument, price.ToDouble(), ref intent);

        // What is better than the mid is earned.
        var edge = Math.Abs(price.ToDouble() - intent.Mid) / intent.Mid;
        intent.ExpectedCostUsd = intent.NotionalUsd * (instrument.Definition.MakerCommission - edge);
        return intent.Amount.IsPositive ? ReasonCode.None : ReasonCode.AmountBelowMinimum;
    }

    /// <summary>The largest order that takes no more than its share of the depth inside the price limit, coins; 0 when there is no such price.</summary>
    public double LargestCoins(in Instrument instrument, OrderBook book, Side side)
    {
        var touch = side == Side.Buy ? book.BestAsk : book.BestBid;
        if (LimitPrice(instrument, side == Side.Buy, touch, book.Mid, out var price) != ReasonCode.None)
        {
            return 0;
        }

        var offered = book.Walk(side, Quantity.FromDouble(MaxAmount), price).Filled.ToDouble();
        var share = Math.Max(settings[SettingKey.DepthShare, underlying] * offered, instrument.AmountStep.ToDouble());
        return instrument.IsInverse ? share / touch.ToDouble() : share;
    }

    private ReasonCode LimitPrice(in Instrument instrument, bool isBuy, Price touch, double mid, out Price price)
    {
        var reach = isBuy
            ? Math.Min(touch.ToDouble() * (1 + MaxCross), mid * (1 + MaxSlippage))
            : Math.Max(touch.ToDouble() * (1 - MaxCross), mid * (1 - MaxSlippage));
        price = OnTick(instrument, Price.FromDouble(reach), isBuy);
        if (!IsReached(price, touch, isBuy))
        {
            return ReasonCode.SlippageAboveCap;
        }

        var bound = isBuy ? instrument.MaxPrice : instrument.MinPrice;
        if (bound.HasValue && !IsReached(bound, price, isBuy))
        {
            price = OnTick(instrument, bound, isBuy);
        }

        return IsReached(price, touch, isBuy) ? ReasonCode.None : ReasonCode.PriceOutsideVenueBand;
    }

    /// <summary>Whether a limit reaches as far as a price.</summary>
    private static bool IsReached(Price limit, Price price, bool isBuy) =>
        limit.HasValue && price.HasValue && (isBuy ? limit >= price : limit <= price);

    /// <summary>The nearest tick that does not reach further.</summary>
    private static Price OnTick(in Instrument instrument, Price price, bool isBuy)
    {
        var tick = instrument.TickAt(price).Raw;
        if (!price.HasValue || tick <= 0)
        {
            return Price.None;
        }

        var below = price.Raw - (price.Raw % tick);
        return Price.FromRaw(isBuy || below == price.Raw ? below : below + tick);
    }

    private static Quantity WholeSteps(in Instrument instrument, double amount) => WholeSteps(instrument, Quantity.FromDouble(amount));

    private static Quantity WholeSteps(in Instrument instrument, Quantity amount)
    {
        var step = instrument.AmountStep.Raw;
        return amount.Raw < step || step <= 0 ? Quantity.Zero : Quantity.FromRaw(amount.Raw - (amount.Raw % step));
    }

    private static void Estimate(in Instrument instrument, in DepthWalk walk, ref OrderIntent intent)
    {
        var price = walk.AveragePrice;
        Expect(instrument, price, ref intent);
        intent.ExpectedCostUsd = intent.NotionalUsd * ((Math.Abs(price - intent.Mid) / intent.Mid) + instrument.Definition.TakerCommission);
    }

    /// <summary>What a fill of the whole at a price means.</summary>
    private static void Expect(in Instrument instrument, double price, ref OrderIntent intent)
    {
        var amount = intent.Amount.ToDouble();
        var coins = instrument.IsInverse ? amount / price : amount;
        intent.Coins = intent.Side == Side.Buy ? coins : -coins;
        intent.NotionalUsd = instrument.IsInverse ? amount : amount * price;
    }
}
