using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Core.Orders;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Portfolio;

/// <summary>
/// Books fills, each once, and compares positions with the venue's. Positions change by nothing else: the first picture of them is
/// adopted, a later one only checks, and what differs in three readings at quiet moments is a break. Thread: the core's only.
/// </summary>
[HotPath]
internal sealed class AccountKeeper
{
    /// <summary>The venue stamps trades with whole milliseconds, and its positions may lag behind them.</summary>
    private const long PictureDoubtNanos = Nanos.PerSecond;

    /// <summary>So long after an expiry a reading without the position waits for the record of the delivery, which has the price.</summary>
    private const long DeliveryRecordNanos = 120 * Nanos.PerSecond;
    private const long AwaitedQueryNanos = 5 * Nanos.PerSecond;

    private readonly CoreContext _context;
    private readonly InstrumentTable _instruments;
    private readonly HedgedUnderlyings _underlyings;
    private readonly OrderTracker _tracker;
    private readonly FillKeys _fillKeys;
    private readonly PositionBreakAction _breakAction;
    private readonly double _adoptUpToUsd;
    private readonly long _quietNanos;
    private readonly long _reconcileNanos;
    private bool _isReadingOpen;
    private bool _isReadingAdopted;
    private bool _hasUnknownInstrument;
    private int _reading;
    private int _awaitedDeliveries;
    private int _restoredPositions;
    private int _restoredFills;
    private long _adoptedAtUtcNanos;
    private long _nextQueryNanos;

    public AccountKeeper(
        CoreContext context,
        CoreConfig config,
        InstrumentTable instruments,
        HedgedUnderlyings underlyings,
        OrderTracker tracker,
        PositionLedger ledger)
    {
        _context = context;
        _instruments = instruments;
        _underlyings = underlyings;
        _tracker = tracker;
        Ledger = ledger;
        _fillKeys = new FillKeys(config.Capacities.FillKeys);
        _breakAction = config.PositionBreak;
        _adoptUpToUsd = config.AdoptUpToUsd;
        _quietNanos = Nanos.FromMillis(config.ReconcileQuietMillis);
        _reconcileNanos = Nanos.FromMillis(config.ReconcileIntervalMillis);
    }

    public PositionLedger Ledger { get; }

    /// <summary>A reading of the positions has begun and not ended.</summary>
    public bool IsReadingOpen => _isReadingOpen;

    /// <summary>The last picture of the positions agreed, and nothing has happened since that puts it in doubt.</summary>
    public bool IsReconciled { get; private set; }

    public bool WasEverReconciled { get; private set; }

    public long BreakCount { get; private set; }

    public long DuplicateFillCount { get; private set; }

    /// <summary>Up to this moment of the venue's clock all trades of the account have been read.</summary>
    public long TradesReadUtcNanos { get; private set; }

    /// <summary>The venue's time of the picture that was last adopted whole.</summary>
    public long AdoptedAtUtcNanos => _adoptedAtUtcNanos;

    public FillKeys Fills => _fillKeys;

    public void OnTradesRead(in TradesReadBody read) => TradesReadUtcNanos = Math.Max(TradesReadUtcNanos, read.UpToUtcNanos);

    /// <summary>A position as the run before left it. It has to agree with the venue's before anything is traded.</summary>
    public void RestorePosition(in InputEvent e)
    {
        if (!_instruments.Contains(e.Instrument) || !Soundness.Of(e.Position))
        {
            Refuse(e);
            return;
        }

        Ledger.Restore(e.Instrument, e.Position.Size);
        ref var instrument = ref _instruments[e.Instrument];
        if (_underlyings.Of(instrument) is { } underlying)
        {
            Apply(underlying, e.Instrument, ref instrument);
        }

        _restoredPositions++;
    }

    /// <summary>A fill that the run before has booked.</summary>
    public void RestoreFill(in InputEvent e)
    {
        if (!Soundness.Of(e.Fill) || _fillKeys.Add(e.Fill, e.Instrument, e.ExchangeTimeUtcNanos) == FillVerdict.Contradiction)
        {
            Refuse(e);
            return;
        }

        _restoredFills++;
    }

    /// <summary>All of the run before has been told. False when a part of it is missing.</summary>
    public bool EndRestore(in RestoredBody restored)
    {
        _tracker.Orders.ContinueAfter(restored.LastOrderNumber);
        Ledger.IsAdopting = !restored.IsAdopted;
        WasEverReconciled = restored.IsAdopted;
        _adoptedAtUtcNanos = restored.AdoptedAtUtcNanos;
        TradesReadUtcNanos = restored.TradesReadUtcNanos;
        _fillKeys.Forgot(restored.FillsForgottenUtcNanos);
        return restored.Positions == _restoredPositions && restored.Fills == _restoredFills;
    }

    /// <summary>True when it changed the position.</summary>
    public bool OnFill(in InputEvent e)
    {
        ref readonly var fill = ref e.Fill;
        if (!_instruments.Contains(e.Instrument) || !Soundness.Of(fill))
        {
            Alert(ReasonCode.InputRefused, AlertSeverity.Critical, e, (long)e.Kind);
            return false;
        }

        switch (_fillKeys.Add(fill, e.Instrument, e.ExchangeTimeUtcNanos))
        {
            case FillVerdict.Duplicate:
                DuplicateFillCount++;
                return false;
            case FillVerdict.Contradiction:
                Alert(ReasonCode.FillContradiction, AlertSeverity.Critical, e, fill.TradeSequence);
                return false;
            case FillVerdict.TooOld:
                Alert(ReasonCode.DuplicateFill, AlertSeverity.Warning, e, fill.TradeSequence);
                return false;
        }

        // What the first picture of the positions holds, or will hold, only matters to the order.
        var isInPicture = e.ExchangeTimeUtcNanos != 0 && e.ExchangeTimeUtcNanos <= _adoptedAtUtcNanos;
        var isBooked = !isInPicture && (!Ledger.IsAdopting || WasEverReconciled || _isReadingOpen);
        if (isBooked)
        {
            Book(e.Instrument, fill, (e.Flags & InputFlags.FromQuery) != 0);
        }
        else if (isInPicture && e.ExchangeTimeUtcNanos + PictureDoubtNanos > _adoptedAtUtcNanos)
        {
            AdoptAgain();
        }

        _tracker.OnFill(fill, e.Instrument);
        return isBooked;
    }

    /// <summary>
    /// A delivered instrument has no position any more, whatever it was: told twice, or after a reading has shown it, that changes nothing.
    /// </summary>
    public void OnSettlement(in InputEvent e)
    {
        ref readonly var settlement = ref e.Settlement;
        if (!_instruments.Contains(e.Instrument) || !Soundness.IsDelivery(_instruments[e.Instrument].Definition, e.ExchangeTimeUtcNanos))
        {
            Refuse(e);
            return;
        }

        // What the first picture of the positions holds, or will hold, has been settled before it.
        var held = Ledger[e.Instrument];
        if (held == Quantity.Zero || e.ExchangeTimeUtcNanos <= _adoptedAtUtcNanos)
        {
            return;
        }

        ref var instrument = ref _instruments[e.Instrument];
        if (settlement.Position.HasValue && settlement.Position != held)
        {
            var severity = Delivered.MayHoldOptions(instrument, _instruments) ? AlertSeverity.Info : AlertSeverity.Critical;
            _context.Alert(ReasonCode.SettlementDiffers, severity, e.Instrument, UnderlyingId.None, OrderRef.None, settlement.Position.Raw);
        }

        Adopt(e.Instrument, ref instrument, Quantity.Zero, Delivered.Price(instrument, settlement), ReasonCode.PositionSettled);
    }

    public void OnPosition(in InputEvent e)
    {
        if ((e.Flags & InputFlags.SnapshotStart) != 0)
        {
            _isReadingOpen = true;
            _isReadingAdopted = Ledger.IsAdopting && _tracker.Orders.ActiveCount == 0;
            _hasUnknownInstrument = false;
            _awaitedDeliveries = 0;
            _reading++;
        }

        // A position from the stream says nothing that its fill does not say.
        if (!_isReadingOpen)
        {
            return;
        }

        if ((e.Flags & InputFlags.Empty) == 0)
        {
            Read(e);
        }

        if ((e.Flags & InputFlags.Last) != 0)
        {
            _isReadingOpen = false;
            EndReading(e.ExchangeTimeUtcNanos);
        }
    }

    /// <summary>Asks for the positions when it is time, and tells what there was no room for.</summary>
    public void OnTime()
    {
        for (var index = 0; Ledger.UntoldCount > 0 && _context.HasRoom && index < _instruments.End; index++)
        {
            TellAdjusted(new InstrumentId(index));
        }

        if (_context.IsTradingReady && _reconcileNanos > 0 && _context.NowNanos >= _nextQueryNanos)
        {
            Query();
        }
    }

    /// <summary>The connection is gone: fills may have been missed.</summary>
    public void OnSessionDown()
    {
        IsReconciled = false;
        _isReadingOpen = false;
        _nextQueryNanos = _context.NowNanos;
    }

    /// <summary>An operator resumes: if positions are in doubt, the venue's are taken.</summary>
    public void Resume()
    {
        if (!IsReconciled || Ledger.MismatchCount != 0)
        {
            AdoptAgain();
        }
    }

    /// <summary>A trade from just before the adopted picture may or may not be in it: only another picture can tell.</summary>
    private void AdoptAgain()
    {
        Ledger.IsAdopting = true;
        IsReconciled = false;
        if (_context.IsTradingReady)
        {
            Query();
        }
    }

    private void Refuse(in InputEvent e) =>
        _context.Alert(ReasonCode.InputRefused, AlertSeverity.Warning, e.Instrument, UnderlyingId.None, OrderRef.None, (long)e.Kind);

    private void Book(InstrumentId id, in FillBody fill, bool fromQuery)
    {
        var signed = fill.Side == Side.Buy ? fill.Amount : -fill.Amount;
        Ledger.Fill(id, signed, _context.NowNanos, fromQuery);
        ref var instrument = ref _instruments[id];
        var underlying = _underlyings.Of(instrument);
        if (underlying is null)
        {
            return;
        }

        var indexPrice = fill.IndexPrice > 0 ? fill.IndexPrice : underlying.IndexPrice;
        underlying.Cash.Trade(instrument, signed.ToDouble(), fill.Price.ToDouble());
        underlying.Cash.Fee(instrument, fill.Fee, indexPrice);
        Apply(underlying, id, ref instrument);
        underlying.Risk.OnTrade();
        underlying.Statistics.OptionFills += instrument.IsOption ? 1 : 0;
        if (_tracker.Orders.Contains(fill.Ref))
        {
            underlying.Statistics.HedgeFills++;
            if (instrument.IsOption)
            {
                return;
            }

            var price = fill.Price.ToDouble();
            underlying.Risk.OnHedgeFill(instrument.IsInverse ? signed.ToDouble() / price : signed.ToDouble(), price / underlying.Basis, _context.NowNanos);
            underlying.Cash.Hedge(instrument, fill, _tracker.Orders[fill.Ref].MidAtDecision);
        }
    }

    private void Read(in InputEvent e)
    {
        ref readonly var position = ref e.Position;
        if (!_instruments.Contains(e.Instrument) || !Soundness.Of(position))
        {
            _hasUnknownInstrument = true;
            Refuse(e);
            return;
        }

        Ledger.MarkRead(e.Instrument, _reading);
        Settle(e.Instrument, position.Size, position.MarkPrice > 0 ? position.MarkPrice : position.AveragePrice > 0 ? position.AveragePrice : double.NaN);
    }

    private void EndReading(long exchangeTimeUtcNanos)
    {
        for (var index = 0; index < _instruments.End; index++)
        {
            var id = new InstrumentId(index);
            if (!Ledger.WasRead(id, _reading) && (Ledger[id] != Quantity.Zero || Ledger.HasMismatch(id)))
            {
                Settle(id, Quantity.Zero, double.NaN);
            }
        }

        // What a reading does not name is zero there too; orders of unknown outcome wait for such an agreement.
        for (var i = 0; i < _tracker.Orders.ActiveCount; i++)
        {
            var id = _tracker.Orders.Active(i).Instrument;
            if (!Ledger.WasRead(id, _reading) && Ledger[id] == Quantity.Zero)
            {
                Ledger.Agree(id, _context.NowNanos);
            }
        }

        var isDoubtful = Ledger.MismatchCount > 0 || _hasUnknownInstrument || (Ledger.IsAdopting && !_isReadingAdopted);
        if (isDoubtful)
        {
            IsReconciled = false;
            _nextQueryNanos = _context.NowNanos + Nanos.PerSecond;
            return;
        }

        if (_isReadingAdopted)
        {
            Ledger.IsAdopting = false;
            _adoptedAtUtcNanos = exchangeTimeUtcNanos;
        }

        IsReconciled = true;
        WasEverReconciled = true;
        _nextQueryNanos = _context.NowNanos + (_awaitedDeliveries > 0 ? Math.Min(AwaitedQueryNanos, _reconcileNanos) : _reconcileNanos);
    }

    /// <summary>One position of the venue: adopted, compared, or left for a quieter moment.</summary>
    private void Settle(InstrumentId id, Quantity size, double price)
    {
        ref var instrument = ref _instruments[id];
        var expiryUtcNanos = instrument.Definition.ExpiryUtcNanos;
        var isDelivered = expiryUtcNanos > 0 && expiryUtcNanos <= _context.VenueUtcNanos;
        if (isDelivered && !_isReadingAdopted && size != Ledger[id] && _context.VenueUtcNanos - expiryUtcNanos < DeliveryRecordNanos)
        {
            _awaitedDeliveries++;
            return;
        }

        if (_isReadingAdopted || isDelivered)
        {
            Adopt(id, ref instrument, size, price, isDelivered ? ReasonCode.PositionSettled : ReasonCode.PositionAdopted);
            return;
        }

        var underlying = _underlyings.Of(instrument);
        Carry(id, instrument, underlying, price);
        if (size == Ledger[id])
        {
            Ledger.Agree(id, _context.NowNanos);
        }

        // What is about to be adopted is in doubt, and differs by that.
        // An order that nobody knows the end of for long may be kept open by the very difference.
        var isBusy = underlying?.MarketOf(id) is not null && underlying.Desk.UnresolvedCount > underlying.Desk.StuckCount;
        if (Ledger.IsAdopting || isBusy || !Ledger.IsQuiet(id, _context.NowNanos, _quietNanos))
        {
            return;
        }

        if (Ledger.Compare(id, size, _context.NowNanos))
        {
            OnBreak(id, ref instrument, underlying, size, price);
        }
    }

    private void OnBreak(InstrumentId id, ref Instrument instrument, HedgedUnderlying? underlying, Quantity size, double price)
    {
        var difference = size - Ledger[id];
        var isSmall = underlying is not null && Soundness.NotionalUsd(instrument, difference, underlying.IndexPrice) <= _adoptUpToUsd;
        if (_breakAction == PositionBreakAction.Adopt && isSmall)
        {
            _context.Alert(ReasonCode.PositionAdopted, AlertSeverity.Critical, id, underlying!.Id, OrderRef.None, difference.Raw);
            Adopt(id, ref instrument, size, price, ReasonCode.PositionAdopted);
            return;
        }

        BreakCount++;
        _context.Alert(
            ReasonCode.PositionBreak, AlertSeverity.Critical, id, instrument.Definition.Underlying, OrderRef.None, difference.Raw);
    }

    private void Adopt(InstrumentId id, ref Instrument instrument, Quantity size, double price, ReasonCode reason)
    {
        var change = size - Ledger[id];
        if (WasEverReconciled && change != Quantity.Zero)
        {
            Ledger.NoteUntold(id, change, reason);
            TellAdjusted(id);
        }

        var underlying = _underlyings.Of(instrument);
        Carry(id, instrument, underlying, price);
        Ledger.Adopt(id, size);
        if (underlying is null || change == Quantity.Zero)
        {
            return;
        }

        // A position that comes or goes without a trade does so at its value: the venue's mark, or what it is carried at.
        var isPriced = price > 0 || (price == 0 && reason == ReasonCode.PositionSettled);
        var value = isPriced ? price : underlying.Value(id, instrument, _context);
        if (value > 0)
        {
            underlying.Cash.Trade(instrument, change.ToDouble(), value);
        }

        Apply(underlying, id, ref instrument);
    }

    /// <summary>
    /// The record of a position that changed without a trade; without room, later. The first picture of all is none; the readings themselves
    /// are journaled.
    /// </summary>
    private void TellAdjusted(InstrumentId id)
    {
        if (_context.HasRoom && Ledger.TakeUntold(id, out var before, out var change, out var reason))
        {
            ref var adjusted = ref _context.Add(OutputKind.PositionAdjusted, id, _instruments[id].Definition.Underlying);
            adjusted.Reason = reason;
            adjusted.Amount = change;
            adjusted.Detail = before.Raw;
        }
    }

    /// <summary>A restored position counts as bought at the venue's mark of its first reading, as one does that is found at a first start.</summary>
    private void Carry(InstrumentId id, in Instrument instrument, HedgedUnderlying? underlying, double price)
    {
        if (Ledger.UncarriedCount == 0 || Ledger.TakeUncarried(id) is var restored && restored == Quantity.Zero || underlying is null)
        {
            return;
        }

        var value = price > 0 ? price : underlying.Value(id, instrument, _context);
        if (value > 0)
        {
            underlying.Cash.Trade(instrument, restored.ToDouble(), value);
        }
    }

    private void Apply(HedgedUnderlying underlying, InstrumentId id, ref Instrument instrument)
    {
        underlying.Risk.OnPositionChange();
        if (instrument.IsFuture)
        {
            underlying.TrackFuture(id);
            return;
        }

        var isModelled = instrument.IsOption && underlying.Greeks.SetQuantity(ref instrument, Ledger[id]);
        underlying.SetUnmodelled(ref instrument, !isModelled && Ledger[id] != Quantity.Zero);
    }

    private void Alert(ReasonCode reason, AlertSeverity severity, in InputEvent fill, long detail) =>
        _context.Alert(reason, severity, fill.Instrument, UnderlyingId.None, fill.Fill.Ref, detail);

    private void Query()
    {
        _nextQueryNanos = _context.NowNanos + (IsReconciled ? _reconcileNanos : Nanos.PerSecond);
        ref var query = ref _context.Add(OutputKind.QueryPositions, InstrumentId.None, UnderlyingId.None);
        query.Reason = ReasonCode.NotReconciled;
        query.Detail = Ledger.MismatchCount + _awaitedDeliveries;
    }
}
