using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Core.Orders;
using LowLatencyHedger.Core.Risk;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Hedging.Execution;

/// <summary>
/// How hedges reach the market: whether the next order rests in the book or takes from it, how much of a large trade it is, and when a
/// resting one has to go. It proposes and cancels; <see cref="HedgeTrader"/> alone places. Thread: the core's only.
/// </summary>
/// <remarks>
/// One order at a time, always: a resting order is cancelled, and only its proven end makes room for the next. It is never edited, so that a
/// label stands for one price and one amount for good.
/// </remarks>
[HotPath]
internal sealed class HedgeExecution
{
    /// <summary>In widths of the band: how far an order may lead past its aim, and how much more may be wanted, before it is replaced.</summary>
    private const double AimTolerance = 0.1;
    private const double GrowthTolerance = 0.25;

    private readonly CoreContext _context;
    private readonly SettingValues _settings;
    private readonly OrderTracker _tracker;
    private readonly RiskGate _gate;
    private readonly bool _mayRest;
    private readonly OrderSizer[] _sizers;
    private readonly PassiveRound[] _rounds;
    private readonly SliceSchedule[] _schedules;

    public HedgeExecution(CoreContext context, SettingValues settings, OrderTracker tracker, RiskGate gate, OrderTypes allowedTypes)
    {
        _context = context;
        _settings = settings;
        _tracker = tracker;
        _gate = gate;
        _mayRest = (allowedTypes & OrderTypes.PostOnly) != 0;
        _sizers = new OrderSizer[settings.UnderlyingCount];
        _rounds = new PassiveRound[settings.UnderlyingCount];
        _schedules = new SliceSchedule[settings.UnderlyingCount];
        for (var i = 0; i < _sizers.Length; i++)
        {
            _sizers[i] = new OrderSizer(settings, i);
        }
    }

    /// <summary>An order that reduces a position by what of it is given.</summary>
    public ReasonCode SizeReduction(HedgedUnderlying underlying, in Instrument hedge, double position, ReasonCode why, out OrderIntent intent)
    {
        var side = position < 0 ? Side.Buy : Side.Sell;
        var reason = _sizers[underlying.Index].Size(hedge, underlying.Book, side, Math.Abs(position), why, out intent);
        intent.Purpose = OrderPurpose.ReducePosition;
        return reason;
    }

    /// <summary>The next order for a trade that is wanted. False: none yet, and nothing to report.</summary>
    /// <param name="underlying">Without an unresolved order.</param>
    /// <param name="hedge">The hedge instrument.</param>
    /// <param name="target">What is wanted, as far as the trading state lets it.</param>
    /// <param name="isActive">The trading state is the one without restrictions.</param>
    /// <param name="isGap">The price has just jumped.</param>
    /// <param name="reason">None when <paramref name="intent"/> is an order; else why there is none.</param>
    /// <param name="intent">The order.</param>
    public bool TrySize(
        HedgedUnderlying underlying, in Instrument hedge, in HedgeTarget target, bool isActive, bool isGap, out ReasonCode reason,
        out OrderIntent intent)
    {
        var at = underlying.Index;
        ref readonly var sizer = ref _sizers[at];
        ref var round = ref _rounds[at];
        var now = _context.NowNanos;
        round.OnWanted(target.Trade > 0 ? Side.Buy : Side.Sell, now);
        var isUrgent = isGap || IsFarOut(underlying);
        if (isActive && !isUrgent && IsPassive(at) && !round.IsSpent(Nanos(SettingKey.PassiveMillis, at), now) && _gate.HasHalfItsOrders(now))
        {
            reason = sizer.Rest(hedge, underlying.Book, target, out intent);
            return !round.IsPacing(Nanos(SettingKey.RepegMillis, at), now);
        }

        var due = target;
        if (isUrgent)
        {
            _schedules[at].Stop();
        }
        else if (_settings[SettingKey.DepthShare, at] < 1)
        {
            var largest = sizer.LargestCoins(hedge, underlying.Book, target.Trade > 0 ? Side.Buy : Side.Sell);
            var trade = _schedules[at].Due(
                target.Trade, largest, Nanos(SettingKey.SliceMillis, at), _settings[SettingKey.SliceUrgency, at], now);
            due = target with { Trade = trade };
        }

        reason = sizer.Size(hedge, underlying.Book, due, out intent);
        return due.Trade == target.Trade || reason != ReasonCode.AmountBelowMinimum;
    }

    /// <summary>A resting order has been placed.</summary>
    public void OnRests(int underlying, in OrderEntry entry, double aimDelta) => _rounds[underlying].OnPlaced(entry, aimDelta, _context.NowNanos);

    /// <summary>Looks after the order that rests in the book: cancels it when it should not be there any more.</summary>
    public void Tend(HedgedUnderlying underlying, in Assessment assessment, bool isGap)
    {
        ref var round = ref _rounds[underlying.Index];
        if (round.Order.HasValue)
        {
            ref var entry = ref _tracker.Orders[round.Order];
            if (entry.IsFinal)
            {
                round.OnEnded(entry);
                if (entry.Booked == Quantity.Zero)
                {
                    underlying.Statistics.OnUntraded();
                }
            }
            else if (entry.Stage == OrderStage.Open && entry.CancelSentNanos == 0)
            {
                var reason = WhyCancel(underlying, entry, round, assessment, isGap);
                if (reason != ReasonCode.None)
                {
                    _tracker.Cancel(ref entry, reason);
                }
            }
        }

        if (underlying.Target.Trade == 0 && underlying.Desk.UnresolvedCount == 0)
        {
            round.End();
            _schedules[underlying.Index].Stop();
        }
    }

    private ReasonCode WhyCancel(HedgedUnderlying underlying, in OrderEntry entry, in PassiveRound round, in Assessment assessment, bool isGap)
    {
        var at = underlying.Index;
        if (assessment.State != TradingState.Active)
        {
            return assessment.Reason;
        }

        if (isGap)
        {
            return ReasonCode.PriceJumped;
        }

        var trade = entry.Side == Side.Buy ? underlying.Target.Trade : -underlying.Target.Trade;
        var remaining = Math.Abs(underlying.RestingCoins);
        var ahead = entry.Side == Side.Buy ? underlying.Delta + remaining - round.AimDelta : round.AimDelta - underlying.Delta + remaining;
        var width = underlying.Target.Upper - underlying.Target.Lower;
        if (!IsPassive(at) || !(trade >= 0) || !(ahead <= AimTolerance * width))
        {
            return ReasonCode.OrderNotWanted;
        }

        if (trade > 0 && IsFarOut(underlying))
        {
            return ReasonCode.OuterBoundLeft;
        }

        if (round.IsSpent(Nanos(SettingKey.PassiveMillis, at), _context.NowNanos))
        {
            return trade > 0 ? ReasonCode.PassiveTimeUp : ReasonCode.OrderNotWanted;
        }

        var touch = entry.Side == Side.Buy ? underlying.Book.BestBid : underlying.Book.BestAsk;
        var isBehind = touch.HasValue && (entry.Side == Side.Buy ? touch > entry.Price : touch < entry.Price);
        var isDue = (isBehind && trade > 0) || trade - remaining > GrowthTolerance * width;
        return isDue && !round.IsPacing(Nanos(SettingKey.RepegMillis, at), _context.NowNanos) ? ReasonCode.RepegDue : ReasonCode.None;
    }

    private bool IsPassive(int at) => _mayRest && (ExecutionMode)(int)_settings[SettingKey.ExecutionMode, at] == ExecutionMode.PassiveFirst;

    /// <summary>
    /// The band in force lies around what is aimed for, and the configured one says how far is far, as it does for all limits. Not known counts
    /// as far.
    /// </summary>
    private bool IsFarOut(HedgedUnderlying underlying)
    {
        var at = underlying.Index;
        ref readonly var band = ref underlying.Target;
        var below = _settings[SettingKey.LowerWidthCoins, at];
        var above = _settings[SettingKey.UpperWidthCoins, at];
        var slack = underlying.Delta - (band.Lower + ((band.Upper - band.Lower) * below / (below + above)));
        var outer = _settings[SettingKey.OuterBands, at];
        return !(slack <= outer * above && -slack <= outer * below);
    }

    private long Nanos(SettingKey key, int at) => (long)(_settings[key, at] * Primitives.Nanos.PerMilli);
}
