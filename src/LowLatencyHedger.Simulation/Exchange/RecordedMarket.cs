using System.Globalization;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>
/// A market that plays a <see cref="RecordedSession"/>: its options with their names, books and published figures at their
/// recorded spacing, and one perpetual per coin that follows the recorded index.
/// </summary>
/// <remarks>
/// Time: one constant offset maps the recording onto the model's clock, its start to the model's start. Every time stamp and every
/// expiration is the recorded one plus that offset, so remaining lives, and with them the published Greeks, stay right; the names
/// keep their recorded dates and expirations are not at 08:00 UTC. At its end the recording begins anew from its first state, lives
/// being shorter by its length each time. Change ids are the model's own: the chain of each book is unbroken over the loop.
/// </remarks>
internal sealed class RecordedMarket : IMarketSource
{
    private const long DayMs = 86_400_000;
    private const long SecondNanos = 1_000_000_000;
    private const double HourYears = 1.0 / (365 * 24);
    private const double MessagesPerTick = 2;

    private readonly ExchangeModel _model;
    private readonly RecordedSession _session;
    private readonly InstrumentCatalog _catalog = new();
    private readonly Random _random;
    private readonly Dictionary<string, RecordedBookSide> _books = [];
    private readonly List<Instrument> _options = [];
    private readonly List<(Instrument Perpetual, MeanReverting Premium)> _perpetuals = [];
    private long _offsetMs;
    private int _next;

    public RecordedMarket(ExchangeModel model)
    {
        _model = model;
        _session = RecordedSession.Load(
            model.Options.RecordedPath ?? throw new ArgumentException("RecordedPath is missing", nameof(model)));
        _random = new Random(model.Options.Seed);
        Liquidity = new LiquidityDesk(model, _random);
        _offsetMs = model.NowMs - _session.StartMs;
    }

    public LiquidityDesk Liquidity { get; }

    public IReadOnlyList<Instrument> TradableOptions => _options;

    public IReadOnlyList<Instrument> Perpetuals => [.. _perpetuals.Select(static entry => entry.Perpetual)];

    public void Start()
    {
        foreach (var name in _session.InstrumentNames.Order(StringComparer.Ordinal))
        {
            List(name);
        }

        ApplyFirstState();
        foreach (var index in _model.Indices)
        {
            var perpetual = new Instrument(_catalog.Perpetual(index.Currency, linear: false), index);
            _model.List(perpetual);
            _perpetuals.Add((perpetual, new MeanReverting(mean: 0.00005, deviation: 0.0001, years: HourYears / 60)));
            TickPerpetual(_perpetuals[^1], elapsedNanos: 0);
            perpetual.Ticker.SettlementPrice = perpetual.Ticker.MarkPrice;
        }

        ScheduleNext();
        ScheduleTick();
        _model.Schedule.At(_model.NowUtcNanos + SecondNanos, EverySecond);
    }

    public void Close(Instrument instrument)
    {
        _options.Remove(instrument);
        if (_books.Remove(instrument.Name, out var book))
        {
            book.Clear();
        }
    }

    public void Relist()
    {
    }

    private void List(string name)
    {
        var parts = name.Split('-');
        var expirationMs = new DateTimeOffset(
            DateTime.ParseExact(parts[1], "dMMMyy", CultureInfo.InvariantCulture).AddHours(8), TimeSpan.Zero).ToUnixTimeMilliseconds();
        var indexName = InstrumentCatalog.IndexName(parts[0], linear: false);
        var index = _model.FindIndex(indexName);
        if (index is null)
        {
            index = new PriceIndex(indexName, parts[0], 0);
            _model.Add(index);
        }

        var expiry = new InstrumentCatalog.Expiry(expirationMs + _offsetMs, Period(expirationMs - _session.StartMs), HasFuture: false);
        var strike = double.Parse(parts[2], CultureInfo.InvariantCulture);
        var spec = _catalog.Option(parts[0], linear: false, expiry, strike, isCall: parts[3] == "C") with
        {
            Name = name,
            TickSize = Price.FromDouble(0.0005),
            TickSteps = [],
            CreationMs = _model.NowMs - (30 * DayMs),
        };
        var instrument = new Instrument(spec, index);
        _model.List(instrument);
        _options.Add(instrument);
        _books.Add(name, new RecordedBookSide(instrument, _model));
    }

    private static string Period(long lifeMs) => lifeMs switch { < 3 * DayMs => "day", < 21 * DayMs => "week", _ => "month" };

    /// <summary>Applies everything up to the start: each ticker and book once.</summary>
    private void ApplyFirstState()
    {
        _next = 0;
        while (_next < _session.Messages.Count && _session.Messages[_next].TimestampMs <= _session.StartMs)
        {
            Apply(_session.Messages[_next++]);
        }
    }

    private void ScheduleNext()
    {
        if (_next == _session.Messages.Count)
        {
            _offsetMs += _session.EndMs - _session.StartMs + 1;
            _model.Schedule.At(_model.NowUtcNanos + 1_000_000, () =>
            {
                ApplyFirstState();
                ScheduleNext();
            });
            return;
        }

        var message = _session.Messages[_next++];
        _model.Schedule.At((message.TimestampMs + _offsetMs) * 1_000_000, () =>
        {
            Apply(message);
            ScheduleNext();
        });
    }

    private void Apply(RecordedMessage message)
    {
        if (!_books.TryGetValue(message.InstrumentName, out var book) || !book.Instrument.IsOpen)
        {
            return;
        }

        if (message.Book is { } change)
        {
            book.Apply(change);
            _model.Events.TouchBook(book.Instrument);
        }
        else if (message.Ticker is { } data)
        {
            RecordedTicker.Copy(data, book.Instrument.Ticker);
            UpdateIndex(book.Instrument.PriceIndex, book.Instrument.Ticker.IndexPrice);
            _model.Events.Touch(book.Instrument);
        }
    }

    private void UpdateIndex(PriceIndex index, double price)
    {
        if (index.Price != price)
        {
            index.Update(price, _model.NowMs);
            _model.Events.Tell(listener => listener.OnIndex(index));
        }
    }

    private void ScheduleTick()
    {
        var waitNanos = Math.Max((long)(MessagesPerTick * SecondNanos / _model.Options.TicksPerSecond), 1);
        _model.Schedule.At(_model.NowUtcNanos + waitNanos, () =>
        {
            foreach (var entry in _perpetuals)
            {
                if (_random.Next(_perpetuals.Count) == 0)
                {
                    TickPerpetual(entry, waitNanos);
                }
            }

            ScheduleTick();
        });
    }

    private void TickPerpetual((Instrument Perpetual, MeanReverting Premium) entry, long elapsedNanos)
    {
        var (perpetual, premium) = entry;
        if (!perpetual.IsOpen)
        {
            return;
        }

        premium.Advance(elapsedNanos / (365.0 * 86_400 * SecondNanos), _random);
        TickerRules.UpdateFuture(perpetual, perpetual.PriceIndex.Price * (1 + premium.Value));
        var (fair, halfSpread) = CoinMarket.Quote(perpetual);
        Liquidity.For(perpetual).Requote(fair, halfSpread);
        _model.Events.Touch(perpetual);
    }

    private void EverySecond()
    {
        foreach (var index in _model.Indices)
        {
            var options = _options.FindAll(option => option.PriceIndex == index);
            _model.Events.Tell(listener => listener.OnMarkPrices(index, options));
        }

        _model.Schedule.At(_model.NowUtcNanos + SecondNanos, EverySecond);
    }

    /// <summary>The recorded levels of one book as orders of the market, next to which accounts may rest theirs.</summary>
    private sealed class RecordedBookSide(Instrument instrument, ExchangeModel model)
    {
        private readonly Dictionary<(Side Side, long PriceRaw), BookOrder> _orders = [];

        public Instrument Instrument { get; } = instrument;

        public void Apply(RecordedBook change)
        {
            if (change.IsSnapshot)
            {
                Clear();
            }

            foreach (var level in change.Levels.OrderBy(static level => level.Amount.Raw))
            {
                Remove((level.Side, level.Price.Raw));
                if (level.Amount.IsPositive)
                {
                    Add(level);
                }
            }
        }

        public void Clear()
        {
            foreach (var key in _orders.Keys.ToList())
            {
                Remove(key);
            }
        }

        private void Add(RecordedLevel level)
        {
            var order = new BookOrder(
                model.Engine.TakeSequence(), model.Ledger.Market, level.Side, level.Price.Raw, level.Amount.Raw);
            if (Instrument.Book.First(MatchingEngine.Opposite(level.Side)) is { } opposite
                && MatchingEngine.Crosses(level.Side, level.Price.Raw, opposite.PriceRaw))
            {
                model.Engine.Match(Instrument, order);
            }

            if (order.RemainingRaw > 0)
            {
                Instrument.Book.Add(order);
                _orders.Add((level.Side, level.Price.Raw), order);
            }
        }

        private void Remove((Side Side, long PriceRaw) key)
        {
            if (_orders.Remove(key, out var order) && order.RemainingRaw > 0)
            {
                Instrument.Book.Remove(order);
            }
        }
    }
}
