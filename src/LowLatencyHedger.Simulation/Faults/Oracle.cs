using System.Text;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Venues.Deribit.Codec;

namespace LowLatencyHedger.Simulation.Faults;

/// <summary>Stands outside the engine, sees its wire, its decisions and the venue's truth, and judges every event by the laws.</summary>
internal sealed class Oracle
{
    private const long ForeignTradeShadowNanos = 120 * Nanos.PerSecond;
    private const long HaltCompletesNanos = 5 * Nanos.PerSecond;
    private const long ValidMaxMillis = 15_000;
    private const double Epsilon = 1e-9;

    private static readonly byte[] s_secret = Encoding.UTF8.GetBytes(FaultConfig.Secret);

    private readonly FaultScene _scene;
    private readonly VenueTruth _truth;
    private readonly Verdicts _verdicts;
    private readonly AlarmWatch _alarms;
    private readonly HashSet<OrderRef> _decided = [];
    private readonly HashSet<OrderRef> _sent = [];
    private readonly HashSet<InlineText32> _bookedTrades = [];
    private readonly Dictionary<ReasonCode, (long SinceNanos, int Count)> _alerts = [];
    private readonly BackoffWatch _backoff;
    private InstrumentId _hedge = InstrumentId.None;
    private Quantity _position;
    private Quantity _filledPosition;
    private (double TickSize, double MinAmount) _toldSpec;
    private uint _epoch;
    private long _haltedNanos = long.MinValue / 2;
    private long _tradingUpNanos = long.MaxValue;

    public Oracle(FaultScene scene, Verdicts verdicts)
    {
        _scene = scene;
        _verdicts = verdicts;
        _alarms = new AlarmWatch(verdicts);
        _truth = new VenueTruth(scene);
        _backoff = new BackoffWatch(verdicts, order => _truth.EndOf(order)?.FilledAmount);
        scene.Model.AddListener(_truth);
        scene.Engine.OnTradingBytes = OnTradingBytes;
        scene.Trading.OnVenueSent = OnVenueSent;
        scene.Market.OnVenueSent = OnVenueSent;
    }

    /// <summary>The engine may use post-only orders.</summary>
    public bool MayRest { get; init; }

    public VenueTruth Truth => _truth;

    public TradingState State { get; private set; }

    public ReasonCode StateReason { get; private set; }

    public long OrdersSent => _sent.Count;

    public long Inputs { get; private set; }

    public long Recoveries { get; private set; }

    /// <summary>Whether an alarm of a contradiction has an explanation among the faults so far.</summary>
    public Func<ReasonCode, bool> IsExplained { get; set; } = static _ => false;

    /// <summary>It is halted, or was since then: an operator may have tried to resume.</summary>
    public bool WasHaltedSince(long nanos) => State == TradingState.Halt || _haltedNanos >= nanos;

    /// <summary>When it was last in a state other than a halt.</summary>
    public long LeftHaltNanos { get; private set; } = long.MinValue / 2;

    /// <summary>A new process has taken over.</summary>
    public void OnRestart()
    {
        _bookedTrades.Clear();
        _alarms.Clear();
        _backoff.Clear();
        _hedge = InstrumentId.None;
        _position = Quantity.Zero;
        State = TradingState.Halt;
        StateReason = ReasonCode.NotReconciled;
        _tradingUpNanos = long.MaxValue;
    }

    public void OnInput(in InputEvent input)
    {
        Inputs++;
        _alarms.OnInput(in input, _scene.Engine.Epoch, _scene.NowNanos);
        if (input.Kind == InputKind.Fill)
        {
            _filledPosition = _scene.Engine.Core.Position(input.Instrument);
        }
        else if (input.Kind == InputKind.InstrumentDefined && IsPerpetual(input.Instrument))
        {
            _toldSpec = (input.InstrumentDefined.TickSize.ToDouble(), input.InstrumentDefined.MinTradeAmount.ToDouble());
        }
    }

    public void OnHandled(in InputEvent input)
    {
        switch (input.Kind)
        {
            case InputKind.Fill:
                CheckFill(input);
                break;
            case InputKind.Session when input.Session.Role == SessionRole.Trading:
                Recoveries += input.Session.State == SessionState.Ready ? 1 : 0;
                _tradingUpNanos = input.Session.State == SessionState.Down ? long.MaxValue : Math.Min(_tradingUpNanos, _scene.NowNanos);
                break;
            case InputKind.Control when input.Control.Verb == ControlVerb.Resume:
                _backoff.Clear();
                break;
            case InputKind.InstrumentDefined when _hedge == InstrumentId.None:
                _hedge = IsPerpetual(input.Instrument) ? input.Instrument : InstrumentId.None;
                break;
            default:
                break;
        }

        if (_hedge.HasValue)
        {
            var position = _scene.Engine.Core.Position(_hedge);
            if (position != _position)
            {
                var before = _position;
                var kind = input.Kind;
                _verdicts.Check(
                    Law.PositionIsSumOfFills,
                    kind is InputKind.Fill or InputKind.Position or InputKind.RestoredPosition,
                    () => $"{before} became {position} at an input of {kind}");
                _position = position;
            }
        }
    }

    public void OnOutput(in OutputEvent output)
    {
        switch (output.Kind)
        {
            case OutputKind.TradingState:
                _haltedNanos = State == TradingState.Halt ? _scene.NowNanos : _haltedNanos;
                LeftHaltNanos = State != TradingState.Halt ? _scene.NowNanos : LeftHaltNanos;
                State = output.TradingState;
                StateReason = output.Reason;
                break;
            case OutputKind.PlaceOrder:
                CheckDecision(output);
                break;
            case OutputKind.Alert:
                CheckAlert(output);
                break;
            default:
                break;
        }
    }

    /// <summary>What the core's positions and the venue's differ in; null when in nothing.</summary>
    public string? PositionDifference()
    {
        var truth = _scene.Model.Positions(_scene.Account).ToDictionary(position => position.Instrument.Name, position => position.Size);
        var instruments = _scene.Engine.Instruments;
        for (var index = 0; index < instruments.InstrumentCount; index++)
        {
            var id = new InstrumentId(index);
            var name = Encoding.UTF8.GetString(instruments.GetName(id));
            var known = _scene.Engine.Core.Position(id).ToDouble();
            truth.Remove(name, out var size);
            if (Math.Abs(known - size) > Epsilon)
            {
                return $"{name}: {known} here, {size} at the venue";
            }
        }

        return truth.Where(static pair => pair.Value != 0).Select(static pair => $"{pair.Key} is held and not known").FirstOrDefault();
    }

    public void CheckAlarms() => _alarms.Check(_scene.NowNanos);

    /// <summary>To be asked when a halt has lasted for five seconds. Nobody can cancel while the connection is gone, nor at once after it.</summary>
    public void CheckHalted()
    {
        if (_scene.NowNanos - _tradingUpNanos < HaltCompletesNanos)
        {
            return;
        }

        var open = _scene.Model.OpenOrders(_scene.Account, OrderFilter.All)
            .Count(static order => order.Label.StartsWith("hx1-", StringComparison.Ordinal));
        _verdicts.Check(Law.HaltCompletes, open == 0, () => $"{open} own orders are open after a halt");
    }

    private bool IsPerpetual(InstrumentId id) =>
        _scene.Engine.Instruments.GetName(id).SequenceEqual(Encoding.UTF8.GetBytes(FaultConfig.HedgeInstrument));

    private void CheckFill(in InputEvent input)
    {
        var change = _scene.Engine.Core.Position(input.Instrument) - _filledPosition;
        if (change == Quantity.Zero)
        {
            return;
        }

        var fill = input.Fill;
        var signed = fill.Side == Side.Buy ? fill.Amount : -fill.Amount;
        _verdicts.Check(Law.PositionIsSumOfFills, change == signed, () => $"a fill of {signed} changed the position by {change}");
        var isNew = _bookedTrades.Add(fill.TradeId);
        _verdicts.Check(Law.FillBookedOnce, isNew, () => $"trade {fill.TradeId} is booked twice");
    }

    private void CheckDecision(in OutputEvent decided)
    {
        var order = decided;
        _decided.Add(order.Ref);
        _verdicts.Check(
            Law.OrderOnlyWhileActive,
            State >= TradingState.Reduce && !_scene.IsHaltWanted,
            () => $"order {order.Ref.Number} in state {State}, halted by the operator: {_scene.IsHaltWanted}");
        var isInside = order.DeltaBefore > 0 ? order.DeltaAfter >= order.BandLower : order.DeltaAfter <= order.BandUpper;
        _verdicts.Check(
            Law.OrderReducesDelta,
            Math.Abs(order.DeltaAfter) < Math.Abs(order.DeltaBefore) && isInside,
            () => $"order {order.Ref.Number} takes the delta from {order.DeltaBefore} to {order.DeltaAfter}");
        var slackNanos = (FaultConfig.BookMaxAgeMillis * Nanos.PerMilli) + (100 * Nanos.PerMilli);
        if (_truth.WasTopSince(order.BookChangeId, _scene.NowNanos - slackNanos) is { } isFresh)
        {
            _verdicts.Check(
                Law.OrderOnFreshBook, isFresh, () => $"order {order.Ref.Number} is priced from the book of change {order.BookChangeId}");
        }

        if (_truth.TouchAt(order.BookChangeId, order.Side) is { } touch)
        {
            _verdicts.Check(
                Law.OrderOnFreshBook,
                Math.Abs(touch.ToDouble() - order.ReferencePrice) < 1e-6,
                () => $"order {order.Ref.Number} is priced from {order.ReferencePrice}, the venue had {touch} at change {order.BookChangeId}");
        }

        // A trade by hand is learned when it is told, and positions that the venue itself gets wrong may have been adopted.
        if (_scene.NowNanos - Math.Max(_truth.LastForeignTradeNanos, _scene.PositionsWrongNanos) > ForeignTradeShadowNanos)
        {
            var known = _scene.Engine.Core.Position(order.Instrument).ToDouble();
            var truth = _scene.Model.GetPosition(_scene.Account, _scene.Perpetual).Size;
            _verdicts.Check(
                Law.FillsBookedBeforeOrder,
                Math.Abs(truth - known) < Epsilon,
                () => $"order {order.Ref.Number} is decided on a position of {known}, it is {truth}");
        }
    }

    private void CheckAlert(in OutputEvent alert)
    {
        var reason = alert.Reason;
        _alarms.OnAlert(reason, _scene.NowNanos);
        var isContradiction = reason is ReasonCode.PositionBreak or ReasonCode.FillContradiction or ReasonCode.LateFill
            or ReasonCode.RejectRun or ReasonCode.OrderAltered or ReasonCode.RepeatedHedges or ReasonCode.CoreFault
            or ReasonCode.OrderStillUnknown
            || (reason == ReasonCode.FillOfUnknownOrder && alert.Severity == AlertSeverity.Critical);
        if (isContradiction)
        {
            _verdicts.Check(
                Law.NoFalseAlarm,
                IsExplained(reason),
                () => $"{reason} without a fault that explains it; {PositionDifference() ?? "positions agree"}");
        }

        if (alert.Severity == AlertSeverity.Critical)
        {
            return;
        }

        var (sinceNanos, count) = _alerts.GetValueOrDefault(reason, (_scene.NowNanos, 0));
        if (_scene.NowNanos - sinceNanos > 60 * Nanos.PerSecond)
        {
            (sinceNanos, count) = (_scene.NowNanos, 0);
        }

        _alerts[reason] = (sinceNanos, ++count);
        var counted = count;
        _verdicts.Check(Law.NoAlertStorm, counted <= 61, () => $"{counted} alerts of {reason} in a minute");
    }

    private void OnVenueSent(byte[] message)
    {
        if (!Wire.Has(message, "\"method\""u8))
        {
            _verdicts.Check(Law.RateRespected, !Wire.Has(message, "\"code\":10028"u8), () => Encoding.UTF8.GetString(message));
        }
    }

    private void OnTradingBytes(ReadOnlyMemory<byte> message)
    {
        var text = message.Span;
        _verdicts.Check(
            Law.SecretIsKept, !Wire.Has(text, s_secret), static () => "the secret is on the wire");
        if (!Wire.IsPlace(text))
        {
            return;
        }

        var order = Wire.Label(text);
        _verdicts.Check(Law.OrderWasDecided, _decided.Contains(order), () => $"order {order} was never decided");
        _verdicts.Check(Law.LabelIsUnique, _sent.Add(order), () => $"order {order} is sent twice");
        CheckWire(text, order);
        CheckAlone(order);
        if (order.Epoch != _epoch)
        {
            _epoch = order.Epoch;
            _backoff.Clear();
        }

        _backoff.OnSent(order, IsPostOnly(text), _scene.NowNanos);
    }

    private void CheckWire(ReadOnlySpan<byte> text, OrderRef order)
    {
        var amount = Wire.Number(text, "\"amount\":"u8);
        var price = Wire.Number(text, "\"price\":"u8);
        var validMs = Wire.Number(text, "\"valid_until\":"u8);
        _verdicts.Check(
            Law.OrderWithinLimits,
            amount <= FaultConfig.MaxOrderUsd
                && validMs > 0
                && validMs <= (_scene.Engine.VenueUtcNanos / Nanos.PerMilli) + ValidMaxMillis
                && (Wire.Has(text, "immediate_or_cancel"u8) || (MayRest && IsPostOnly(text))),
            () => $"order {order.Number} of {amount}, valid until {validMs}");
        var spec = _toldSpec;
        var index = _scene.Perpetual.PriceIndex.Price;
        var mark = _scene.Perpetual.Ticker.MarkPrice;
        var collar = (FaultConfig.CollarBps * 1e-4) + 0.001;
        var isOnTick = Math.Abs(Math.IEEERemainder(price, spec.TickSize)) < 1e-6;
        var isOnStep = amount > 0 && Math.Abs(Math.IEEERemainder(amount, spec.MinAmount)) < 1e-6;
        _verdicts.Check(
            Law.PriceIsSound,
            isOnTick && isOnStep && Math.Abs((price / index) - 1) <= collar && Math.Abs((price / mark) - 1) <= collar,
            () => $"order {order.Number} of {amount} at {price}, index {index}, mark {mark}");
    }

    private static bool IsPostOnly(ReadOnlySpan<byte> text) =>
        Wire.Has(text, "\"post_only\":true"u8) && Wire.Has(text, "\"reject_post_only\":true"u8);

    private void CheckAlone(OrderRef order)
    {
        var nowMs = _scene.Engine.VenueUtcNanos / Nanos.PerMilli;
        var other = OrderRef.None;
        foreach (var request in _scene.Engine.TravellingRequests)
        {
            if (Wire.IsPlace(request) && Wire.Label(request) != order && !(Wire.Number(request, "\"valid_until\":"u8) < nowMs))
            {
                other = Wire.Label(request);
            }
        }

        foreach (var open in _scene.Model.OpenOrders(_scene.Account, OrderFilter.All))
        {
            if (OrderLabel.TryParse(Encoding.UTF8.GetBytes(open.Label), out var resting))
            {
                other = resting;
            }
        }

        _verdicts.Check(Law.OneOrderAtATime, !other.HasValue, () => $"order {order} is sent while {other} may still be carried out");
    }
}
