using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>Plays an <see cref="IMarketScript"/>: at each of its moments new marks, a new index and a new book of the perpetual.</summary>
internal sealed class ScriptedMarket(ExchangeModel model, IMarketScript script) : IMarketSource
{
    private readonly InstrumentCatalog _catalog = new();
    private readonly List<Instrument> _options = [];
    private readonly List<BookOrder> _quotes = [];
    private PriceIndex? _index;
    private Instrument? _perpetual;
    private int _next;

    public LiquidityDesk Liquidity { get; } = new(model, new Random(model.Options.Seed));

    public IReadOnlyList<Instrument> TradableOptions => [.. _options.Where(static option => option.IsOpen)];

    public IReadOnlyList<Instrument> Perpetuals => _perpetual is null ? [] : [_perpetual];

    public void Start()
    {
        _index = new PriceIndex(InstrumentCatalog.IndexName(script.Currency, linear: false), script.Currency, script.Index(0));
        model.Add(_index);
        _perpetual = List(_catalog.Perpetual(script.Currency, linear: false), _index);
        foreach (var option in script.Options)
        {
            var expiry = new InstrumentCatalog.Expiry(option.ExpiryUtcNanos / Nanos.PerMilli, "day", HasFuture: false);
            _options.Add(List(_catalog.Option(script.Currency, linear: false, expiry, option.Strike, option.IsCall), _index));
        }

        Move(_index, _perpetual);
        _perpetual.Ticker.SettlementPrice = _perpetual.Ticker.MarkPrice;
    }

    public void Close(Instrument instrument) => Liquidity.Remove(instrument);

    public void Relist()
    {
    }

    private Instrument List(InstrumentSpec spec, PriceIndex index)
    {
        var instrument = new Instrument(spec, index);
        model.List(instrument);
        return instrument;
    }

    private void Move(PriceIndex index, Instrument perpetual)
    {
        var step = _next++;
        index.Update(script.Index(step), model.NowMs);
        model.Events.Tell(listener => listener.OnIndex(index));
        TickerRules.UpdateFuture(perpetual, script.Mark(step));
        Quote(perpetual, step);
        model.Events.Touch(perpetual);
        for (var i = 0; i < _options.Count; i++)
        {
            if (_options[i].Spec.ExpirationMs > model.NowMs)
            {
                var (forward, volatility) = script.Mark(step, i);
                OptionMarks.Update(_options[i], volatility, forward, $"SYN.{script.Currency}", model.Options.DeltaBias, model.NowMs);
                model.Events.Touch(_options[i]);
            }
        }

        model.Events.Tell(listener => listener.OnMarkPrices(index, _options));
        if (_next < script.UtcNanos.Count)
        {
            model.Schedule.At(script.UtcNanos[_next], () => Move(index, perpetual));
        }
    }

    private void Quote(Instrument perpetual, int step)
    {
        foreach (var quote in _quotes.Where(static quote => quote.RemainingRaw > 0))
        {
            perpetual.Book.Remove(quote);
        }

        _quotes.Clear();
        foreach (var (side, price, amount) in script.Book(step))
        {
            var quote = new BookOrder(model.Engine.TakeSequence(), model.Ledger.Market, side, price.Raw, amount.Raw);
            model.Engine.Match(perpetual, quote);
            if (quote.RemainingRaw > 0)
            {
                perpetual.Book.Add(quote);
                _quotes.Add(quote);
            }
        }
    }
}
