using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Core.Orders;
using LowLatencyHedger.Core.Portfolio;
using LowLatencyHedger.Core.Risk;
using LowLatencyHedger.Core.Risk.Controls;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Snapshots;

/// <summary>
/// Pictures of the core's parts for telemetry. Changes nothing that a decision depends on, so that it may be looked at or not. Thread: the
/// core's only, between two events.
/// </summary>
[HotPath]
public sealed class CoreView
{
    private readonly SettingValues _settings;
    private readonly InstrumentTable _instruments;
    private readonly HedgedUnderlyings _underlyings;
    private readonly AccountKeeper _account;
    private readonly OrderTracker _tracker;
    private readonly RiskInputs _inputs;
    private readonly HaltControl _control;
    private readonly LossGuard _losses;
    private readonly CoreContext _context;

    internal CoreView(
        CoreContext context, SettingValues settings, InstrumentTable instruments, HedgedUnderlyings underlyings, AccountKeeper account,
        OrderTracker tracker, RiskInputs inputs, HaltControl control, LossGuard losses)
    {
        _context = context;
        _settings = settings;
        _instruments = instruments;
        _underlyings = underlyings;
        _account = account;
        _tracker = tracker;
        _inputs = inputs;
        _control = control;
        _losses = losses;
    }

    /// <summary>One above the highest instrument that is known.</summary>
    public int InstrumentsEnd => _instruments.End;

    /// <summary>The expiries with held options of the underlying at a place in the configuration. Returns how many were written.</summary>
    public int ReadExpiries(int place, Span<ExpirySnapshot> into)
    {
        var underlying = _underlyings.All[place];
        var count = underlying.Greeks.WriteSnapshots(into);
        foreach (ref var expiry in into[..count])
        {
            expiry.Place = place;
            expiry.Underlying = underlying.Id;
        }

        return count;
    }

    /// <summary>
    /// The live policy of the underlying at a place in the configuration, then its shadows. Returns how many were written.
    /// </summary>
    public int ReadPolicies(int place, Span<PolicySnapshot> into) => _underlyings.All[place].Shadows.Write(into);

    /// <summary>The risk figures of the underlying at a place in the configuration.</summary>
    public void ReadFigures(int place, out FigureSnapshot figures)
    {
        var underlying = _underlyings.All[place];
        underlying.Figures.Write(underlying, out figures);
        figures.Place = place;
    }

    /// <summary>What was last decided about the underlying at a place in the configuration.</summary>
    public void ReadDecision(int place, out DecisionSnapshot decision)
    {
        var underlying = _underlyings.All[place];
        decision = default;
        decision.Sequence = underlying.DecidedSequence;
        decision.Target = underlying.Target;
        decision.RefusedNanos = underlying.LastRefusalNanos;
        decision.BackoffUntilNanos = underlying.Desk.BackoffUntilNanos;
        decision.NextOrderNanos = underlying.Desk.LastSentNanos + (long)(_settings[SettingKey.MinIntervalMillis, place] * Nanos.PerMilli);
    }

    /// <summary>The hedge instrument's book of the underlying at a place in the configuration, as many levels as there is room for.</summary>
    public void ReadBook(int place, Span<BookLevel> bids, Span<BookLevel> asks, out BookSnapshot snapshot)
    {
        var book = _underlyings.All[place].Book;
        snapshot = default;
        snapshot.ChangeId = book.ChangeId;
        snapshot.ReceivedNanos = book.ReceivedNanos;
        snapshot.ExchangeTimeUtcNanos = book.ExchangeTimeUtcNanos;
        snapshot.IsValid = book.IsValid ? (byte)1 : (byte)0;
        snapshot.BidCount = Math.Min(book.BidCount, bids.Length);
        snapshot.AskCount = Math.Min(book.AskCount, asks.Length);
        for (var i = 0; i < snapshot.BidCount; i++)
        {
            bids[i] = book.Bid(i);
        }

        for (var i = 0; i < snapshot.AskCount; i++)
        {
            asks[i] = book.Ask(i);
        }
    }

    /// <summary>Own orders that are not final. Returns how many were written.</summary>
    public int ReadOrders(Span<OrderSnapshot> into)
    {
        var orders = _tracker.Orders;
        var count = Math.Min(orders.ActiveCount, into.Length);
        for (var i = 0; i < count; i++)
        {
            ref readonly var order = ref orders.Active(i);
            into[i].Ref = order.Ref;
            into[i].Price = order.Price;
            into[i].Amount = order.Amount;
            into[i].Filled = order.Booked;
            into[i].SentNanos = order.SentNanos;
            into[i].Instrument = order.Instrument;
            into[i].Side = order.Side;
            into[i].Stage = order.Stage;
        }

        return count;
    }

    /// <summary>Every limit on the state of the underlying at a place in the configuration, with its use. Returns how many were written.</summary>
    public int ReadLimits(int place, LimitSnapshot[] into)
    {
        var underlying = _underlyings.All[place];
        if (!underlying.Hedge.HasValue)
        {
            return 0;
        }

        _inputs.Conditions(underlying, underlying.Active, _control, out var conditions);
        var sheet = new LimitSheet(into, place);
        ConditionControls.Evaluate(conditions, default, _settings, place, _context.NowNanos, ref sheet);
        _losses.Note(ref sheet);
        return sheet.Count;
    }

    /// <summary>The position of the instrument with this index. False when there is none and never was one told of.</summary>
    public bool TryReadPosition(int index, out PositionSnapshot position)
    {
        position = default;
        var id = new InstrumentId(index);
        if (!_instruments.Contains(id))
        {
            return false;
        }

        ref readonly var instrument = ref _instruments[id];
        position.Name = instrument.Definition.Name;
        position.Position = _account.Ledger[id].ToDouble();
        position.MarkPrice = instrument.MarkPrice;
        position.MarkVol = instrument.IsOption ? instrument.MarkVol : double.NaN;
        position.Instrument = id;
        position.Kind = instrument.Definition.Kind;
        position.Style = instrument.Definition.Style;
        return true;
    }
}
