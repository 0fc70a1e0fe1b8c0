using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk.Controls;

/// <summary>The controls of one order, but for the kill latch, which the gate reads last.</summary>
[HotPath]
internal static class OrderControls
{
    /// <summary>Absolute: rounding of a decimal price to eight places must not look like a breach.</summary>
    private const double Rounding = 1e-9;

    private const double MinValidNanos = 500.0 * Nanos.PerMilli;
    private const double MaxValidNanos = 5_000.0 * Nanos.PerMilli;

    public static void Evaluate(
        in OrderIntent o, in OrderExposure x, in OrderCounts counts, SettingValues s, int underlying, bool isReduceOnly, long nowNanos,
        out ControlSheet sheet)
    {
        sheet = default;
        Orders(o, x, counts, s, nowNanos, ref sheet);
        PriceOf(o, x, s, underlying, ref sheet);
        Size(o, x, s, underlying, ref sheet);
        Worst(o, x, s, underlying, isReduceOnly, ref sheet);
        Margin(o, x, s, underlying, ref sheet);
    }

    private static void Orders(
        in OrderIntent o, in OrderExposure x, in OrderCounts counts, SettingValues s, long nowNanos, ref ControlSheet sheet)
    {
        var validNanos = x.VenueUtcNanos == 0 ? double.NaN : o.ValidUntilUtcNanos - x.VenueUtcNanos;
        var isDuplicate = nowNanos - x.LastSentNanos < s.Nanos(SettingKey.DuplicateWindowMillis)
            && o.Side == x.LastSide
            && o.Price == x.LastPrice
            && o.Amount == x.LastAmount;
        sheet.Holds(RiskControl.InstrumentAllowed, x.IsInstrumentAllowed);
        sheet.Holds(RiskControl.OrderType, o.Type is OrderTypes.ImmediateOrCancel or OrderTypes.PostOnly && (o.Type & x.AllowedTypes) != 0);
        sheet.Holds(RiskControl.Validity, validNanos is >= MinValidNanos and <= MaxValidNanos);
        sheet.Holds(RiskControl.Room, x.HasRoomForOrder);
        sheet.Holds(RiskControl.InFlight, x.UnresolvedOrders == 0);
        sheet.Holds(RiskControl.Unknown, x.UnknownOrders == 0);
        sheet.Holds(RiskControl.Backoff, nowNanos >= x.BackoffUntilNanos);
        sheet.Holds(RiskControl.Duplicate, !isDuplicate);
        sheet.Holds(RiskControl.OrdersPerSecond, counts.HasCredit);
        sheet.AtMost(RiskControl.OrdersPerDay, counts.Today + 1, s[SettingKey.MaxOrdersPerDay]);
        if (o.Purpose != OrderPurpose.Hedge)
        {
            sheet.Holds(RiskControl.HedgesOutsideBand, true);
        }
        else
        {
            sheet.AtMost(RiskControl.HedgesOutsideBand, x.HedgesOutsideBand + 1, s[SettingKey.MaxHedgesOutsideBand]);
        }
    }

    private static void PriceOf(in OrderIntent o, in OrderExposure x, SettingValues s, int underlying, ref ControlSheet sheet)
    {
        var price = o.Price.ToDouble();
        var through = o.Side == Side.Buy ? (price / o.Touch.ToDouble()) - 1 : 1 - (price / o.Touch.ToDouble());
        var collarBps = s[x.IsDated ? SettingKey.PriceCollarDatedBps : SettingKey.PriceCollarBps];
        var isFuture = x.OptionUnit == 0;
        var fromIndex = isFuture ? Math.Abs((price / x.IndexPrice) - 1) : 0;
        var fromMark = isFuture ? Math.Abs((price / x.MarkPrice) - 1) : Math.Abs(price - x.MarkPrice) / x.OptionUnit;
        var fromFills = x.FillPrice == 0 ? 0 : Math.Abs((price / x.FillPrice) - 1);
        var isInBand = x.MinPrice.HasValue && x.MaxPrice.HasValue && o.Price >= x.MinPrice && o.Price <= x.MaxPrice;
        sheet.Holds(
            RiskControl.Price, o.Side is Side.Buy or Side.Sell && price > 0 && double.IsFinite(price + x.IndexPrice + x.MarkPrice + x.Strike));
        sheet.AtMost(RiskControl.PriceCollar, 1e4 * Math.Max(fromIndex, fromMark), collarBps);
        sheet.AtMost(RiskControl.FillCollar, 1e4 * fromFills, s[SettingKey.FillCollarBps]);
        sheet.Holds(RiskControl.VenueBand, isInBand);
        sheet.Holds(RiskControl.Tick, x.Tick.HasValue && x.Tick.Raw > 0 && o.Price.Raw % x.Tick.Raw == 0);
        sheet.AtMost(RiskControl.Touch, 1e4 * (through - Rounding), s[SettingKey.MaxCrossBps, underlying]);
    }

    private static void Size(in OrderIntent o, in OrderExposure x, SettingValues s, int underlying, ref ControlSheet sheet)
    {
        var step = x.AmountStep.Raw;
        sheet.Holds(RiskControl.Lot, step > 0 && o.Amount.Raw >= step && o.Amount.Raw % step == 0);
        sheet.AtMost(
            RiskControl.OrderAmount,
            o.Amount.ToDouble(),
            s[o.Purpose == OrderPurpose.Program ? SettingKey.ProgramMaxOrderCoins : SettingKey.MaxOrderAmount, underlying]);
        sheet.AtMost(RiskControl.OrderNotional, o.NotionalUsd > 0 ? o.NotionalUsd : double.NaN, s[SettingKey.MaxOrderNotionalUsd]);
        sheet.AtMost(RiskControl.OpenNotional, x.OpenNotionalUsd + o.NotionalUsd, s[SettingKey.MaxOpenNotionalUsd]);
    }

    /// <summary>What the order leads to if all that is unresolved and works the same way fills with it.</summary>
    private static void Worst(
        in OrderIntent o, in OrderExposure x, SettingValues s, int underlying, bool isReduceOnly, ref ControlSheet sheet)
    {
        var isBuy = o.Side == Side.Buy;
        var positionUsd = isBuy ? x.PositionHighUsd + o.NotionalUsd : x.PositionLowUsd - o.NotionalUsd;
        var grossUsd = x.GrossNotionalUsd + Math.Abs(positionUsd) - Math.Abs(isBuy ? x.PositionHighUsd : x.PositionLowUsd);
        var delta = (o.Coins > 0 ? x.DeltaHigh : x.DeltaLow) + o.Coins;
        Within(RiskControl.OrderPosition, positionUsd, s[SettingKey.MaxPositionUsd], x.PositionUsd, ref sheet);
        Within(RiskControl.OrderGrossNotional, grossUsd, s[SettingKey.MaxGrossNotionalUsd], x.GrossNotionalUsd, ref sheet);
        if (o.Purpose == OrderPurpose.ReducePosition)
        {
            sheet.Holds(RiskControl.OrderNetDelta, true);
            sheet.Holds(RiskControl.MustReduceDelta, true);
            sheet.Holds(RiskControl.ReduceOnly, true);
            sheet.Holds(RiskControl.MustReducePosition, ReducesPosition(o.Amount, isBuy, x));
            return;
        }

        Within(RiskControl.OrderNetDelta, delta, s[SettingKey.MaxNetDeltaCoins, underlying], x.Delta, ref sheet);
        sheet.Holds(RiskControl.MustReducePosition, true);
        if (o.Purpose == OrderPurpose.Program)
        {
            sheet.Holds(RiskControl.MustReduceDelta, true);
            sheet.Holds(RiskControl.ReduceOnly, !isReduceOnly);
            return;
        }

        sheet.Holds(RiskControl.MustReduceDelta, s[SettingKey.MustReduceDelta] == 0 || Reduces(o.Coins, isBuy, x, x.BandLower, x.BandUpper));
        sheet.Holds(RiskControl.ReduceOnly, !isReduceOnly || Reduces(o.Coins, isBuy, x, 0, 0));
    }

    /// <summary>What the order would lock or spend, as the venue margins futures and options, if all that is unresolved and it fill.</summary>
    private static void Margin(in OrderIntent o, in OrderExposure x, SettingValues s, int underlying, ref ControlSheet sheet)
    {
        var extraUsd = x.OptionUnit == 0 ? FutureMarginUsd(o, x, s, underlying) : OptionMarginUsd(o, x, s, underlying);
        if (s[SettingKey.MinAvailableFundsPct] == 0 || extraUsd <= 0)
        {
            sheet.Holds(RiskControl.OrderMargin, true);
            return;
        }

        sheet.AtMost(RiskControl.OrderMargin, extraUsd, x.AvailableFundsUsd);
    }

    private static double FutureMarginUsd(in OrderIntent o, in OrderExposure x, SettingValues s, int underlying)
    {
        var worstUsd = Math.Max(Math.Abs(x.PositionLowUsd), Math.Abs(x.PositionHighUsd));
        var orderUsd = Math.Abs(o.Side == Side.Buy ? x.PositionHighUsd + o.NotionalUsd : x.PositionLowUsd - o.NotionalUsd);
        return orderUsd <= worstUsd
            ? 0
            : MarginUsd(orderUsd, x.IndexPrice, s, underlying) - MarginUsd(worstUsd, x.IndexPrice, s, underlying);
    }

    /// <summary>
    /// A buy spends its premium. A sale locks, of what it leaves short besides, the larger of two parts of the index, one of them less what the option
    /// is out of the money, and the option's mark price. Of a put no less than half of the larger part of the mark besides, which only counts deep
    /// in the money.
    /// </summary>
    private static double OptionMarginUsd(in OrderIntent o, in OrderExposure x, SettingValues s, int underlying)
    {
        var coinUsd = x.IndexPrice / x.OptionUnit;
        if (o.Side == Side.Buy)
        {
            return o.Amount.ToDouble() * o.Price.ToDouble() * coinUsd;
        }

        var low = x.PositionLow.ToDouble();
        var shortCoins = Math.Max(o.Amount.ToDouble() - low, 0) - Math.Max(-low, 0);
        var outOfMoney = Math.Max(x.IsCall ? x.Strike - x.IndexPrice : x.IndexPrice - x.Strike, 0) / x.IndexPrice;
        var largest = 0.01 * s[SettingKey.OptionMarginPct, underlying];
        var mark = x.MarkPrice / x.OptionUnit;
        var part = Math.Max(largest - outOfMoney, 0.01 * s[SettingKey.OptionMarginMinPct, underlying]);
        part = x.IsCall ? part : Math.Max(part, 0.5 * largest * mark);
        return shortCoins * (part + mark) * x.IndexPrice;
    }

    private static double MarginUsd(double positionUsd, double price, SettingValues s, int underlying)
    {
        var pct = s[SettingKey.InitialMarginPct, underlying] + (s[SettingKey.InitialMarginPctPerCoin, underlying] * positionUsd / price);
        return 0.01 * pct * positionUsd;
    }

    /// <summary>Nearer to zero, and in the worst case not beyond it.</summary>
    private static bool ReducesPosition(Quantity amount, bool isBuy, in OrderExposure x)
    {
        var worst = isBuy ? x.PositionHigh : x.PositionLow;
        if (!amount.IsPositive || !x.Position.HasValue || !worst.HasValue)
        {
            return false;
        }

        return isBuy ? x.Position.Raw < 0 && worst.Raw <= -amount.Raw : x.Position.Raw > 0 && worst.Raw >= amount.Raw;
    }

    /// <summary>Within a limit, or at least nearer to zero than before.</summary>
    private static void Within(RiskControl control, double after, double limit, double before, ref ControlSheet sheet)
    {
        if (Math.Abs(after) < Math.Abs(before))
        {
            sheet.Holds(control, true);
            return;
        }

        sheet.AtMost(control, Math.Abs(after), limit);
    }

    /// <summary>From outside a range towards it, and in the worst case not out on the other side.</summary>
    private static bool Reduces(double coins, bool isBuy, in OrderExposure x, double lower, double upper) =>
        isBuy
            ? coins > 0 && x.Delta < lower && x.DeltaHigh + coins <= upper
            : coins < 0 && x.Delta > upper && x.DeltaLow + coins >= lower;
}
