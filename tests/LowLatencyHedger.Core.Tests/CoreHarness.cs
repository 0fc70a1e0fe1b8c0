using System.Runtime.InteropServices;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Tests.Market;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Tests;

/// <summary>A core with one inverse underlying, a clock of its own, and short ways to say what happens.</summary>
internal sealed class CoreHarness
{
    public const long StartNanos = 1_000 * Nanos.PerSecond;
    public const long StartUtcNanos = 1_780_000_000L * Nanos.PerSecond;
    public const double Tick = 0.5;

    public static readonly UnderlyingId Underlying = new(0);
    public static readonly InstrumentId Perpetual = new(0);
    public static readonly InstrumentId DatedFuture = new(1);

    /// <summary>The first of the options; they follow each other.</summary>
    public static readonly InstrumentId FirstOption = new(2);

    private readonly OutputBuffer _buffer = new();
    private long _changeId;

    public CoreHarness(CoreConfig? config = null)
    {
        Config = config ?? DefaultConfig();
        Core = new HedgeCore(Config);
    }

    public CoreConfig Config { get; }

    /// <summary>Whether the start holds the account's margin figures.</summary>
    public bool TellsPortfolio { get; init; } = true;

    public HedgeCore Core { get; }

    public long NowNanos { get; private set; } = StartNanos;

    public long UtcNanos => NowNanos - StartNanos + StartUtcNanos;

    public long Sequence { get; private set; }

    /// <summary>What the last event led to.</summary>
    public List<OutputEvent> Last { get; } = [];

    public List<OutputEvent> All { get; } = [];

    /// <summary>Everything that was sent, for a repetition.</summary>
    public List<InputEvent> Inputs { get; } = [];

    public double Mid { get; private set; }

    public IEnumerable<OutputEvent> Orders => All.Where(output => output.Kind == OutputKind.PlaceOrder);

    public CoreSnapshot Snapshot
    {
        get
        {
            CoreSnapshot snapshot = default;
            Core.WriteSnapshot(0, ref snapshot);
            return snapshot;
        }
    }

    public static CoreConfig DefaultConfig() => new()
    {
        Epoch = 7,
        Underlyings =
        [
            new UnderlyingConfig
            {
                IndexName = "btc_usd",
                HedgeInstrument = "BTC-PERPETUAL",
                SettlementCurrency = "BTC",
                BandLowerCoins = 0.5,
                BandUpperCoins = 0.5,
                InnerFraction = 0.5,
                MaxOrderAmount = 100_000,
                MaxNetDeltaCoins = 20,
            },
        ],
        Risk = new RiskLimits
        {
            AllowedInstruments = ["BTC-PERPETUAL"],
            MaxOrderNotionalUsd = 100_000,
            MaxOpenNotionalUsd = 200_000,
            MaxPositionUsd = 2_000_000,
            MaxHedgesOutsideBand = 50,
            MaxGrossNotionalUsd = 4_000_000,

            // Most tests jump from one moment to the next.
            MaxLoopLagMillis = 600_000,
        },
    };

    public static double Strike(int option) => 50_000 + (option % 10 * 2_000);

    public static long ExpiryUtcNanos(int option) => StartUtcNanos + ((7 + (option / 10 * 7)) * Nanos.PerDay);

    public static OptionType Type(int option) => option % 2 == 0 ? OptionType.Call : OptionType.Put;

    public CoreHarness Send(InputEvent e)
    {
        _buffer.Clear();
        Inputs.Add(e);
        Core.OnEvent(e, Sequence++, _buffer);
        Last.Clear();
        foreach (ref readonly var output in _buffer.Events)
        {
            Last.Add(output);
            All.Add(output);
        }

        return this;
    }

    public InputEvent Event(InputKind kind, InstrumentId instrument = default) => new()
    {
        Kind = kind,
        Instrument = instrument,
        ReceivedNanos = NowNanos,
        ExchangeTimeUtcNanos = UtcNanos,
    };

    public CoreHarness Clock(double millis = 0, long exchangeOffsetNanos = 0)
    {
        NowNanos += (long)(millis * Nanos.PerMilli);
        var e = Event(InputKind.Clock, InstrumentId.None);
        e.Clock = new ClockBody { MonotonicNanos = NowNanos, UtcNanos = UtcNanos, ExchangeOffsetNanos = exchangeOffsetNanos };
        return Send(e);
    }

    public CoreHarness Define(int optionCount)
    {
        var underlying = Event(InputKind.UnderlyingDefined, InstrumentId.None);
        underlying.UnderlyingDefined = new UnderlyingBody { Underlying = Underlying, IndexName = InlineText32.From("btc_usd") };
        Send(underlying);
        DefineOne(Perpetual, "BTC-PERPETUAL", InstrumentKind.Perpetual, 0);
        DefineOne(DatedFuture, "BTC-FUTURE", InstrumentKind.Future, ExpiryUtcNanos(0));
        for (var i = 0; i < optionCount; i++)
        {
            DefineOne(Option(i), $"BTC-OPTION-{i}", InstrumentKind.Option, ExpiryUtcNanos(i), i);
        }

        return this;
    }

    public static InstrumentId Option(int index) => new(FirstOption.Index + index);

    private void DefineOne(InstrumentId id, string name, InstrumentKind kind, long expiryUtcNanos, int option = -1)
    {
        var e = Event(InputKind.InstrumentDefined, id);
        e.InstrumentDefined = new InstrumentBody
        {
            Name = InlineText32.From(name),
            Underlying = Underlying,
            Kind = kind,
            Style = ContractStyle.Inverse,
            OptionType = option < 0 ? OptionType.None : Type(option),
            Status = TradingStatus.Open,
            Strike = option < 0 ? double.NaN : Strike(option),
            ExpiryUtcNanos = expiryUtcNanos,
            ContractSize = Quantity.FromDouble(option < 0 ? 10 : 1),
            MinTradeAmount = Quantity.FromDouble(option < 0 ? 10 : 0.1),
            TickSize = Price.FromDouble(option < 0 ? Tick : 0.0001),
            UpperTickAbove = Price.None,
            UpperTickSize = Price.None,
            TakerCommission = 0.0005,
        };
        Send(e);
    }

    public CoreHarness Session(SessionRole role, SessionState state)
    {
        var e = Event(InputKind.Session, InstrumentId.None);
        e.Session = new SessionBody { Role = role, State = state };
        return Send(e);
    }

    public CoreHarness Index(double price)
    {
        var e = Event(InputKind.Index, InstrumentId.None);
        e.Index = new IndexBody { Underlying = Underlying, Price = price };
        return Send(e);
    }

    /// <summary>A fresh snapshot of the perpetual's book around a mid: five levels a side of the same amount.</summary>
    public CoreHarness Book(double mid, double levelAmount = 200_000, double spread = Tick)
    {
        Mid = mid;
        return BookOf(Perpetual, mid, levelAmount, spread);
    }

    public CoreHarness BookOf(InstrumentId instrument, double mid, double levelAmount, double spread, double tick = Tick)
    {
        _changeId++;
        var levels = new List<(Side, long, long)>();
        for (var i = 0; i < 3; i++)
        {
            levels.Add((Side.Buy, Price.FromDouble(mid - (0.5 * spread) - (i * tick)).Raw, Quantity.FromDouble(levelAmount).Raw));
            levels.Add((Side.Sell, Price.FromDouble(mid + (0.5 * spread) + (i * tick)).Raw, Quantity.FromDouble(levelAmount).Raw));
        }

        foreach (var chunk in NaiveBook.Chunks(levels, _changeId, 0, true))
        {
            var e = chunk;
            e.Instrument = instrument;
            e.ReceivedNanos = NowNanos;
            e.ExchangeTimeUtcNanos = UtcNanos;
            Send(e);
        }

        return this;
    }

    public CoreHarness Ticker(double mark, double? minPrice = null, double? maxPrice = null)
    {
        var e = Event(InputKind.Ticker, Perpetual);
        e.Ticker = TickerBody.Unknown;
        e.Ticker.MarkPrice = mark;
        e.Ticker.IndexPrice = mark;
        e.Ticker.MinPrice = Price.FromDouble(minPrice ?? Math.Floor(mark * 0.97));
        e.Ticker.MaxPrice = Price.FromDouble(maxPrice ?? Math.Ceiling(mark * 1.03));
        e.Ticker.Status = TradingStatus.Open;
        return Send(e);
    }

    /// <summary>Everything fresh of the dated future.</summary>
    public CoreHarness DatedMarket(double mid, double spread = Tick)
    {
        BookOf(DatedFuture, mid, 200_000, spread);
        var e = Event(InputKind.Ticker, DatedFuture);
        e.Ticker = TickerBody.Unknown;
        e.Ticker.MarkPrice = mid;
        e.Ticker.MinPrice = Price.FromDouble(Math.Floor(mid * 0.97));
        e.Ticker.MaxPrice = Price.FromDouble(Math.Ceiling(mid * 1.03));
        e.Ticker.Status = TradingStatus.Open;
        return Send(e);
    }

    public CoreHarness OptionTicker(int option, double forward, double vol)
    {
        var e = Event(InputKind.Ticker, Option(option));
        e.Ticker = TickerBody.Unknown;
        e.Ticker.MarkPrice = 0.05;
        e.Ticker.UnderlyingPrice = forward;
        e.Ticker.MarkIv = vol;
        e.Ticker.Status = TradingStatus.Open;
        return Send(e);
    }

    public CoreHarness DatedTicker(double mark)
    {
        var e = Event(InputKind.Ticker, DatedFuture);
        e.Ticker = TickerBody.Unknown;
        e.Ticker.MarkPrice = mark;
        return Send(e);
    }

    public CoreHarness MarkVol(int option, double vol)
    {
        var e = Event(InputKind.MarkVol, Option(option));
        e.MarkVol = new MarkVolBody { MarkPrice = 0.05, MarkIv = vol };
        return Send(e);
    }

    /// <summary>A whole reading of the positions.</summary>
    public CoreHarness Positions(params (InstrumentId Instrument, double Size)[] positions)
    {
        for (var i = 0; i < Math.Max(1, positions.Length); i++)
        {
            var e = Event(InputKind.Position, positions.Length == 0 ? InstrumentId.None : positions[i].Instrument);
            e.Flags = InputFlags.FromQuery | (i == 0 ? InputFlags.SnapshotStart : 0) | (i >= positions.Length - 1 ? InputFlags.Last : 0);
            e.Flags |= positions.Length == 0 ? InputFlags.Empty : 0;
            e.ExchangeTimeUtcNanos = 0;
            if (positions.Length > 0)
            {
                var isFuture = positions[i].Instrument.Index < FirstOption.Index;
                e.Position = new PositionBody { Size = Quantity.FromDouble(positions[i].Size), MarkPrice = isFuture ? 60_000 : 0.05 };
            }

            Send(e);
        }

        return this;
    }

    public InputEvent FillEvent(
        InstrumentId instrument, Side side, double price, double amount, string tradeId, OrderRef orderRef = default, string? orderId = null)
    {
        var e = Event(InputKind.Fill, instrument);
        e.Fill = new FillBody
        {
            Ref = orderRef,
            TradeId = InlineText32.From(tradeId),
            ExchangeOrderId = InlineText32.From(orderId ?? (orderRef.HasValue ? $"x{orderRef.Number}" : "o")),
            Price = Price.FromDouble(price),
            Amount = Quantity.FromDouble(amount),
            Side = side,
            IndexPrice = Mid,
        };
        return e;
    }

    public CoreHarness Fill(InstrumentId instrument, Side side, double price, double amount, string tradeId, OrderRef orderRef = default) =>
        Send(FillEvent(instrument, side, price, amount, tradeId, orderRef));

    public CoreHarness Update(
        OutputEvent order, OrderState state, double filled, string? orderId = null, InputFlags flags = InputFlags.None)
    {
        var e = Event(InputKind.OrderUpdate, order.Instrument);
        e.Flags = flags;
        e.Order = new OrderBody
        {
            Ref = order.Ref,
            ExchangeOrderId = InlineText32.From(orderId ?? $"x{order.Ref.Number}"),
            Price = order.Price,
            Amount = order.Amount,
            FilledAmount = Quantity.FromDouble(filled),
            Side = order.Side,
            State = state,
        };
        return Send(e);
    }

    public CoreHarness Reject(OutputEvent order, RejectClass rejectClass)
    {
        var e = Event(InputKind.OrderReject, order.Instrument);
        e.OrderReject = new OrderRejectBody { Ref = order.Ref, ErrorCode = 10009, Class = rejectClass };
        return Send(e);
    }

    public CoreHarness NotFound(OutputEvent order)
    {
        var e = Event(InputKind.OrderNotFound, order.Instrument);
        e.OrderNotFound = new OrderNotFoundBody { Ref = order.Ref };
        return Send(e);
    }

    public CoreHarness Control(ControlVerb verb, StateScope scope = StateScope.Global, int reasonCode = 1, int commandId = 0)
    {
        var e = Event(InputKind.Control, InstrumentId.None);
        e.Control = new ControlBody { Verb = verb, Scope = scope, ReasonCode = reasonCode, CommandId = commandId };
        return Send(e);
    }

    /// <summary>The account's margin figures, in coins.</summary>
    public CoreHarness Portfolio(double equity = 100, double availableFunds = 80, double maintenanceMargin = 10)
    {
        var e = Event(InputKind.Portfolio, InstrumentId.None);
        e.Portfolio = new PortfolioBody
        {
            Currency = InlineText32.From("BTC"),
            Equity = equity,
            AvailableFunds = availableFunds,
            MaintenanceMargin = maintenanceMargin,
        };
        return Send(e);
    }

    /// <summary>A change of settings, one part each.</summary>
    public CoreHarness Change(int changeId, params (SettingKey Key, int Underlying, double Value)[] parts)
    {
        for (var i = 0; i < parts.Length; i++)
        {
            ChangePart(changeId, i, parts.Length, parts[i].Key, parts[i].Underlying, parts[i].Value);
        }

        return this;
    }

    public CoreHarness ChangePart(int changeId, int index, int count, SettingKey key, int underlying, double value)
    {
        var e = Event(InputKind.SettingChange, InstrumentId.None);
        e.SettingChange = new SettingChangeBody
        {
            ChangeId = changeId,
            Index = (ushort)index,
            Count = (ushort)count,
            Key = key,
            Underlying = (short)underlying,
            Value = value,
        };
        return Send(e);
    }

    public CoreHarness Health(EngineHealthBody health)
    {
        var e = Event(InputKind.EngineHealth, InstrumentId.None);
        e.EngineHealth = health;
        return Send(e);
    }

    /// <summary>Everything fresh at one price.</summary>
    public CoreHarness Market(double price, int optionCount = 0, double vol = 0.6)
    {
        Book(price).Index(price).Ticker(price);
        for (var i = 0; i < optionCount; i++)
        {
            OptionTicker(i, price, vol);
        }

        return this;
    }

    /// <summary>From nothing to a core that trades, with a filled order allowance.</summary>
    public CoreHarness Start(double price = 60_000, int optionCount = 0, params (InstrumentId Instrument, double Size)[] positions)
    {
        Clock().Define(optionCount);
        Session(SessionRole.MarketData, SessionState.Ready);
        Market(price, optionCount);
        Clock(10_000);
        Market(price, optionCount);
        if (TellsPortfolio)
        {
            Portfolio();
        }

        Positions(positions);
        return Session(SessionRole.Trading, SessionState.Ready);
    }

    /// <summary>Fills an order at its limit price, whole, the way the venue tells it.</summary>
    public CoreHarness FillWhole(OutputEvent order)
    {
        Fill(order.Instrument, order.Side, order.Price.ToDouble(), order.Amount.ToDouble(), $"t{order.Ref.Number}", order.Ref);
        return Update(order, OrderState.Filled, order.Amount.ToDouble());
    }

    /// <summary>Hash of everything that a replay compares.</summary>
    public long DecisionHash()
    {
        var hash = 1469598103934665603UL;
        foreach (var output in All)
        {
            var copy = output;
            var bytes = MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in copy, 1))[..OutputEvent.DecisionSize];
            foreach (var b in bytes)
            {
                hash = (hash ^ b) * 1099511628211UL;
            }
        }

        return (long)hash;
    }
}
