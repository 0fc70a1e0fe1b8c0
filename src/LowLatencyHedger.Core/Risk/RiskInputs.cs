using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Core.Orders;
using LowLatencyHedger.Core.Portfolio;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk;

/// <summary>Gathers what the gate judges from the rest of the core. Thread: the core's only.</summary>
[HotPath]
internal sealed class RiskInputs(
    CoreContext context, OrderTypes allowedTypes, SettingValues settings, InstrumentTable instruments, HedgedUnderlyings underlyings,
    AccountKeeper account, OrderTracker tracker, EngineHealth health, LossGuard losses)
{
    /// <summary>Hedges of so many bands are nobody's over-trading, however little the delta moved.</summary>
    private const double TurnoverFloorBands = 2;

    /// <summary>The state of the world around one underlying, which has just been refreshed.</summary>
    /// <param name="underlying">Refreshed.</param>
    /// <param name="market">Where an order would go.</param>
    /// <param name="control">What the operator ordered.</param>
    /// <param name="conditions">What there is.</param>
    public void Conditions(HedgedUnderlying underlying, HedgeMarket market, HaltControl control, out RiskConditions conditions)
    {
        conditions = default;
        conditions.IsShutDown = control.IsShutDown;
        conditions.IsReduceOrdered = control.IsReduceOrdered;
        conditions.IsTradingReady = context.IsTradingReady;
        conditions.IsReconciled = account.IsReconciled;
        conditions.IsMarketDataReady = context.IsMarketDataReady;
        conditions.IsEngineHealthKnown = health.IsKnown;
        conditions.JournalLagNanos = health.JournalLagNanos;
        conditions.RingUsePct = health.RingUsePct;
        conditions.LoopLagNanos = health.LoopLagNanos;
        conditions.IsClockKnown = context.IsClockKnown;
        conditions.ClockOffsetNanos = context.ExchangeOffsetNanos;
        conditions.ProfitUsd = losses.ProfitUsd;
        Model(underlying, ref conditions);
        Market(underlying, market, ref conditions);
        Account(underlying, market, ref conditions);
    }

    /// <summary>What an order for the underlying would be added to.</summary>
    public void Exposure(
        HedgedUnderlying underlying, HedgeMarket market, in OrderIntent intent, in RiskConditions conditions, out OrderExposure exposure)
    {
        ref readonly var hedge = ref instruments[market.Id];
        var desk = underlying.Desk;
        exposure = default;
        exposure.IsInstrumentAllowed = market.IsAllowed;
        exposure.AllowedTypes = allowedTypes;
        exposure.IsDated = hedge.Definition.Kind == InstrumentKind.Future;
        exposure.UnresolvedOrders = desk.UnresolvedCount;
        exposure.UnknownOrders = desk.UnknownCount;
        exposure.HasRoomForOrder = tracker.Orders.HasRoom;
        exposure.BackoffUntilNanos = desk.BackoffUntilNanos;
        exposure.VenueUtcNanos = context.VenueUtcNanos;
        exposure.HedgesOutsideBand = underlying.Statistics.HedgesOutsideBand;
        exposure.Delta = underlying.Delta;
        exposure.DeltaLow = underlying.DeltaLow;
        exposure.DeltaHigh = underlying.DeltaHigh;
        exposure.BandLower = underlying.Target.Lower;
        exposure.BandUpper = underlying.Target.Upper;
        exposure.GrossNotionalUsd = conditions.GrossNotionalUsd;
        exposure.IndexPrice = underlying.IndexPrice;
        exposure.AvailableFundsUsd = underlying.Risk.AvailableFunds * (underlying.IsUsdSettled ? 1 : underlying.IndexPrice);
        exposure.MarkPrice = hedge.MarkPrice;
        exposure.FillPrice = market.IsOption ? 0 : underlying.Risk.FillPrice * underlying.Basis;
        exposure.OptionUnit = !market.IsOption ? 0 : hedge.IsInverse ? 1 : underlying.IndexPrice;
        exposure.Strike = market.IsOption ? hedge.Definition.Strike : 0;
        exposure.IsCall = hedge.Definition.OptionType == OptionType.Call;
        exposure.MinPrice = hedge.MinPrice;
        exposure.MaxPrice = hedge.MaxPrice;
        exposure.Tick = hedge.TickAt(intent.Price);
        exposure.AmountStep = hedge.AmountStep;
        exposure.LastSentNanos = desk.LastSentNanos;
        exposure.LastSide = desk.LastSide;
        exposure.LastPrice = desk.LastPrice;
        exposure.LastAmount = desk.LastAmount;
        PositionRange(market, ref exposure);
        exposure.OpenNotionalUsd = Unresolved(underlying, market, out exposure.PositionUsd, out exposure.PositionLowUsd, out exposure.PositionHighUsd);
    }

    /// <summary>None, or what is too small for one lot of the hedge instrument.</summary>
    public ReasonCode LotProblem(SettingValues values, HedgedUnderlying underlying)
    {
        ref readonly var hedge = ref instruments[underlying.Primary.Id];
        var price = underlying.IndexPrice;
        if (!(price > 0))
        {
            return ReasonCode.None;
        }

        var lot = hedge.AmountStep.ToDouble();
        var lotUsd = hedge.IsInverse ? lot : lot * price;
        var at = underlying.Index;
        var isBandWide = values[SettingKey.LowerWidthCoins, at] + values[SettingKey.UpperWidthCoins, at] >= lotUsd / price;
        var isLimitHigh = values[SettingKey.MaxOrderAmount, at] >= lot
            && values[SettingKey.MaxOrderNotionalUsd] >= lotUsd
            && values[SettingKey.MaxNetDeltaCoins, at] >= lotUsd / price;
        return !isBandWide ? ReasonCode.BandBelowLot : isLimitHigh ? ReasonCode.None : ReasonCode.LimitBelowLot;
    }

    private void Model(HedgedUnderlying underlying, ref RiskConditions conditions)
    {
        ref readonly var sums = ref underlying.Sums;
        var index = underlying.IndexPrice;
        conditions.HasUnmodelledPosition = underlying.UnmodelledCount != 0 || context.NowNanos < underlying.UnknownInstrumentUntilNanos;
        conditions.IsForwardMissing = sums.IsForwardMissing;
        conditions.UnvaluedOptions = sums.UnvaluedCount;
        conditions.IsFarMove = sums.IsFarMove;
        conditions.GreekGuard = underlying.Risk.GreekGuard;
        conditions.IsEquityUnknown = underlying.IsEquityUnknown;
        conditions.IsExpiryBlackout = sums.IsExpiryBlackout;
        conditions.IsDeltaStepOpen = underlying.Risk.IsDeltaStepOpen;
        conditions.WorstCaseDelta = underlying.WorstCaseDelta;
        conditions.DollarGammaUsd = DollarGamma(sums.PlainGamma, index);
        conditions.VegaUsd = Math.Abs(sums.Vega) / 100;
        conditions.ThetaUsd = Math.Abs(sums.Theta) / 365;
        conditions.ExpiryDeltaCoins = sums.MaxExpiryDelta;
        conditions.ExpiryDollarGammaUsd = DollarGamma(sums.MaxExpiryGamma, index);
        conditions.ExpiryVegaUsd = sums.MaxExpiryVega / 100;
        conditions.ExpiryThetaUsd = sums.MaxExpiryTheta / 365;
        var figures = underlying.Figures;
        var areCovering = figures.Cover(underlying.Greeks);
        conditions.ScenarioLossUsd = areCovering ? figures.ScenarioLossUsd : double.NaN;
        conditions.ValueAtRiskUsd = areCovering ? Math.Max(figures.ValueAtRiskUsd, 0) : double.NaN;
    }

    /// <summary>Change of the delta in USD when the price moves by 1 %.</summary>
    private static double DollarGamma(double gamma, double price) => gamma == 0 ? 0 : Math.Abs(gamma) * price * price / 100;

    private void Market(HedgedUnderlying underlying, HedgeMarket market, ref RiskConditions conditions)
    {
        ref readonly var hedge = ref instruments[market.Id];
        var book = market.Book;
        var now = context.NowNanos;
        conditions.IsPlatformLocked = underlying.IsLocked;
        conditions.InstrumentStatus = hedge.Status;
        conditions.IsBookValid = book.IsValid && book.HasBothSides;
        conditions.BookAgeNanos = Age(book.ReceivedNanos, book.ExchangeTimeUtcNanos);
        conditions.IndexAgeNanos = Age(underlying.IndexReceivedNanos, underlying.IndexExchangeTimeUtcNanos);
        conditions.MarkAgeNanos = Age(hedge.MarkReceivedNanos, hedge.MarkExchangeTimeUtcNanos);
        conditions.ForwardAgeNanos = now - Math.Min(now, underlying.Sums.OldestForwardNanos);
        conditions.VolAgeNanos = now - Math.Min(now, underlying.Sums.OldestVolNanos);
        var unit = !market.IsOption ? book.Mid : hedge.IsInverse ? 1 : underlying.IndexPrice;
        conditions.SpreadBps = 1e4 * (book.BestAsk.ToDouble() - book.BestBid.ToDouble()) / unit;
        conditions.IsExpiryBlackout |= hedge.Definition.Kind == InstrumentKind.Future
            && hedge.Definition.ExpiryUtcNanos - context.VenueUtcNanos <= underlying.BlackoutBeforeNanos;
        conditions.CollarPauseUntilNanos = underlying.Risk.CollarPauseUntilNanos;
    }

    private void Account(HedgedUnderlying underlying, HedgeMarket market, ref RiskConditions conditions)
    {
        foreach (var other in underlyings.All)
        {
            conditions.UnknownOrdersTotal += other.Desk.UnknownCount;
            conditions.GrossNotionalUsd += other.FuturesUsd;
        }

        conditions.GrossNotionalUsd += Unresolved(underlying, market, out _, out var low, out var high);
        conditions.WorstCasePositionUsd = Math.Max(Math.Abs(low), Math.Abs(high));
        conditions.UnderlyingHalt = underlying.Risk.HaltReason;
        conditions.InstrumentHalt = underlying.Desk.HaltReason;
        conditions.UnknownOrders = underlying.Desk.UnknownCount;
        conditions.UnfilledRun = underlying.Desk.UnfilledRun;
        conditions.AvailableFundsPct = underlying.Risk.AvailableFundsPct;
        conditions.MarginRatio = underlying.Risk.MarginRatio;
        conditions.HedgedCoins = underlying.Risk.HedgedCoins;
        conditions.MovedCoins = underlying.Risk.MovedCoins + (TurnoverFloorBands * settings.BandCoins(underlying.Index));
    }

    /// <summary>
    /// USD in unresolved orders of the whole account, and the position in the hedge instrument: as it is, with all unresolved sells, and with
    /// all unresolved buys.
    /// </summary>
    private double Unresolved(HedgedUnderlying underlying, HedgeMarket market, out double positionUsd, out double lowUsd, out double highUsd)
    {
        var unit = market.IsOption ? underlying.IndexPrice : instruments[market.Id].IsInverse ? 1 : market.Book.Mid;
        var position = account.Ledger[market.Id].ToDouble();
        positionUsd = position == 0 ? 0 : position * unit;
        lowUsd = positionUsd;
        highUsd = positionUsd;
        var total = 0.0;
        for (var i = 0; i < tracker.Orders.ActiveCount; i++)
        {
            ref readonly var order = ref tracker.Orders.Active(i);
            ref readonly var instrument = ref instruments[order.Instrument];
            var unitUsd = instrument.IsOption ? underlyings.All[order.Desk].IndexPrice : instrument.IsInverse ? 1 : order.Price.ToDouble();
            var usd = order.WorstCaseRemaining.ToDouble() * unitUsd;
            total += usd;
            if (order.Instrument == market.Id)
            {
                lowUsd -= order.Side == Side.Sell ? usd : 0;
                highUsd += order.Side == Side.Buy ? usd : 0;
            }
        }

        return total;
    }

    /// <summary>The position in the hedge instrument, with all unresolved sells, and with all unresolved buys.</summary>
    private void PositionRange(HedgeMarket market, ref OrderExposure exposure)
    {
        exposure.Position = account.Ledger[market.Id];
        exposure.PositionLow = exposure.Position;
        exposure.PositionHigh = exposure.Position;
        for (var i = 0; i < tracker.Orders.ActiveCount; i++)
        {
            ref readonly var order = ref tracker.Orders.Active(i);
            if (order.Instrument == market.Id)
            {
                exposure.PositionLow -= order.Side == Side.Sell ? order.WorstCaseRemaining : Quantity.Zero;
                exposure.PositionHigh += order.Side == Side.Buy ? order.WorstCaseRemaining : Quantity.Zero;
            }
        }
    }

    /// <summary>The older of the two clocks' verdicts; the largest number for what never arrived.</summary>
    private long Age(long receivedNanos, long exchangeTimeUtcNanos)
    {
        if (receivedNanos == 0)
        {
            return long.MaxValue;
        }

        var byVenue = exchangeTimeUtcNanos == 0 ? 0 : context.VenueUtcNanos - exchangeTimeUtcNanos;
        return Math.Max(context.NowNanos - receivedNanos, byVenue);
    }
}
