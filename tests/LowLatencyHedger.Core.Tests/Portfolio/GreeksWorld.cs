using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Core.Portfolio;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Tests.Portfolio;

/// <summary>What a random world is made of.</summary>
/// <param name="Options">How many.</param>
/// <param name="ExpirySeconds">From the start.</param>
/// <param name="Styles">0 linear, 1 inverse, 2 both.</param>
/// <param name="HasSmile">Volatilities move with the forward.</param>
/// <param name="ToleranceFraction">Of half a band of 1 coin.</param>
internal sealed record GreeksWorldSettings(int Options, long[] ExpirySeconds, int Styles, bool HasSmile, double ToleranceFraction = 0.1);

/// <summary>A book of random options and the market that moves it. All randomness is the seed's.</summary>
internal sealed class GreeksWorld
{
    private const long StartNanos = 50 * Nanos.PerSecond;
    private const long StartUtcNanos = 1_780_000_000L * Nanos.PerSecond;

    private readonly Random _random;
    private readonly GreeksWorldSettings _settings;
    private readonly Instrument[] _instruments;
    private long _nowNanos = StartNanos;
    private double _price = 60_000;

    public GreeksWorld(int seed, GreeksWorldSettings settings)
    {
        _random = new Random(seed);
        _settings = settings;
        Curve = new ForwardCurve(settings.ExpirySeconds.Length);
        var underlying = new UnderlyingConfig { BandLowerCoins = 0.5, BandUpperCoins = 0.5, DeltaToleranceFraction = settings.ToleranceFraction };
        var config = new CoreConfig
        {
            Underlyings = [underlying],
            Capacities = new CapacitySettings { Instruments = settings.Options, Expiries = settings.ExpirySeconds.Length },
        };
        Greeks = new BookGreeks(Curve, config, underlying);
        _instruments = new Instrument[settings.Options];
        foreach (var seconds in settings.ExpirySeconds)
        {
            TellForward(Curve.IndexOf(StartUtcNanos + (seconds * Nanos.PerSecond)), _price * (0.99 + (0.03 * _random.NextDouble())));
        }

        for (var i = 0; i < _instruments.Length; i++)
        {
            AddOption(i);
        }
    }

    public ForwardCurve Curve { get; }

    public BookGreeks Greeks { get; }

    public List<OracleOption> Book { get; } = [];

    public ValuationTime Time => new(_nowNanos, StartUtcNanos + _nowNanos - StartNanos);

    public ReferencePrices References => new(_price, _price * 0.9995);

    /// <summary>Options changed by the last event.</summary>
    public int Changed { get; private set; }

    public GreeksOracle Full() => GreeksOracle.Of(Book, Curve, Time, References);

    /// <summary>Anything that may happen between two looks at the Greeks.</summary>
    public void Happen()
    {
        Changed = 0;
        var kind = _random.Next(100);
        Pass(kind switch
        {
            0 => Nanos.PerSecond * _random.Next(1, 3_600),
            < 10 => Nanos.PerSecond * _random.Next(1, 60),
            _ => Nanos.PerMilli * _random.Next(0, 500),
        });
        _price *= Math.Exp(kind switch
        {
            5 => 0.2 * (_random.NextDouble() - 0.5),
            < 15 => 0.01 * (_random.NextDouble() - 0.5),
            < 80 => 0.0004 * (_random.NextDouble() - 0.5),
            _ => 0,
        });
        for (var i = _random.Next(4); i > 0; i--)
        {
            ChangeOne(_random.Next(Book.Count));
        }

        if (_random.Next(20) == 0)
        {
            TellForward(_random.Next(_settings.ExpirySeconds.Length), _price * (0.99 + (0.03 * _random.NextDouble())));
        }
    }

    /// <summary>Time passes, and nothing else.</summary>
    public void Wait(int seconds) => Pass(seconds * Nanos.PerSecond);

    private void ChangeOne(int index)
    {
        Changed++;
        var option = Book[index];
        if (_random.Next(3) == 0)
        {
            SetQuantity(index, _random.Next(4) == 0 ? 0 : RandomQuantity());
            return;
        }

        var volatility = _random.Next(50) == 0 ? RandomVolatility() : option.Volatility * Math.Exp(0.02 * (_random.NextDouble() - 0.5));
        SetVolatility(index, Math.Clamp(volatility, 0.01, 5));
    }

    private void Pass(long nanos)
    {
        Curve.Accumulate(References.Index, Time.VenueUtcNanos, Time.VenueUtcNanos + nanos);
        _nowNanos += nanos;
    }

    private void AddOption(int index)
    {
        var expiry = _random.Next(_settings.ExpirySeconds.Length);
        var option = new OracleOption
        {
            Expiry = expiry,
            Kind = _random.Next(2) == 0 ? OptionKind.Call : OptionKind.Put,
            Style = (SettlementStyle)(_settings.Styles == 2 ? _random.Next(2) : _settings.Styles),
            Strike = RandomStrike(expiry),
            Volatility = RandomVolatility(),
        };
        Book.Add(option);
        ref var instrument = ref _instruments[index];
        instrument.ExpiryIndex = -1;
        instrument.LineIndex = -1;
        instrument.Definition = new InstrumentBody
        {
            Kind = InstrumentKind.Option,
            Style = (ContractStyle)option.Style,
            OptionType = (OptionType)option.Kind,
            Strike = option.Strike,
            ExpiryUtcNanos = Curve.ExpiryUtcNanos(expiry),
        };
        SetVolatility(index, option.Volatility);

        // The others come into the book later, or never.
        if (_random.Next(4) != 0)
        {
            SetQuantity(index, RandomQuantity());
        }
    }

    private void SetVolatility(int index, double volatility)
    {
        ref var instrument = ref _instruments[index];
        Book[index].Volatility = volatility;
        Book[index].VolPerLogForward = _settings.HasSmile ? 0.6 * (_random.NextDouble() - 0.7) : 0;
        instrument.MarkVol = volatility;
        instrument.VolPerLogForward = Book[index].VolPerLogForward;
        instrument.VolReceivedNanos = _nowNanos;
        Greeks.SetVolatility(instrument);
    }

    private void SetQuantity(int index, double quantity)
    {
        Book[index].Quantity = quantity;
        Assert.True(Greeks.SetQuantity(ref _instruments[index], Quantity.FromDouble(quantity)));
    }

    private void TellForward(int expiry, double forward)
    {
        var source = new InputEvent { ReceivedNanos = _nowNanos, ExchangeTimeUtcNanos = Time.VenueUtcNanos };
        Assert.True(Curve.Set(expiry, forward, References, source));
    }

    private double RandomQuantity() => (_random.Next(2) == 0 ? -1 : 1) * _random.Next(1, 200) / 10.0;

    /// <summary>Mostly as in the market, sometimes hardly any or very much.</summary>
    private double RandomVolatility() => _random.Next(30) switch
    {
        0 => 0.01 + (0.05 * _random.NextDouble()),
        1 => 3 * _random.NextDouble() + 1,
        _ => 0.3 + (0.7 * _random.NextDouble()),
    };

    /// <summary>Near the money by the standards of the expiry, or anywhere.</summary>
    private double RandomStrike(int expiry)
    {
        var years = Math.Max(_settings.ExpirySeconds[expiry], 600) / 31_536_000.0;
        var spread = _random.Next(4) == 0 ? 0.7 : Math.Min(0.7, 1.5 * Math.Sqrt(years));
        return Math.Round(60_000 * Math.Exp(spread * ((2 * _random.NextDouble()) - 1)) / 10) * 10;
    }
}
