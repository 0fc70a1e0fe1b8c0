using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Core.Orders;
using LowLatencyHedger.Core.Portfolio;
using LowLatencyHedger.Core.Risk;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Recovery;

/// <summary>
/// The account's part of a core, led by a journal instead of by decisions: fills, orders and positions go through the code that the live core
/// books them with, and an order begins where the journal says that one was decided. Market data passes by unread. Cold; one thread.
/// </summary>
public sealed class AccountReplica
{
    private readonly CoreContext _context = new();
    private readonly OutputBuffer _ignored = new();
    private readonly InstrumentTable _instruments;
    private readonly HedgedUnderlyings _underlyings;
    private readonly MarketRouter _market;
    private readonly OrderTracker _tracker;
    private readonly AccountKeeper _account;
    private readonly LossGuard _losses;
    private readonly AccountRestore _restore;
    private readonly uint _epoch;
    private readonly ReasonCode[] _halts;
    private readonly List<InputEvent> _events = [];
    private readonly Dictionary<InlineText32, InstrumentId> _ids = [];
    private readonly AccountLists _lists = new();
    private bool _isRestored;

    /// <summary>Of a command to resume everything that the core has not answered yet, and may refuse; 0 for none.</summary>
    private int _resumeId;

    /// <param name="config">Of the run that the journal is of.</param>
    /// <exception cref="ArgumentException">The configuration is not valid.</exception>
    public AccountReplica(CoreConfig config)
    {
        var problems = config.Validate();
        if (problems.Count > 0)
        {
            Throw.Argument(nameof(config), $"a valid configuration: {string.Join("; ", problems)}");
        }

        _epoch = config.Epoch;
        var settings = new SettingValues(config);
        var ledger = new PositionLedger(config.Capacities.Instruments);
        _instruments = new InstrumentTable(config.Capacities.Instruments);
        _underlyings = new HedgedUnderlyings(config, settings);
        _halts = new ReasonCode[config.Underlyings.Length];
        _market = new MarketRouter(_context, config, _instruments, _underlyings);
        _tracker = new OrderTracker(_context, config, settings, _underlyings.Desks, ledger);
        _account = new AccountKeeper(_context, config, _instruments, _underlyings, _tracker, ledger);
        _losses = new LossGuard(settings);
        _restore = new AccountRestore(_context, _instruments, _underlyings, _tracker, _account, _losses);
    }

    /// <summary>
    /// The run has come as far as knowing its account: all of the run before it was told to it, or it has adopted the venue's positions. Until
    /// then nothing was traded, and the state of the run before still holds.
    /// </summary>
    public bool IsComplete => _isRestored || _account.WasEverReconciled;

    /// <summary>The halt that the run last told of and that only an operator ends; None for none.</summary>
    public ReasonCode Halt => Array.Find(_halts, static halt => halt != ReasonCode.None);

    /// <summary>Inputs in order.</summary>
    public void OnInput(in InputEvent e, long sequence)
    {
        _ignored.Clear();
        _context.Begin(e, sequence, _ignored);
        switch (e.Kind)
        {
            case InputKind.UnderlyingDefined:
                _underlyings.Bind(e.UnderlyingDefined.Underlying, e.UnderlyingDefined.IndexName);
                break;
            case InputKind.InstrumentDefined:
                _market.OnInstrument(e, out _);
                break;
            case InputKind.Fill:
                _account.OnFill(e);
                break;
            case InputKind.OrderUpdate:
                _tracker.OnUpdate(e.Order, e.Instrument, (e.Flags & InputFlags.FromQuery) != 0);
                break;
            case InputKind.OrderReject:
                _tracker.OnReject(e.OrderReject);
                break;
            case InputKind.OrderNotFound:
                _tracker.OnNotFound(e.OrderNotFound);
                break;
            case InputKind.OrderNotSent:
                _tracker.OnNotSent(e.OrderNotSent);
                break;
            case InputKind.Position:
                _account.OnPosition(e);
                break;
            case InputKind.Settlement:
                _account.OnSettlement(e);
                break;
            case InputKind.TradesRead:
                _account.OnTradesRead(e.TradesRead);
                break;
            case InputKind.Session when e.Session.Role == SessionRole.Trading:
                OnSession(e.Session.State);
                break;
            case InputKind.Control when e.Control is { Verb: ControlVerb.Resume, Scope: StateScope.Global }:
                _resumeId = e.Control.CommandId;
                break;
            default:
                _restore.OnInput(e);
                if (e.Kind == InputKind.Restored)
                {
                    _isRestored = true;
                    _halts.AsSpan().Fill(e.Restored.Halt);
                }

                break;
        }
    }

    /// <summary>Outputs in order, each after the input that led to it.</summary>
    /// <exception cref="InvalidOperationException">An order is not the one that follows the last: it is another run's journal.</exception>
    public void OnOutput(in OutputEvent output)
    {
        if (output.Kind == OutputKind.LossesMarked)
        {
            _losses.Restore(output.Losses);
        }

        if (output.Kind == OutputKind.TradingState && _underlyings.Of(output.Underlying) is { } told)
        {
            // A lost connection is a halt of its own, and may hide the one that stays.
            ref var halt = ref _halts[told.Index];
            halt = output.TradingState != TradingState.Halt ? ReasonCode.None : output.Reason.IsHaltThatPasses() ? halt : output.Reason;
        }

        if (output.Kind == OutputKind.ControlHandled && _resumeId != 0 && output.Detail == _resumeId)
        {
            _resumeId = 0;
            if (output.Reason == ReasonCode.None)
            {
                // The state may go on being a halt, of a lost connection for example: then no output says that the operator's has ended.
                _account.Resume();
                _halts.AsSpan().Clear();
            }
        }

        if (output.Kind != OutputKind.PlaceOrder)
        {
            return;
        }

        var underlying = _underlyings.Of(output.Underlying);
        Invariant.That(underlying is not null && _tracker.Orders.HasRoom, "a journaled order is for an unknown underlying");
        ref var entry = ref _tracker.Send(underlying!.Index, output.Instrument);
        Invariant.That(entry.Ref == output.Ref, "a journaled order does not follow the one before");
        entry.Side = output.Side;
        entry.Price = output.Price;
        entry.Amount = output.Amount;
        entry.ValidUntilUtcNanos = output.ValidUntilUtcNanos;
        entry.MidAtDecision = output.Price.ToDouble();
        entry.IsResting = output.TimeInForce == TimeInForce.GoodTilCancelled;
    }

    /// <summary>Nothing is under way that a state would not show: a new replica that is told this one's state goes on the same.</summary>
    public bool IsAtRest => IsComplete && _resumeId == 0 && !_account.IsReadingOpen && _account.Ledger.MismatchCount == 0;

    /// <summary>Takes the memory for <see cref="ToEvents"/> and <see cref="CaptureForNow"/> at once.</summary>
    public void Reserve(int events)
    {
        _events.EnsureCapacity(events);
        _ids.EnsureCapacity(events / 2);
        _lists.Reserve(events / 2);
    }

    /// <summary>What a new replica of the same run has to be told to be where this one is; valid until the next call.</summary>
    public IReadOnlyList<InputEvent> ToEvents()
    {
        var events = _events;
        events.Clear();
        foreach (var underlying in _underlyings.All)
        {
            if (underlying.Id.HasValue)
            {
                ref var e = ref Add(events, InputKind.UnderlyingDefined, InstrumentId.None);
                e.UnderlyingDefined.Underlying = underlying.Id;
                e.UnderlyingDefined.IndexName = underlying.IndexName;
            }
        }

        var ids = _ids;
        ids.Clear();
        for (var index = 0; index < _instruments.End; index++)
        {
            var id = new InstrumentId(index);
            if (_instruments.Contains(id))
            {
                ids[_instruments[id].Definition.Name] = id;
                Add(events, InputKind.InstrumentDefined, id).InstrumentDefined = _instruments[id].Definition;
            }
        }

        RestoreEvents.AddTo(events, CaptureForNow(), ids, _context.NowNanos, _context.VenueUtcNanos, _tracker.Orders.LastNumber);
        return events;
    }

    private ref InputEvent Add(List<InputEvent> events, InputKind kind, InstrumentId instrument)
    {
        events.Add(new InputEvent { Kind = kind, Instrument = instrument, ReceivedNanos = _context.NowNanos });
        return ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(events)[^1];
    }

    public AccountState Capture() => Capture(new AccountLists());

    /// <summary>The same in memory that is used again: valid until the next call.</summary>
    public AccountState CaptureForNow()
    {
        _lists.Clear();
        return Capture(_lists);
    }

    private AccountState Capture(AccountLists lists) =>
        AccountState.Of(_epoch, _instruments, _tracker, _account, _losses.Told, lists) with { Halt = Halt };

    private void OnSession(SessionState state)
    {
        _context.IsTradingReady = state == SessionState.Ready;
        if (state == SessionState.Down)
        {
            _tracker.OnSessionDown();
            _account.OnSessionDown();
        }
    }
}
