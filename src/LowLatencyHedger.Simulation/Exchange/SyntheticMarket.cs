namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>
/// The invented market: BTC and ETH inverse products and a few linear BTC ones over correlated coin processes. A tick moves the
/// processes, remarks one instrument and requotes its book; once a second the indices and the whole mark surface are published.
/// </summary>
internal sealed class SyntheticMarket : IMarketSource
{
    private const double Correlation = 0.85;
    private const double EthVolatilityRatio = 1.35;
    private const double YearSeconds = 365 * 86_400;
    private const long SecondNanos = 1_000_000_000;

    // A lower bound of what the grids list; a larger book needs finer grids.
    private const int OptionsAtDensityOne = 250;

    // A tick is about two messages, a book change and a ticker.
    private const double MessagesPerTick = 2;

    private readonly ExchangeModel _model;
    private readonly Random _random;
    private readonly InstrumentCatalog _catalog = new();
    private readonly List<CoinMarket> _markets = [];
    private readonly CoinProcess _btc;
    private readonly CoinProcess _eth;
    private long _movedUtcNanos;
    private int _strikeDensity = 1;

    public SyntheticMarket(ExchangeModel model)
    {
        _model = model;
        _random = new Random(model.Options.Seed);
        Liquidity = new LiquidityDesk(model, _random);
        _btc = new CoinProcess(model.Options.BtcSpot, model.Options.Volatility);
        _eth = new CoinProcess(model.Options.EthSpot, model.Options.Volatility * EthVolatilityRatio);
        _movedUtcNanos = model.NowUtcNanos;
        while (_strikeDensity * OptionsAtDensityOne < model.Options.OptionCount)
        {
            _strikeDensity *= 2;
        }
    }

    public LiquidityDesk Liquidity { get; }

    public IReadOnlyList<Instrument> TradableOptions { get; private set; } = [];

    public IReadOnlyList<Instrument> Perpetuals => [.. _markets.Select(static market => market.Perpetual)];

    public void Start()
    {
        var expiries = InstrumentCatalog.Expiries(_model.NowMs, _model.Options.DeliveryOfDay);
        var longer = expiries.FindAll(static expiry => expiry.HasFuture);
        if (_model.Options.IsSmall)
        {
            Open("BTC", isLinear: false, _btc, [.. expiries.Take(1).Union(longer.Take(1))]);
        }
        else
        {
            Open("BTC", isLinear: false, _btc, expiries);
            Open("ETH", isLinear: false, _eth, [.. expiries.Take(1).Union(longer.Take(1)).Union(longer.TakeLast(2))]);
            Open("BTC", isLinear: true, _btc, [longer[1]]);
        }

        Introduce();
        _model.Schedule.At(_model.NowUtcNanos + SecondNanos, EverySecond);
        ScheduleTick();
        if (_model.Options.Market == MarketModel.Jumps)
        {
            ScheduleJump();
        }
    }

    public void Close(Instrument instrument)
    {
        Liquidity.Remove(instrument);
        foreach (var market in _markets)
        {
            market.Futures.Remove(instrument);
            market.Options.Remove(instrument);
        }

        TradableOptions = [.. TradableOptions.Where(option => option != instrument)];
    }

    public void Relist()
    {
        var expiries = InstrumentCatalog.Expiries(_model.NowMs, _model.Options.DeliveryOfDay);
        foreach (var expiry in _model.Options.IsSmall ? expiries.Take(1) : expiries)
        {
            if (!_markets[0].Options.Exists(option => option.Spec.ExpirationMs == expiry.ExpirationMs))
            {
                Open(_markets[0], expiry);
            }
        }

        var nearest = expiries[0];
        if (_markets.Count > 1 && !_markets[1].Options.Exists(option => option.Spec.ExpirationMs == nearest.ExpirationMs))
        {
            Open(_markets[1], nearest);
        }

        Introduce();
    }

    public void Push(Instrument instrument, double logMove) =>
        _markets.Find(market => market.Perpetual == instrument)?.Process.Jump(logMove);

    /// <summary>Marks, interest and books for what was just listed.</summary>
    private void Introduce()
    {
        foreach (var market in _markets)
        {
            foreach (var instrument in InstrumentsOf(market))
            {
                if (instrument.Ticker.ExactMarkPrice == 0)
                {
                    market.UpdateMark(instrument, _model.NowMs);
                    instrument.Ticker.SettlementPrice = Math.Round(instrument.Ticker.ExactMarkPrice, 8);
                    instrument.Ticker.OpenInterest = OpenInterest(instrument);
                    Requote(instrument);
                }
            }
        }

        TradableOptions = [.. _markets.SelectMany(static market => market.Options)];
    }

    private static IEnumerable<Instrument> InstrumentsOf(CoinMarket market) =>
        [market.Perpetual, .. market.Futures, .. market.Options];

    private void Open(string coin, bool isLinear, CoinProcess process, List<InstrumentCatalog.Expiry> expiries)
    {
        var index = new PriceIndex(InstrumentCatalog.IndexName(coin, isLinear), coin, Math.Round(process.Spot, 2))
        {
            Volatility = Math.Round(100 * process.Level, 2),
        };
        index.Update(process.Spot, _model.NowMs);
        _model.Add(index);
        var perpetual = List(_catalog.Perpetual(coin, isLinear), index);
        var market = new CoinMarket(coin, isLinear, process, index) { Perpetual = perpetual, DeltaBias = _model.Options.DeltaBias };
        _markets.Add(market);
        foreach (var expiry in expiries)
        {
            Open(market, expiry);
        }
    }

    private void Open(CoinMarket market, InstrumentCatalog.Expiry expiry)
    {
        if (expiry.HasFuture && !market.IsLinear)
        {
            market.Futures.Add(List(_catalog.DatedFuture(market.Coin, expiry), market.Index));
        }

        var strikes = InstrumentCatalog.Strikes(
            market.Process.Spot, market.Coin, expiry.ExpirationMs, _model.NowMs, _strikeDensity);
        if (_model.Options.IsSmall)
        {
            strikes = [.. strikes.Where(static (_, place) => place % 6 == 2)];
        }

        foreach (var strike in strikes)
        {
            market.Options.Add(List(_catalog.Option(market.Coin, market.IsLinear, expiry, strike, isCall: true), market.Index));
            market.Options.Add(List(_catalog.Option(market.Coin, market.IsLinear, expiry, strike, isCall: false), market.Index));
        }
    }

    private Instrument List(InstrumentSpec spec, PriceIndex index)
    {
        var instrument = new Instrument(spec, index);
        _model.List(instrument);
        return instrument;
    }

    private double OpenInterest(Instrument instrument)
    {
        var contracts = Math.Floor(1000 * Math.Exp(Normal.Sample(_random)));
        var scale = instrument.Spec.Kind == InstrumentKind.Perpetual ? 1000 : 1;
        return Math.Round(scale * contracts * instrument.Spec.MinTradeAmount.ToDouble(), 8);
    }

    private void ScheduleTick()
    {
        var meanNanos = MessagesPerTick * SecondNanos / _model.Options.TicksPerSecond;
        var wait = (long)(-meanNanos * Math.Log(1 - _random.NextDouble()));
        _model.Schedule.At(_model.NowUtcNanos + Math.Max(wait, 1), () =>
        {
            Move();
            Tick();
            ScheduleTick();
        });
    }

    /// <summary>30 % BTC perpetual, 8 % ETH perpetual, 2 % linear perpetual, 5 % dated futures, the rest options.</summary>
    private void Tick()
    {
        var draw = _random.NextDouble();
        var market = draw switch
        {
            _ when _markets.Count == 1 => _markets[0],
            < 0.30 => _markets[0],
            < 0.38 => _markets[1],
            < 0.40 => _markets[2],
            _ => _markets[_random.NextDouble() switch { < 0.72 => 0, < 0.95 => 1, _ => 2 }],
        };
        var instrument = market.Perpetual;
        if (draw >= 0.40)
        {
            var list = draw < 0.45 && market.Futures.Count > 0 ? market.Futures : market.Options;
            instrument = list[_random.Next(list.Count)];
        }

        if (instrument.IsOpen)
        {
            market.UpdateMark(instrument, _model.NowMs);
            Requote(instrument);
        }
    }

    private void Requote(Instrument instrument)
    {
        var (fair, halfSpread) = CoinMarket.Quote(instrument);
        Liquidity.For(instrument).Requote(fair, halfSpread);
        _model.Events.Touch(instrument);
    }

    /// <summary>Moves both coins to the present with correlated shocks.</summary>
    private void Move()
    {
        var elapsed = _model.NowUtcNanos - _movedUtcNanos;
        if (elapsed <= 0)
        {
            return;
        }

        _movedUtcNanos = _model.NowUtcNanos;
        var first = Normal.Sample(_random);
        var second = (Correlation * first) + (Math.Sqrt(1 - (Correlation * Correlation)) * Normal.Sample(_random));
        _btc.Advance(elapsed, first, _random);
        _eth.Advance(elapsed, second, _random);
    }

    private void ScheduleJump()
    {
        var waitSeconds = -Math.Log(1 - _random.NextDouble()) * YearSeconds / _model.Options.JumpsPerYear;
        _model.Schedule.At(_model.NowUtcNanos + (long)(waitSeconds * SecondNanos), () =>
        {
            var jump = _model.Options.JumpMean + (_model.Options.JumpDeviation * Normal.Sample(_random));
            _btc.Jump(jump);
            _eth.Jump(EthVolatilityRatio * jump);
            ScheduleJump();
        });
    }

    private void EverySecond()
    {
        Move();
        foreach (var market in _markets)
        {
            var index = market.Index;
            index.Update(market.Process.Spot, _model.NowMs);
            index.Volatility = Math.Round(100 * market.Process.Level, 2);
            _model.Events.Tell(listener => listener.OnIndex(index));
            foreach (var instrument in InstrumentsOf(market))
            {
                market.UpdateMark(instrument, _model.NowMs);
            }

            _model.Events.Tell(listener => listener.OnMarkPrices(index, market.Options));
        }

        _model.Schedule.At(_model.NowUtcNanos + SecondNanos, EverySecond);
    }
}
