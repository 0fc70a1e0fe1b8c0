using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Portfolio;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Orders;

/// <summary>
/// The life of own orders, those that an earlier run left unresolved included. An order ends only on proof: a final state whose fills are all
/// booked, a definite refusal, or two answers "no such order" after the moment until which the venue would have started it, with a reading of
/// all trades and an agreeing position between them. Everything else, silence first, leaves it unknown, and an unknown order keeps its
/// instrument closed. Thread: the core's only.
/// </summary>
[HotPath]
internal sealed class OrderTracker
{
    private const long NotFoundGapNanos = 2 * Nanos.PerSecond;

    /// <summary>The venue forgets orders after half an hour; then only trades and position tell what became of one.</summary>
    private const long ForgottenNanos = 25 * 60 * Nanos.PerSecond;

    private readonly CoreContext _context;
    private readonly SettingValues _settings;
    private readonly OrderTable _orders;
    private readonly OrderDesk[] _desks;
    private readonly PositionLedger _ledger;
    private readonly OrderRuns _runs;

    public OrderTracker(CoreContext context, CoreConfig config, SettingValues settings, OrderDesk[] desks, PositionLedger ledger)
    {
        _context = context;
        _settings = settings;
        _desks = desks;
        _ledger = ledger;
        _orders = new OrderTable(config.Epoch, config.Capacities.Orders);
        _runs = new OrderRuns(context, settings);
    }

    public OrderTable Orders => _orders;

    public long RejectCount { get; private set; }

    public long UnknownCount { get; private set; }

    /// <summary>Fills with our kind of label whose order no journal knows. They are booked.</summary>
    public long StrayFillCount { get; private set; }

    /// <summary>Somebody else gives out labels of this run or of a later one.</summary>
    public bool IsEpochInUse { get; private set; }

    /// <summary>A new entry in flight; the caller fills in what the order is.</summary>
    public ref OrderEntry Send(int deskIndex, InstrumentId instrument)
    {
        ref var entry = ref _orders.Add();
        var desk = _desks[deskIndex];
        entry.Stage = OrderStage.InFlight;
        entry.Desk = deskIndex;
        entry.Instrument = instrument;
        entry.SentNanos = _context.NowNanos;
        desk.UnresolvedCount++;
        return ref entry;
    }

    /// <summary>An order of an earlier run whose end is not known: it is asked about like any other. False when it cannot be kept track of.</summary>
    public bool Restore(in InputEvent e, int deskIndex)
    {
        ref readonly var restored = ref e.RestoredOrder;
        if (!_orders.TryRestore(restored.Ref))
        {
            return false;
        }

        ref var entry = ref _orders[restored.Ref];
        entry.Desk = deskIndex;
        entry.Instrument = e.Instrument;
        entry.ExchangeOrderId = restored.ExchangeOrderId;
        entry.Side = restored.Side;
        entry.Price = restored.Price;
        entry.Amount = restored.Amount;
        entry.VenueFilled = restored.VenueFilled;
        entry.Booked = restored.Booked;
        entry.ValidUntilUtcNanos = restored.ValidUntilUtcNanos;
        entry.MidAtDecision = restored.Price.ToDouble();

        // On this process's clock, and never in its future.
        entry.SentNanos = e.ReceivedNanos - Math.Max(0, e.ExchangeTimeUtcNanos - restored.ValidUntilUtcNanos);
        entry.Stage = OrderStage.Unknown;
        _desks[deskIndex].UnresolvedCount++;
        _desks[deskIndex].UnknownCount++;
        BeginQueries(ref entry);
        Alert(ReasonCode.OrderFromBefore, AlertSeverity.Warning, entry, 0);
        if (restored.IsEnded)
        {
            AwaitFills(ref entry);
        }

        return true;
    }

    public void OnUpdate(in OrderBody update, InstrumentId instrument, bool isAnswer)
    {
        if (!update.Ref.HasValue)
        {
            return;
        }

        var isOurs = _orders.Contains(update.Ref);
        if (!isOurs || _orders[update.Ref].IsAnother(update, instrument))
        {
            IsEpochInUse |= _orders.IsFromElsewhere(update.Ref);
            CancelStray(update, instrument);
            if (isOurs && isAnswer && _orders[update.Ref].ExchangeOrderId.IsEmpty)
            {
                // The answer has all orders of the label. If ours is among them it is told beside this one, and its id is known then.
                OnNotFound(new OrderNotFoundBody { Ref = update.Ref });
            }

            return;
        }

        ref var entry = ref _orders[update.Ref];
        if (!update.ExchangeOrderId.IsEmpty)
        {
            entry.ExchangeOrderId = update.ExchangeOrderId;
        }

        if (update.FilledAmount.HasValue && update.FilledAmount > entry.VenueFilled)
        {
            entry.VenueFilled = update.FilledAmount;
        }

        if (update.Price.HasValue && update.Price != entry.Price)
        {
            Alert(ReasonCode.OrderAltered, AlertSeverity.Critical, entry, update.Price.Raw);
        }

        switch (update.State)
        {
            case OrderState.Filled or OrderState.Cancelled or OrderState.Rejected:
                OnEnd(ref entry);
                break;
            case OrderState.Open when entry.Stage == OrderStage.InFlight:
                entry.Stage = OrderStage.Open;
                break;
            case OrderState.Open when entry.Stage == OrderStage.Unknown:
                Cancel(ref entry, ReasonCode.OrderOutcomeUnknown);
                break;
            case OrderState.Open:
                break;
            default:
                BecomeUnknown(ref entry, ReasonCode.OrderOutcomeUnknown);
                break;
        }
    }

    public void OnReject(in OrderRejectBody reject)
    {
        if (!_orders.Contains(reject.Ref))
        {
            return;
        }

        ref var entry = ref _orders[reject.Ref];
        if (entry.IsFinal)
        {
            return;
        }

        if (reject.ForExistingOrder)
        {
            entry.NextQueryNanos = _context.NowNanos;
            return;
        }

        var isProof = reject.Class == RejectClass.Definite
            && entry.Stage is OrderStage.InFlight or OrderStage.Unknown
            && entry.Booked == Quantity.Zero
            && entry.VenueFilled == Quantity.Zero;
        if (!isProof)
        {
            BecomeUnknown(ref entry, ReasonCode.OrderOutcomeUnknown);
            return;
        }

        // That a post-only order would trade at once is news of the market and happens.
        RejectCount++;
        Alert(ReasonCode.OrderRejected, entry.IsResting ? AlertSeverity.Info : AlertSeverity.Warning, entry, reject.ErrorCode);
        Finish(ref entry, OrderStage.Rejected);
    }

    /// <summary>The request never left this machine. True when this ends an order.</summary>
    public bool OnNotSent(in OrderNotSentBody notSent)
    {
        if (!_orders.Contains(notSent.Ref) || _orders[notSent.Ref].Stage is not (OrderStage.InFlight or OrderStage.Unknown))
        {
            return false;
        }

        ref var entry = ref _orders[notSent.Ref];
        End(ref entry, OrderStage.NeverArrived);
        _runs.OnNotSent(_desks[entry.Desk]);
        return true;
    }

    public void OnNotFound(in OrderNotFoundBody notFound)
    {
        if (!_orders.Contains(notFound.Ref))
        {
            return;
        }

        ref var entry = ref _orders[notFound.Ref];
        var now = _context.NowNanos;
        if (entry.IsFinal || !IsFenced(entry))
        {
            return;
        }

        var isForgotten = now - entry.SentNanos > ForgottenNanos;
        if (!isForgotten && (entry.Booked != Quantity.Zero || entry.VenueFilled != Quantity.Zero))
        {
            Alert(ReasonCode.FillContradiction, AlertSeverity.Warning, entry, entry.Booked.Raw);
            return;
        }

        if (entry.NotFoundCount == 0)
        {
            entry.NotFoundCount = 1;
            entry.FirstNotFoundNanos = now;
        }
        else if (now - entry.FirstNotFoundNanos >= NotFoundGapNanos && PositionAgrees(entry) && entry.VenueFilled <= entry.Booked)
        {
            Alert(ReasonCode.OrderResolved, AlertSeverity.Info, entry, 0);
            Finish(ref entry, entry.Booked == Quantity.Zero ? OrderStage.NeverArrived : OrderStage.Cancelled);
            return;
        }

        // The trades are read before the positions.
        ref var query = ref _context.Add(OutputKind.QueryPositions, entry.Instrument, _desks[entry.Desk].Underlying);
        query.Reason = ReasonCode.OrderOutcomeUnknown;
        query.Ref = entry.Ref;
        query.Detail = 1;
    }

    /// <summary>After the position has changed by it.</summary>
    public void OnFill(in FillBody fill, InstrumentId instrument)
    {
        if (!fill.Ref.HasValue)
        {
            return;
        }

        if (!_orders.Contains(fill.Ref))
        {
            // Trades of an earlier run are read again after a restart; of a label that nobody gave out they are a contradiction.
            var isFromElsewhere = _orders.IsFromElsewhere(fill.Ref);
            IsEpochInUse |= isFromElsewhere;
            StrayFillCount++;
            var severity = isFromElsewhere ? AlertSeverity.Critical : AlertSeverity.Warning;
            _context.Alert(ReasonCode.FillOfUnknownOrder, severity, instrument, UnderlyingId.None, fill.Ref, fill.Amount.Raw);
            return;
        }

        ref var entry = ref _orders[fill.Ref];
        var isAnother = entry.IsAnother(fill, instrument);
        entry.ExchangeOrderId = isAnother || !entry.ExchangeOrderId.IsEmpty ? entry.ExchangeOrderId : fill.ExchangeOrderId;
        entry.Booked += isAnother ? Quantity.Zero : fill.Amount;
        if (isAnother || entry.Booked > entry.Amount || fill.Side != entry.Side || instrument != entry.Instrument)
        {
            Contradict(entry);
        }

        if (entry.IsFinal)
        {
            Alert(ReasonCode.LateFill, AlertSeverity.Critical, entry, fill.Amount.Raw);
        }
        else if (entry.Booked >= entry.Amount || (entry.Stage == OrderStage.AwaitingFills && entry.Booked == entry.VenueFilled))
        {
            Finish(ref entry, entry.Booked >= entry.Amount ? OrderStage.Filled : OrderStage.Cancelled);
        }
    }

    /// <summary>The trading connection is gone, and with it every answer that was on its way.</summary>
    public void OnSessionDown()
    {
        for (var i = 0; i < _orders.ActiveCount; i++)
        {
            ref var entry = ref _orders.Active(i);
            if (entry.Stage is OrderStage.InFlight or OrderStage.Open)
            {
                BecomeUnknown(ref entry, ReasonCode.OrderOutcomeUnknown);
            }
        }
    }

    /// <summary>Time has passed.</summary>
    public void OnTime()
    {
        for (var i = 0; i < _orders.ActiveCount; i++)
        {
            ref var entry = ref _orders.Active(i);
            if (entry.Stage is OrderStage.InFlight or OrderStage.Open)
            {
                if (IsAnswerOverdue(entry))
                {
                    BecomeUnknown(ref entry, ReasonCode.OrderTimedOut);
                }

                continue;
            }

            QueryWhenDue(ref entry);
            ReportWhenStuck(ref entry);
        }
    }

    /// <summary>An operator allows orders again; what is unresolved stays so.</summary>
    public void Resume()
    {
        foreach (var desk in _desks)
        {
            desk.Resume();
        }
    }

    /// <summary>Asks the venue to cancel what one desk has unresolved.</summary>
    public void CancelActive(int desk, ReasonCode reason)
    {
        for (var i = 0; i < _orders.ActiveCount; i++)
        {
            if (_orders.Active(i).Desk == desk)
            {
                Cancel(ref _orders.Active(i), reason);
            }
        }
    }

    private void OnEnd(ref OrderEntry entry)
    {
        if (entry.VenueFilled < entry.Booked)
        {
            Contradict(entry);
        }

        if (entry.VenueFilled > entry.Booked)
        {
            AwaitFills(ref entry);
        }
        else if (!entry.IsFinal)
        {
            Finish(ref entry, entry.Booked == Quantity.Zero ? OrderStage.Cancelled : OrderStage.Filled);
        }
    }

    private void AwaitFills(ref OrderEntry entry)
    {
        if (entry.Stage == OrderStage.AwaitingFills)
        {
            return;
        }

        var desk = _desks[entry.Desk];
        if (entry.IsFinal)
        {
            Alert(ReasonCode.LateFill, AlertSeverity.Critical, entry, entry.VenueFilled.Raw);
            if (!_orders.Reactivate(entry))
            {
                desk.HaltReason = ReasonCode.LateFill;
                return;
            }

            desk.UnresolvedCount++;
        }

        desk.UnknownCount -= entry.Stage == OrderStage.Unknown ? 1 : 0;
        entry.Stage = OrderStage.AwaitingFills;
        BeginQueries(ref entry);
        entry.NextQueryNanos = _context.NowNanos + _settings.Nanos(SettingKey.QueryBackoffMillis);
    }

    private void BecomeUnknown(ref OrderEntry entry, ReasonCode reason)
    {
        if (entry.IsFinal || entry.Stage is OrderStage.Unknown or OrderStage.AwaitingFills)
        {
            return;
        }

        entry.Stage = OrderStage.Unknown;
        UnknownCount++;
        _desks[entry.Desk].UnknownCount++;
        BeginQueries(ref entry);
        Alert(reason, AlertSeverity.Warning, entry, 0);
    }

    private void BeginQueries(ref OrderEntry entry)
    {
        entry.UnresolvedSinceNanos = _context.NowNanos;
        entry.NextQueryNanos = _context.NowNanos;
        entry.QueryBackoffNanos = _settings.Nanos(SettingKey.QueryBackoffMillis);
    }

    /// <summary>
    /// After the order had first not been found, when the venue could no longer start it, the venue's position was the one that is booked.
    /// While positions wait to be adopted there is nothing to agree with, and the adoption takes the venue's word.
    /// </summary>
    private bool PositionAgrees(in OrderEntry entry) =>
        _ledger.IsAdopting || _ledger.AgreedNanos(entry.Instrument) > entry.FirstNotFoundNanos;

    /// <summary>Whether the venue should have said something by now: an order that rests owes an answer to what was asked last, not an end.</summary>
    private bool IsAnswerOverdue(in OrderEntry entry)
    {
        var isAtRest = entry.IsResting && entry.Stage == OrderStage.Open;
        var askedNanos = isAtRest ? entry.CancelSentNanos : entry.SentNanos;
        return askedNanos != 0 && _context.NowNanos - askedNanos >= _settings.Nanos(SettingKey.ReplyTimeoutMillis);
    }

    /// <summary>Whether the venue can no longer start the order.</summary>
    private bool IsFenced(in OrderEntry entry) => _context.VenueUtcNanos > entry.ValidUntilUtcNanos + _settings.Nanos(SettingKey.ValidMarginMillis);

    private void QueryWhenDue(ref OrderEntry entry)
    {
        var mayAsk = entry.Stage == OrderStage.AwaitingFills || IsFenced(entry);
        if (!mayAsk || !_context.IsTradingReady || _context.NowNanos < entry.NextQueryNanos)
        {
            return;
        }

        entry.NextQueryNanos = _context.NowNanos + entry.QueryBackoffNanos;
        entry.QueryBackoffNanos = Math.Min(2 * entry.QueryBackoffNanos, _settings.Nanos(SettingKey.QueryBackoffMaxMillis));
        ref var query = ref _context.Add(OutputKind.QueryOrder, entry.Instrument, _desks[entry.Desk].Underlying);
        query.Ref = entry.Ref;
        query.ExchangeOrderId = entry.ExchangeOrderId;
        query.Reason = ReasonCode.OrderOutcomeUnknown;
    }

    private void ReportWhenStuck(ref OrderEntry entry)
    {
        if (!entry.IsStuckReported && _context.NowNanos - entry.UnresolvedSinceNanos > _settings.Nanos(SettingKey.UnknownHaltMillis))
        {
            entry.IsStuckReported = true;
            _desks[entry.Desk].StuckCount++;
            _desks[entry.Desk].HaltReason = ReasonCode.OrderStillUnknown;
            Alert(ReasonCode.OrderStillUnknown, AlertSeverity.Critical, entry, (long)entry.Stage);
        }
    }

    private void Finish(ref OrderEntry entry, OrderStage stage)
    {
        End(ref entry, stage);
        _runs.OnFinished(_desks[entry.Desk], entry);
    }

    private void End(ref OrderEntry entry, OrderStage stage)
    {
        var desk = _desks[entry.Desk];
        desk.UnknownCount -= entry.Stage == OrderStage.Unknown ? 1 : 0;
        desk.UnresolvedCount--;
        desk.StuckCount -= entry.IsStuckReported ? 1 : 0;
        entry.IsStuckReported = false;
        entry.Stage = stage;
        _orders.Deactivate(entry);
    }

    private void Contradict(in OrderEntry entry)
    {
        _desks[entry.Desk].HaltReason = ReasonCode.FillContradiction;
        Alert(ReasonCode.FillContradiction, AlertSeverity.Critical, entry, entry.Booked.Raw);
    }

    /// <summary>Asks the venue to cancel an order; it ends when the venue has told so.</summary>
    public void Cancel(ref OrderEntry entry, ReasonCode reason)
    {
        entry.CancelSentNanos = _context.NowNanos;
        ref var cancel = ref _context.Add(OutputKind.CancelOrder, entry.Instrument, _desks[entry.Desk].Underlying);
        cancel.Ref = entry.Ref;
        cancel.ExchangeOrderId = entry.ExchangeOrderId;
        cancel.Reason = reason;
    }

    /// <summary>An order with our kind of label that this run did not send, an earlier run's or somebody else's: it must go.</summary>
    private void CancelStray(in OrderBody update, InstrumentId instrument)
    {
        if (update.State is not (OrderState.Open or OrderState.Untriggered or OrderState.Triggered))
        {
            return;
        }

        ref var cancel = ref _context.Add(OutputKind.CancelOrder, instrument, UnderlyingId.None);
        cancel.Ref = update.Ref;
        cancel.ExchangeOrderId = update.ExchangeOrderId;
        cancel.Reason = ReasonCode.ForeignOrder;
        _context.Alert(ReasonCode.ForeignOrder, AlertSeverity.Warning, instrument, UnderlyingId.None, update.Ref, 0);
    }

    private void Alert(ReasonCode reason, AlertSeverity severity, in OrderEntry entry, long detail) =>
        _context.Alert(reason, severity, entry.Instrument, _desks[entry.Desk].Underlying, entry.Ref, detail);
}
