using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>
/// Tells a production core what happens, as the venue's sessions would, and hands on the orders that it wants. Both clocks are the venue's.
/// Thread: the run's.
/// </summary>
internal sealed class CoreDriver
{
    private static readonly UnderlyingId s_underlying = new(0);
    private static readonly InstrumentId s_perpetual = new(0);

    private readonly BacktestSettings _settings;
    private readonly PerpetualVenue _venue;
    private readonly HedgeCore _core;
    private readonly OutputBuffer _outputs = new();
    private readonly Dictionary<ReasonCode, long> _alerts = [];
    private readonly InlineText32 _currency;
    private long _sequence;
    private long _changeId;
    private long _tradeSequence;
    private long _nowUtcNanos;
    private long _nextTickersUtcNanos;
    private bool _wantsPositions;

    public CoreDriver(BacktestSettings settings, PolicySpec policy, PerpetualVenue venue)
    {
        _settings = settings;
        _venue = venue;
        _currency = InlineText32.From(settings.Currency);
        _core = new HedgeCore(PolicyConfig.For(settings, policy));
    }

    /// <summary>Orders that the core has sent and nobody has taken yet.</summary>
    public Queue<OutputEvent> Orders { get; } = [];

    /// <summary>How often something was reported, by reason.</summary>
    public IReadOnlyDictionary<ReasonCode, long> Alerts => _alerts;

    public Quantity HedgePosition => _core.Position(s_perpetual);

    public void Snapshot(ref CoreSnapshot snapshot) => _core.WriteSnapshot(0, ref snapshot);

    /// <summary>The first events of a day at the venue: who is there, and that both connections are up.</summary>
    public void Begin(long utcNanos)
    {
        Clock(utcNanos);
        var underlying = Event(InputKind.UnderlyingDefined, InstrumentId.None);
        underlying.UnderlyingDefined = new UnderlyingBody
        {
            Underlying = s_underlying, IndexName = InlineText32.From(_settings.Currency.ToLowerInvariant() + "_usd"),
        };
        Send(underlying);
        var perpetual = Event(InputKind.InstrumentDefined, s_perpetual);
        perpetual.InstrumentDefined = new InstrumentBody
        {
            Name = InlineText32.From($"{_settings.Currency}-PERPETUAL"),
            Underlying = s_underlying,
            Kind = InstrumentKind.Perpetual,
            Style = ContractStyle.Inverse,
            Status = TradingStatus.Open,
            Strike = double.NaN,
            ContractSize = Quantity.FromDouble(_venue.LotUsd),
            MinTradeAmount = Quantity.FromDouble(_venue.LotUsd),
            TickSize = _venue.Tick,
            UpperTickAbove = Price.None,
            UpperTickSize = Price.None,
            TakerCommission = 1e-4 * _settings.TakerBps,
        };
        Send(perpetual);
        Session(SessionRole.MarketData);
    }

    /// <summary>Time has passed.</summary>
    public void Clock(long utcNanos)
    {
        _nowUtcNanos = utcNanos;
        var e = Event(InputKind.Clock, InstrumentId.None);
        e.Clock = new ClockBody { MonotonicNanos = utcNanos, UtcNanos = utcNanos };
        Send(e);
    }

    public void TradingReady() => Session(SessionRole.Trading);

    public void Define(HeldOption option)
    {
        var e = Event(InputKind.InstrumentDefined, option.Id);
        e.InstrumentDefined = new InstrumentBody
        {
            Name = InlineText32.From(option.Name.Name),
            Underlying = s_underlying,
            Kind = InstrumentKind.Option,
            Style = ContractStyle.Inverse,
            OptionType = option.Name.IsCall ? OptionType.Call : OptionType.Put,
            Status = TradingStatus.Open,
            Strike = option.Name.Strike,
            ExpiryUtcNanos = option.Name.ExpiryUtcNanos,
            ContractSize = Quantity.FromDouble(1),
            MinTradeAmount = OptionBook.Lot(_settings),
            TickSize = Price.FromDouble(0.0001),
            UpperTickAbove = Price.None,
            UpperTickSize = Price.None,
        };
        Send(e);
    }

    /// <summary>
    /// Book and mark price of the perpetual, index, time, forwards and volatilities of the options, the account's figures. The book comes
    /// first: a core that was told the time before the price would see the price of a whole step move within no time.
    /// </summary>
    public void Step(long utcNanos, double index, double mid, BookStep book, double equityCoins)
    {
        _nowUtcNanos = utcNanos;
        Book(mid);
        var price = Event(InputKind.Index, InstrumentId.None);
        price.Index = new IndexBody { Underlying = s_underlying, Price = index };
        Send(price);
        var mark = Event(InputKind.Ticker, s_perpetual);
        mark.Ticker = TickerBody.Unknown with { IndexPrice = index, Status = TradingStatus.Open };
        mark.Ticker.MarkPrice = mid;
        mark.Ticker.Funding8h = Funding.EightHourRate((mid / index) - 1, 1e-4 * _settings.FundingBps);
        mark.Ticker.MinPrice = Price.FromDouble(mid * 0.97);
        mark.Ticker.MaxPrice = Price.FromDouble(mid * 1.03);
        Send(mark);
        Clock(utcNanos);
        Tickers(index, book);
        var portfolio = Event(InputKind.Portfolio, InstrumentId.None);
        portfolio.Portfolio = new PortfolioBody
        {
            Currency = _currency, Equity = equityCoins, Balance = equityCoins, AvailableFunds = equityCoins, DeltaTotal = double.NaN,
        };
        Send(portfolio);
    }

    /// <summary>The account's positions, if the core has asked for them since it was last told.</summary>
    public void AnswerPositions(BookStep book, long hedgeUsd)
    {
        if (_wantsPositions)
        {
            Positions(book, hedgeUsd);
        }
    }

    /// <summary>The account's positions as a whole.</summary>
    public void Positions(BookStep book, long hedgeUsd)
    {
        _wantsPositions = false;
        var options = book.Held;
        var last = options.Length == 0 ? InputFlags.Last : InputFlags.None;
        Position(s_perpetual, Quantity.FromDouble(hedgeUsd), InputFlags.SnapshotStart | last, 0);
        for (var i = 0; i < options.Length; i++)
        {
            Position(options[i].Id, options[i].Size, i == options.Length - 1 ? InputFlags.Last : InputFlags.None, book.Marks[i].Price);
        }
    }

    public void Delivered(HeldOption option)
    {
        var e = Event(InputKind.InstrumentState, option.Id);
        e.InstrumentState = new InstrumentStateBody { Status = TradingStatus.Delivered };
        Send(e);
    }

    /// <summary>A client traded an option with the account.</summary>
    public void OptionFill(in OptionTrade trade)
    {
        var e = Fill(trade.Option.Id, InlineText32.From($"o{++_tradeSequence}"), OrderRef.None, trade.FeeRaw * 1e-8);
        e.Fill.Price = trade.Price;
        e.Fill.Amount = Quantity.FromRaw(Math.Abs(trade.Option.Size.Raw));
        e.Fill.Side = trade.Option.Size.Raw > 0 ? Side.Buy : Side.Sell;
        e.Fill.Liquidity = Liquidity.Maker;
        e.Fill.MarkPrice = trade.Price.ToDouble();
        Send(e);
    }

    /// <summary>What became of an order, when the answer is back.</summary>
    public void Report(in OutputEvent order, List<VenueFill> fills, double takerRate, long utcNanos)
    {
        _nowUtcNanos = Math.Max(_nowUtcNanos, utcNanos);
        var id = InlineText32.From($"x{order.Ref.Number}");
        long filled = 0;
        foreach (var fill in fills)
        {
            filled += fill.Usd;
            var e = Fill(s_perpetual, InlineText32.From($"h{++_tradeSequence}"), order.Ref, takerRate * fill.Usd / fill.Price.ToDouble());
            e.Fill.ExchangeOrderId = id;
            e.Fill.Price = fill.Price;
            e.Fill.Amount = Quantity.FromDouble(fill.Usd);
            e.Fill.Side = order.Side;
            e.Fill.Liquidity = Liquidity.Taker;
            Send(e);
        }

        var update = Event(InputKind.OrderUpdate, s_perpetual);
        update.Order = new OrderBody
        {
            Ref = order.Ref,
            ExchangeOrderId = id,
            Price = order.Price,
            Amount = order.Amount,
            FilledAmount = Quantity.FromDouble(filled),
            Side = order.Side,
            State = filled == (long)order.Amount.ToDouble() ? OrderState.Filled : OrderState.Cancelled,
        };
        Send(update);
    }

    private InputEvent Event(InputKind kind, InstrumentId instrument) => new()
    {
        Kind = kind,
        Instrument = instrument,
        ReceivedNanos = _nowUtcNanos,
        PublishedNanos = _nowUtcNanos,
        ExchangeTimeUtcNanos = _nowUtcNanos,
    };

    private InputEvent Fill(InstrumentId instrument, InlineText32 tradeId, OrderRef order, double feeCoins)
    {
        var e = Event(InputKind.Fill, instrument);
        e.Fill = new FillBody { TradeId = tradeId, ExchangeOrderId = tradeId, Ref = order, Fee = feeCoins, TradeSequence = _tradeSequence };
        return e;
    }

    private void Session(SessionRole role)
    {
        var e = Event(InputKind.Session, InstrumentId.None);
        e.Session = new SessionBody { Role = role, State = SessionState.Ready };
        Send(e);
    }

    private void Position(InstrumentId instrument, Quantity size, InputFlags flags, double markPrice)
    {
        var e = Event(InputKind.Position, instrument);
        e.Flags = InputFlags.FromQuery | flags;
        e.Position = new PositionBody { Size = size, MarkPrice = markPrice };
        Send(e);
    }

    private void Book(double mid)
    {
        var e = Event(InputKind.BookChunk, s_perpetual);
        e.Flags = InputFlags.SnapshotStart | InputFlags.Last;
        e.Book.ChangeId = ++_changeId;
        e.Book.BidCount = PerpetualVenue.Levels;
        e.Book.AskCount = PerpetualVenue.Levels;
        var amount = Quantity.FromDouble(_venue.DepthUsd);
        for (var i = 0; i < PerpetualVenue.Levels; i++)
        {
            e.Book.Levels[i] = new BookLevel { Price = _venue.Level(Side.Buy, i, mid), Amount = amount };
            e.Book.Levels[PerpetualVenue.Levels + i] = new BookLevel { Price = _venue.Level(Side.Sell, i, mid), Amount = amount };
        }

        Send(e);
    }

    /// <summary>Of all options when their time has come, else of those that are new.</summary>
    private void Tickers(double index, BookStep book)
    {
        var isDue = _nowUtcNanos >= _nextTickersUtcNanos;
        if (isDue)
        {
            _nextTickersUtcNanos = _nowUtcNanos + (_settings.OptionTickerSeconds * Nanos.PerSecond);
        }
        else if (book.Opened.Length == 0)
        {
            return;
        }

        var e = Event(InputKind.Ticker, InstrumentId.None);
        e.Ticker = TickerBody.Unknown with { IndexPrice = index, Status = TradingStatus.Open };
        for (var i = isDue ? 0 : book.Held.Length - book.Opened.Length; i < book.Held.Length; i++)
        {
            ref readonly var mark = ref book.Marks[i];
            e.Instrument = book.Held[i].Id;
            e.Ticker.MarkPrice = mark.Price;
            e.Ticker.UnderlyingPrice = mark.Forward;
            e.Ticker.MarkIv = mark.Volatility;
            Send(e);
        }
    }

    private void Send(in InputEvent e)
    {
        _outputs.Clear();
        _core.OnEvent(e, _sequence++, _outputs);
        foreach (ref readonly var output in _outputs.Events)
        {
            switch (output.Kind)
            {
                case OutputKind.PlaceOrder:
                    Orders.Enqueue(output);
                    break;
                case OutputKind.QueryPositions:
                    _wantsPositions = true;
                    break;
                case OutputKind.Alert:
                    _alerts[output.Reason] = _alerts.GetValueOrDefault(output.Reason) + 1;
                    break;
                default:
                    break;
            }
        }
    }
}
