using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Orders;

/// <summary>
/// The life of own orders. An order ends only on proof: a final state whose fills are all booked, a definite refusal, or two
/// answers "no such order" after the moment until which the venue would have started it. Everything else, silence first, leaves it
/// unknown, and an unknown order keeps its instrument closed. Thread: the core's only.
/// </summary>
[HotPath]
internal sealed class OrderTracker
{
    private const long NotFoundGapNanos = 2 * Nanos.PerSecond;
    private const long RejectWindowNanos = 30 * Nanos.PerSecond;

    /// <summary>The venue forgets orders after half an hour; then not finding one means nothing.</summary>
    private const long NotFoundUselessNanos = 25 * 60 * Nanos.PerSecond;

    private readonly CoreContext _context;
    private readonly SettingValues _settings;
    private readonly OrderTable _orders;
    private readonly OrderDesk[] _desks;

    public OrderTracker(CoreContext context, CoreConfig config, SettingValues settings, OrderDesk[] desks)
    {
        _context = context;
        _settings = settings;
        _desks = desks;
        _orders = new OrderTable(config.Epoch, config.Capacities.Orders);
    }

    public OrderTable Orders => _orders;

    public long RejectCount { get; private set; }

    public long UnknownCount { get; private set; }

    /// <summary>A new entry in flight; the caller fills in what the order is.</summary>
    public ref OrderEntry Send(int deskIndex)
    {
        ref var entry = ref _orders.Add();
        var desk = _desks[deskIndex];
        entry.Stage = OrderStage.InFlight;
        entry.Desk = deskIndex;
        entry.Instrument = desk.Instrument;
        entry.SentNanos = _context.NowNanos;
        desk.UnresolvedCount++;
        return ref entry;
    }

    public void OnUpdate(in OrderBody update, InstrumentId instrument)
    {
        if (!update.Ref.HasValue)
        {
            return;
        }

        if (!_orders.Contains(update.Ref))
        {
            CancelStray(update, instrument);
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
                Cancel(entry, ReasonCode.OrderOutcomeUnknown);
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

        RejectCount++;
        Alert(ReasonCode.OrderRejected, AlertSeverity.Warning, entry, reject.ErrorCode);
        Finish(ref entry, OrderStage.Rejected);
    }

    /// <summary>The request never left this machine.</summary>
    /// <summary>True when this ends an order.</summary>
    public bool OnNotSent(in OrderNotSentBody notSent)
    {
        if (!_orders.Contains(notSent.Ref) || _orders[notSent.Ref].Stage is not (OrderStage.InFlight or OrderStage.Unknown))
        {
            return false;
        }

        Finish(ref _orders[notSent.Ref], OrderStage.NeverArrived);
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
        if (entry.IsFinal || !IsFenced(entry) || now - entry.SentNanos > NotFoundUselessNanos)
        {
            return;
        }

        if (entry.Booked != Quantity.Zero || entry.VenueFilled != Quantity.Zero)
        {
            Alert(ReasonCode.FillContradiction, AlertSeverity.Warning, entry, entry.Booked.Raw);
            return;
        }

        if (entry.NotFoundCount == 0)
        {
            entry.NotFoundCount = 1;
            entry.FirstNotFoundNanos = now;
        }
        else if (now - entry.FirstNotFoundNanos >= NotFoundGapNanos)
        {
            Alert(ReasonCode.OrderResolved, AlertSeverity.Info, entry, 0);
            Finish(ref entry, OrderStage.NeverArrived);
        }
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
            // Trades of an earlier run are read again after a restart; one of this run without its order is a contradiction.
            var severity = _orders.IsOfThisRun(fill.Ref) ? AlertSeverity.Critical : AlertSeverity.Warning;
            _context.Alert(ReasonCode.FillOfUnknownOrder, severity, instrument, UnderlyingId.None, fill.Ref, fill.Amount.Raw);
            return;
        }

        ref var entry = ref _orders[fill.Ref];
        entry.Booked += fill.Amount;
        if (entry.Booked > entry.Amount || fill.Side != entry.Side || instrument != entry.Instrument)
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
                if (_context.NowNanos - entry.SentNanos >= _settings.Nanos(SettingKey.ReplyTimeoutMillis))
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
            Resume(desk);
        }
    }

    public static void Resume(OrderDesk desk)
    {
        desk.HaltReason = ReasonCode.None;
        desk.RejectRun = 0;
        desk.UnfilledRun = 0;
    }

    /// <summary>Asks the venue to cancel what one desk has unresolved.</summary>
    public void CancelActive(int desk, ReasonCode reason)
    {
        for (var i = 0; i < _orders.ActiveCount; i++)
        {
            if (_orders.Active(i).Desk == desk)
            {
                Cancel(_orders.Active(i), reason);
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
            _desks[entry.Desk].HaltReason = ReasonCode.OrderStillUnknown;
            Alert(ReasonCode.OrderStillUnknown, AlertSeverity.Critical, entry, (long)entry.Stage);
        }
    }

    private void Finish(ref OrderEntry entry, OrderStage stage)
    {
        var desk = _desks[entry.Desk];
        desk.UnknownCount -= entry.Stage == OrderStage.Unknown ? 1 : 0;
        desk.UnresolvedCount--;
        entry.Stage = stage;
        _orders.Deactivate(entry);
        if (entry.Booked != Quantity.Zero)
        {
            desk.UnfilledRun = 0;
            desk.RejectRun = 0;
        }
        else if (stage == OrderStage.Rejected)
        {
            OnRejectRun(desk, entry);
        }
        else
        {
            desk.UnfilledRun++;
            BackOff(desk, desk.UnfilledRun);
            if (desk.UnfilledRun == (int)_settings[SettingKey.MaxUnfilledRun])
            {
                Alert(ReasonCode.UnfilledOrder, AlertSeverity.Warning, entry, desk.UnfilledRun);
            }
        }
    }

    private void OnRejectRun(OrderDesk desk, in OrderEntry entry)
    {
        var now = _context.NowNanos;
        if (desk.RejectRun == 0 || now - desk.RejectRunStartNanos > RejectWindowNanos)
        {
            desk.RejectRun = 0;
            desk.RejectRunStartNanos = now;
        }

        desk.RejectRun++;
        BackOff(desk, desk.RejectRun);
        if (desk.RejectRun >= _settings[SettingKey.MaxRejectRun])
        {
            desk.HaltReason = ReasonCode.RejectRun;
            Alert(ReasonCode.RejectRun, AlertSeverity.Critical, entry, desk.RejectRun);
        }
    }

    private void BackOff(OrderDesk desk, int run)
    {
        var backoffNanos = Math.Min(_settings.Nanos(SettingKey.BackoffMillis) << Math.Min(run - 1, 20), _settings.Nanos(SettingKey.BackoffMaxMillis));
        desk.BackoffUntilNanos = _context.NowNanos + backoffNanos;
    }

    private void Contradict(in OrderEntry entry)
    {
        _desks[entry.Desk].HaltReason = ReasonCode.FillContradiction;
        Alert(ReasonCode.FillContradiction, AlertSeverity.Critical, entry, entry.Booked.Raw);
    }

    private void Cancel(in OrderEntry entry, ReasonCode reason)
    {
        ref var cancel = ref _context.Add(OutputKind.CancelOrder, entry.Instrument, _desks[entry.Desk].Underlying);
        cancel.Ref = entry.Ref;
        cancel.ExchangeOrderId = entry.ExchangeOrderId;
        cancel.Reason = reason;
    }

    /// <summary>An order with our kind of label that this run did not send: an earlier run left it, and it must go.</summary>
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
