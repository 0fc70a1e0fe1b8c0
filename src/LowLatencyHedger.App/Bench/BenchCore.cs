using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Snapshots;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Bench;

/// <summary>
/// A core that trades, with a book of options over twelve expiries and a band so wide that no order follows; and 10,000 ticks a second of
/// its own time. A tick is a change of the hedge instrument's book which moves the mid price, and with it every forward and the delta.
/// </summary>
internal sealed class BenchCore
{
    private const int Expiries = 12;
    private const int FirstOption = 1;
    private const long TickNanos = 100 * Nanos.PerMicro;
    private const long StartUtcNanos = 1_780_000_000L * Nanos.PerSecond;
    private const double Mid = 60_000;

    /// <summary>The other inputs are told again before they are too old to trade on, those of the options seldom: they are no ticks.</summary>
    private const long RefreshNanos = Nanos.PerSecond;

    private const long OptionsRefreshNanos = 100 * Nanos.PerSecond;

    private static readonly UnderlyingId s_underlying = new(0);
    private static readonly InstrumentId s_perpetual = new(0);

    private readonly HedgeCore _core;
    private readonly OutputBuffer _outputs = new();
    private readonly int _options;
    private InputEvent _up;
    private InputEvent _down;
    private long _nowNanos = 1_000 * Nanos.PerSecond;
    private long _refreshedNanos;
    private long _optionsRefreshedNanos;
    private long _sequence;
    private long _changeId;

    /// <param name="options">Held.</param>
    /// <param name="wantsOrders">
    /// The band is narrow instead, and the hedge instrument not allowed: every tick wants an order, and the gate refuses it.
    /// </param>
    public BenchCore(int options, bool wantsOrders = false)
    {
        _options = options;
        _core = new HedgeCore(Configuration(options, wantsOrders));
        Clock();
        Define();
        Session(SessionRole.MarketData);
        Book();
        Refresh();
        RefreshOptions();
        Hold();
        Funds();
        Session(SessionRole.Trading);
        _up = Change(Price.FromDouble(Mid), Quantity.FromDouble(1_000));
        _down = Change(Price.FromDouble(Mid), Quantity.Zero);
        Tick(2);
        var snapshot = default(CoreSnapshot);
        _core.WriteSnapshot(0, ref snapshot);
        Invariant.That(
            snapshot.TradingState == TradingState.Active && snapshot.OptionsHeld == options && snapshot.OptionsUnvalued == 0,
            "the core of a bench trades on its whole book");
        Invariant.That(
            wantsOrders == _core.RefusalCount(ReasonCode.InstrumentNotAllowed) > 0, "the gate of a bench refuses the orders that are wanted");
    }

    public CoreView View => _core.View;

    /// <summary>An even number of ticks.</summary>
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

    private void Tick(ref InputEvent change)
    {
        _nowNanos += TickNanos;
        change.ReceivedNanos = _nowNanos;
        change.ExchangeTimeUtcNanos = UtcNanos;
        change.Book.PrevChangeId = _changeId;
        change.Book.ChangeId = ++_changeId;
        Send(change);
    }

    private long UtcNanos => _nowNanos + StartUtcNanos;

    private static CoreConfig Configuration(int options, bool wantsOrders) => new()
    {
        Underlyings =
        [
            new UnderlyingConfig
            {
                IndexName = "btc_usd",
                HedgeInstrument = "BTC-PERPETUAL",
                SettlementCurrency = "BTC",
                BandLowerCoins = wantsOrders ? 1e-3 : 1e6,
                BandUpperCoins = wantsOrders ? 1e-3 : 1e6,
                MaxOrderAmount = 100_000,
                MaxNetDeltaCoins = 1e7,
            },
        ],

        // Its time comes once a second.
        Risk = new RiskLimits
        {
            AllowedInstruments = wantsOrders ? [] : ["BTC-PERPETUAL"],
            MaxLoopLagMillis = 600_000,
            OptionMaxAgeMillis = 300_000,
            MaxDeltaStepBands = 1_000,
        },
        Capacities = new CapacitySettings { Instruments = options + FirstOption },
        ReconcileIntervalMillis = 0,
    };

    private InputEvent Event(InputKind kind, InstrumentId instrument) =>
        new() { Kind = kind, Instrument = instrument, ReceivedNanos = _nowNanos, ExchangeTimeUtcNanos = UtcNanos };

    private void Send(in InputEvent e)
    {
        _outputs.Clear();
        _core.OnEvent(e, _sequence++, _outputs);
    }

    private void Clock()
    {
        var e = Event(InputKind.Clock, InstrumentId.None);
        e.Clock = new ClockBody { MonotonicNanos = _nowNanos, UtcNanos = UtcNanos };
        Send(e);
    }

    private void Funds()
    {
        var e = Event(InputKind.Portfolio, InstrumentId.None);
        e.Portfolio = new PortfolioBody { Currency = InlineText32.From("BTC"), Equity = 1_000, AvailableFunds = 900, MaintenanceMargin = 10 };
        Send(e);
    }

    private void Session(SessionRole role)
    {
        var e = Event(InputKind.Session, InstrumentId.None);
        e.Session = new SessionBody { Role = role, State = SessionState.Ready };
        Send(e);
    }

    private void Define()
    {
        var underlying = Event(InputKind.UnderlyingDefined, InstrumentId.None);
        underlying.UnderlyingDefined = new UnderlyingBody { Underlying = s_underlying, IndexName = InlineText32.From("btc_usd") };
        Send(underlying);
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
                ExpiryUtcNanos = isOption ? UtcNanos + ((1 + (option % Expiries)) * 7 * Nanos.PerDay) : 0,
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

    private void Hold()
    {
        for (var i = 0; i < _options; i++)
        {
            var e = Event(InputKind.Position, new InstrumentId(FirstOption + i));
            e.Flags = InputFlags.FromQuery | (i == 0 ? InputFlags.SnapshotStart : 0) | (i == _options - 1 ? InputFlags.Last : 0);
            e.ExchangeTimeUtcNanos = 0;
            e.Position = new PositionBody { Size = Quantity.FromDouble(i % 4 < 2 ? 0.1 : -0.1), MarkPrice = 0.05 };
            Send(e);
        }
    }

    /// <summary>Clock, index and mark price.</summary>
    private void Refresh()
    {
        _refreshedNanos = _nowNanos;
        Clock();
        var index = Event(InputKind.Index, InstrumentId.None);
        index.Index = new IndexBody { Underlying = s_underlying, Price = Mid };
        Send(index);
        var mark = Ticker(s_perpetual);
        mark.Ticker.MarkPrice = Mid;
        mark.Ticker.MinPrice = Price.FromDouble(Mid * 0.97);
        mark.Ticker.MaxPrice = Price.FromDouble(Mid * 1.03);
        Send(mark);
    }

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

    private InputEvent Ticker(InstrumentId instrument)
    {
        var e = Event(InputKind.Ticker, instrument);
        e.Ticker = TickerBody.Unknown with { IndexPrice = Mid, Status = TradingStatus.Open };
        return e;
    }
}
