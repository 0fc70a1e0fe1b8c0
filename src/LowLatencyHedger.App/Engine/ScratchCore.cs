using System.Runtime.InteropServices;
using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Snapshots;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Engine;

/// <summary>What becomes of the orders that a scratch core wants.</summary>
internal enum ScratchOrders
{
    /// <summary>The band is so wide that it wants none.</summary>
    None,

    /// <summary>The hedge instrument is not allowed: the gate refuses every one.</summary>
    Refused,

    /// <summary>They leave the core and go nowhere: it is told that none was sent, or that one was filled, and wants the next.</summary>
    NotSent,
}

/// <summary>
/// A core that trades on nothing: with a book of options over twelve expiries and a time of its own. For benches, for rehearsals, and for keeping the
/// way of an order warm. A tick is a change of the hedge instrument's book which moves the mid price, and with it every forward and the delta. Allocates
/// nothing once it is built. Thread: one.
/// </summary>
internal sealed class ScratchCore
{
    public const int Expiries = 12;
    private const int FirstOption = 1;
    private const long TickNanos = 100 * Nanos.PerMicro;
    private const long StartUtcNanos = 1_780_000_000L * Nanos.PerSecond;
    private const double Mid = 60_000;

    /// <summary>The other inputs are told again before they are too old to trade on, those of the options seldom: they are no ticks.</summary>
    private const long RefreshNanos = Nanos.PerSecond;

    private const long OptionsRefreshNanos = 100 * Nanos.PerSecond;

    /// <summary>Between two orders: no limit on orders holds them back.</summary>
    private const long OrderNanos = 125 * Nanos.PerMilli;

    /// <summary>Where orders are wanted the delta goes to either side of its band, as far as an ordinary order finds it, once a turn.</summary>
    private const double SwingCoins = 2.5 * ScratchConfig.BandCoins;

    private const int TurnsPerRefresh = 5;
    private const double FillUsd = 1_000;
    private const double ForwardShift = 1e-5;

    private static readonly UnderlyingId s_underlying = new(0);
    private static readonly InstrumentId s_perpetual = new(0);
    private static readonly InlineText32 s_currency = InlineText32.From("BTC");

    private readonly HedgeCore _core;
    private readonly OutputBuffer _outputs = new();
    private readonly ScratchRings? _rings;
    private readonly CoreAgent? _agent;
    private readonly int _options;
    private InputEvent _wanting;
    private InputEvent _notSent;
    private InputEvent _fill;
    private InputEvent _filled;
    private long _fills;
    private double _equityCoins = 1_000;
    private double _swingCoins = SwingCoins;
    private int _step;
    private long _turns;
    private InputEvent _up;
    private InputEvent _down;
    private long _nowNanos = 1_000 * Nanos.PerSecond;
    private long _refreshedNanos;
    private long _optionsRefreshedNanos;
    private long _sequence;
    private long _changeId;

    /// <param name="options">Held.</param>
    /// <param name="demand">Whether it wants orders.</param>
    /// <param name="rings">For <see cref="StepOrder"/>: which its orders pass.</param>
    public ScratchCore(int options, ScratchOrders demand = ScratchOrders.None, ScratchRings? rings = null)
    {
        _options = options;
        _rings = rings;
        _core = new HedgeCore(ScratchConfig.Create(options + FirstOption, demand));
        _agent = rings is null ? null : new CoreAgent(_core, rings.Inputs, rings.Outputs, telemetry: null);
        Clock();
        Define(demand);
        Session(SessionRole.MarketData);
        Book();
        Refresh();
        RefreshOptions();
        Hold(demand);
        Center(demand);
        Funds();
        Session(SessionRole.Trading);
        _up = Change(Price.FromDouble(Mid), Quantity.FromDouble(1_000));
        _down = Change(Price.FromDouble(Mid), Quantity.Zero);
        Tick(2);
        var snapshot = Snapshot();
        Invariant.That(
            snapshot.TradingState == TradingState.Active && snapshot.OptionsHeld == options && snapshot.OptionsUnvalued == 0,
            "a scratch core trades on its whole book");
        Invariant.That(
            demand == ScratchOrders.Refused == _core.RefusalCount(ReasonCode.InstrumentNotAllowed) > 0, "the gate refuses the orders that are wanted");
        _wanting = Ticker(new InstrumentId(FirstOption));
        _wanting.Ticker.MarkPrice = 0.05;
        _wanting.Ticker.MarkIv = 0.5;
        _notSent = Event(InputKind.OrderNotSent, InstrumentId.None);
        _fill = Event(InputKind.Fill, s_perpetual);
        _fill.Fill.Liquidity = Liquidity.Taker;
        _fill.Fill.Amount = Quantity.FromDouble(FillUsd);
        _filled = Event(InputKind.OrderUpdate, s_perpetual);
        _filled.Order.State = OrderState.Cancelled;
        _filled.Order.FilledAmount = _fill.Fill.Amount;
        if (demand == ScratchOrders.NotSent)
        {
            Swing(deltaCoins: 0);
        }
    }

    public CoreView View => _core.View;

    public CoreSnapshot Snapshot()
    {
        var snapshot = default(CoreSnapshot);
        _core.WriteSnapshot(0, ref snapshot);
        return snapshot;
    }

    /// <summary>Orders so far that nobody sent.</summary>
    public long Orders { get; private set; }

    /// <summary>
    /// The next part of the way of one order, or of what keeps the market fresh for the next: each as long as one event. Only with rings and
    /// <see cref="ScratchOrders.NotSent"/>. While nobody takes the orders from the rings there is no next one.
    /// </summary>
    [HotPath]
    public void StepOrder()
    {
        switch (_step++)
        {
            case 0 when !_rings!.Outputs.HasRoom:
                _step = 0;
                break;
            case 0:
                _nowNanos += OrderNanos;
                _wanting.ReceivedNanos = _nowNanos;
                _wanting.ExchangeTimeUtcNanos = UtcNanos;
                _wanting.Instrument = new InstrumentId(FirstOption + (int)(_turns % _options));
                _wanting.Ticker.UnderlyingPrice = Mid * (_turns++ % 2 == 0 ? 1 + ForwardShift : 1 - ForwardShift);
                _rings.Enter(in _wanting);
                _agent!.DoWork();
                break;
            case 1:
                _rings!.Journal();
                _agent!.DoWork();
                break;
            case 2:
                TakeBack();
                _step = _turns % TurnsPerRefresh == 0 ? _step : 0;
                break;
            case 3:
                PassTime();
                break;
            case 4:
                Index();
                break;
            case 5:
                Mark();
                break;
            default:
                Tick(ref _up);
                Tick(ref _down);
                _step = 0;
                break;
        }
    }

    /// <summary>The order that was decided on was not sent or, once a refresh, it was filled in part.</summary>
    [HotPath]
    private void TakeBack()
    {
        if (!_rings!.TryTakeDecided(out var order))
        {
            return;
        }

        Orders++;
        if (_turns % TurnsPerRefresh != 0)
        {
            RefuseToSend(in order);
            Swing(order.DeltaBefore);
            return;
        }

        FillInPart(in order);
        Swing(order.DeltaBefore + ((order.Side == Side.Buy ? 1 : -1) * FillUsd / Mid));
    }

    /// <summary>
    /// As the venue tells of it: the trade, then what became of the order. The same amount each time, so that buying and selling leave nothing.
    /// </summary>
    [HotPath]
    private void FillInPart(in OutputEvent order)
    {
        _fills++;
        _fill.ReceivedNanos = _filled.ReceivedNanos = _nowNanos;
        _fill.ExchangeTimeUtcNanos = _filled.ExchangeTimeUtcNanos = UtcNanos;
        ref var fill = ref _fill.Fill;
        InlineText32.TryCreate(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in _fills)), out fill.TradeId);
        fill.ExchangeOrderId = fill.TradeId;
        (fill.Ref, fill.Side, fill.Price) = (order.Ref, order.Side, order.Price);
        fill.TradeSequence = _fills;
        Send(in _fill);

        ref var update = ref _filled.Order;
        update.ExchangeOrderId = fill.ExchangeOrderId;
        (update.Ref, update.Side, update.Price, update.Amount) = (order.Ref, order.Side, order.Price, order.Amount);
        update.AveragePrice = order.Price.ToDouble();
        update.LastUpdateUtcNanos = UtcNanos;
        Send(in _filled);
    }

    [HotPath]
    private void RefuseToSend(in OutputEvent order)
    {
        _notSent.OrderNotSent.Ref = order.Ref;
        Send(in _notSent);
    }

    /// <summary>
    /// An order that is always on the same side, or far beyond the band, passes other code than those of a market. The equity is delta, too: it takes
    /// the delta to the other side, from wherever time has brought it.
    /// </summary>
    [HotPath]
    private void Swing(double deltaCoins)
    {
        _equityCoins += _swingCoins - deltaCoins;
        _swingCoins = -_swingCoins;
        Funds();

        // That leads to an order itself, unless the last one is too near.
        foreach (ref readonly var output in _outputs.Events)
        {
            if (output.Kind == OutputKind.PlaceOrder)
            {
                RefuseToSend(in output);
                return;
            }
        }
    }

    /// <summary>An even number of ticks.</summary>
    [HotPath]
    public void Tick(int ticks)
    {
        if (_nowNanos - _refreshedNanos >= RefreshNanos)
        {
            Refresh();
        }

        if (_nowNanos - _optionsRefreshedNanos >= OptionsRefreshNanos)
        {
            RefreshOptions();
        }

        for (var i = 0; i < ticks; i += 2)
        {
            Tick(ref _up);
            Tick(ref _down);
        }
    }

    /// <summary>Time passes with a fresh market and no ticks: what the core does once in seconds, minutes or hours happens at once.</summary>
    public void PassSeconds(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _nowNanos += Nanos.PerSecond;
            Tick(0);
        }
    }

    [HotPath]
    private void Tick(ref InputEvent change)
    {
        _nowNanos += TickNanos;
        change.ReceivedNanos = _nowNanos;
        change.ExchangeTimeUtcNanos = UtcNanos;
        change.Book.PrevChangeId = _changeId;
        change.Book.ChangeId = ++_changeId;
        Send(change);
    }

    [HotPath]
    private long UtcNanos => _nowNanos + StartUtcNanos;

    [HotPath]
    private InputEvent Event(InputKind kind, InstrumentId instrument) =>
        new() { Kind = kind, Instrument = instrument, ReceivedNanos = _nowNanos, ExchangeTimeUtcNanos = UtcNanos };

    [HotPath]
    private void Send(in InputEvent e)
    {
        _outputs.Clear();
        _core.OnEvent(e, _sequence++, _outputs);
    }

    [HotPath]
    private void Clock() => Send(ClockEvent());

    [HotPath]
    private InputEvent ClockEvent()
    {
        var e = Event(InputKind.Clock, InstrumentId.None);
        e.Clock = new ClockBody { MonotonicNanos = _nowNanos, UtcNanos = UtcNanos };
        return e;
    }

    /// <summary>The clock's decision, without the risk figures behind it: a tick would wait for their 16 us, and no order needs them.</summary>
    [HotPath]
    private void PassTime()
    {
        var e = ClockEvent();
        _outputs.Clear();
        _core.Decide(e, _sequence++, _outputs);
        _core.Complete(_wanting);
    }

    [HotPath]
    private void Funds()
    {
        var e = Event(InputKind.Portfolio, InstrumentId.None);
        e.Portfolio = new PortfolioBody
        {
            Currency = s_currency,
            Equity = _equityCoins,
            AvailableFunds = 0.9 * _equityCoins,
            MaintenanceMargin = 0.01 * _equityCoins,
            DeltaTotal = double.NaN,
        };
        Send(e);
    }

    /// <summary>Where the equity is delta, so much of it that the whole is none: in coins, long options of both kinds have the other sign.</summary>
    private void Center(ScratchOrders demand)
    {
        if (demand == ScratchOrders.NotSent)
        {
            var snapshot = default(CoreSnapshot);
            _core.WriteSnapshot(0, ref snapshot);
            _equityCoins = -snapshot.OptionsDelta;
        }
    }

    private void Session(SessionRole role)
    {
        var e = Event(InputKind.Session, InstrumentId.None);
        e.Session = new SessionBody { Role = role, State = SessionState.Ready };
        Send(e);
    }

    private void Define(ScratchOrders demand)
    {
        var underlying = Event(InputKind.UnderlyingDefined, InstrumentId.None);
        underlying.UnderlyingDefined = new UnderlyingBody { Underlying = s_underlying, IndexName = InlineText32.From("btc_usd") };
        Send(underlying);

        // Each order takes time of its own: options that are wanted for long expire late.
        var firstExpiryNanos = (demand == ScratchOrders.NotSent ? 50 * 365 : 7) * Nanos.PerDay;
        for (var i = 0; i < _options + FirstOption; i++)
        {
            var option = i - FirstOption;
            var isOption = option >= 0;
            var e = Event(InputKind.InstrumentDefined, new InstrumentId(i));
            e.InstrumentDefined = new InstrumentBody
            {
                Name = InlineText32.From(isOption ? $"BTC-OPTION-{option}" : "BTC-PERPETUAL"),
                Underlying = s_underlying,
                Kind = isOption ? InstrumentKind.Option : InstrumentKind.Perpetual,
                Style = ContractStyle.Inverse,
                OptionType = !isOption ? OptionType.None : option % 2 == 0 ? OptionType.Call : OptionType.Put,
                Status = TradingStatus.Open,
                Strike = isOption ? 45_000 + (500 * (option / Expiries % 60)) : double.NaN,
                ExpiryUtcNanos = isOption ? UtcNanos + firstExpiryNanos + ((option % Expiries) * 7 * Nanos.PerDay) : 0,
                ContractSize = Quantity.FromDouble(isOption ? 1 : 10),
                MinTradeAmount = Quantity.FromDouble(isOption ? 0.1 : 10),
                TickSize = Price.FromDouble(isOption ? 0.0001 : 0.5),
                UpperTickAbove = Price.None,
                UpperTickSize = Price.None,
                TakerCommission = 0.0005,
            };
            Send(e);
        }
    }

    private void Book()
    {
        var e = Event(InputKind.BookChunk, s_perpetual);
        e.Flags = InputFlags.SnapshotStart | InputFlags.Last;
        e.Book.ChangeId = ++_changeId;
        e.Book.BidCount = 3;
        e.Book.AskCount = 3;
        for (var i = 0; i < 3; i++)
        {
            e.Book.Levels[i] = new BookLevel { Price = Price.FromDouble(Mid - (0.5 * (i + 1))), Amount = Quantity.FromDouble(200_000) };
            e.Book.Levels[i + 3] = new BookLevel { Price = Price.FromDouble(Mid + (0.5 * (i + 1))), Amount = Quantity.FromDouble(200_000) };
        }

        Send(e);
    }

    /// <summary>A better bid comes, or goes.</summary>
    private InputEvent Change(Price price, Quantity amount)
    {
        var e = Event(InputKind.BookChunk, s_perpetual);
        e.Flags = InputFlags.Last;
        e.Book.BidCount = 1;
        e.Book.Levels[0] = new BookLevel { Price = price, Amount = amount };
        return e;
    }

    private void Hold(ScratchOrders demand)
    {
        for (var i = 0; i < _options; i++)
        {
            var e = Event(InputKind.Position, new InstrumentId(FirstOption + i));
            e.Flags = InputFlags.FromQuery | (i == 0 ? InputFlags.SnapshotStart : 0) | (i == _options - 1 ? InputFlags.Last : 0);
            e.ExchangeTimeUtcNanos = 0;
            e.Position = new PositionBody { Size = Quantity.FromDouble(i % 4 < 2 || demand == ScratchOrders.NotSent ? 0.1 : -0.1), MarkPrice = 0.05 };
            Send(e);
        }
    }

    [HotPath]
    private void Refresh()
    {
        _refreshedNanos = _nowNanos;
        Clock();
        Index();
        Mark();
    }

    [HotPath]
    private void Index()
    {
        var index = Event(InputKind.Index, InstrumentId.None);
        index.Index = new IndexBody { Underlying = s_underlying, Price = Mid };
        Send(index);
    }

    [HotPath]
    private void Mark()
    {
        var mark = Ticker(s_perpetual);
        mark.Ticker.MarkPrice = Mid;
        mark.Ticker.MinPrice = Price.FromDouble(Mid * 0.97);
        mark.Ticker.MaxPrice = Price.FromDouble(Mid * 1.03);
        Send(mark);
    }

    [HotPath]
    private void RefreshOptions()
    {
        _optionsRefreshedNanos = _nowNanos;
        for (var i = 0; i < _options; i++)
        {
            var e = Ticker(new InstrumentId(FirstOption + i));
            e.Ticker.MarkPrice = 0.05;
            e.Ticker.UnderlyingPrice = Mid;
            e.Ticker.MarkIv = 0.5 + (0.001 * (i % 100));
            Send(e);
        }
    }

    [HotPath]
    private InputEvent Ticker(InstrumentId instrument)
    {
        var e = Event(InputKind.Ticker, instrument);
        e.Ticker = TickerBody.Unknown with { IndexPrice = Mid, Status = TradingStatus.Open };
        return e;
    }
}
