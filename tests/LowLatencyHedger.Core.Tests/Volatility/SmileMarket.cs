using System.Reflection;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Pricing.Surface;
using LowLatencyHedger.Primitives;
using static LowLatencyHedger.Core.Tests.CoreHarness;

namespace LowLatencyHedger.Core.Tests.Volatility;

/// <summary>
/// A core and two expiries of inverse options, calls and puts at 23 strikes each, whose volatilities follow one smile that moves with the
/// forward as far as a skew-stickiness ratio says.
/// </summary>
internal sealed class SmileMarket
{
    public const double Start = 60_000;
    public const int Strikes = 23;
    public const int Options = 2 * Expiries * Strikes;
    private const int Expiries = 2;

    /// <summary>Of the reference figures, for 30 days.</summary>
    private static readonly SviParameters s_slice = new(0.012, 0.11, -0.35, 0.04, 0.12);

    private readonly InstrumentTable _instruments;

    public SmileMarket(VolatilitySettings settings)
    {
        var config = DefaultConfig();
        var underlying = config.Underlyings[0] with { Volatility = settings, BandLowerCoins = 1e6, BandUpperCoins = 1e6, MaxNetDeltaCoins = 1e7 };
        Harness = new CoreHarness(config with { Underlyings = [underlying] });
        _instruments = (InstrumentTable)typeof(HedgeCore)
            .GetField("_instruments", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(Harness.Core)!;
        Harness.Clock().Define(0);
        for (var i = 0; i < Options; i++)
        {
            Define(i);
        }

        Harness.Session(SessionRole.MarketData, SessionState.Ready);
        Harness.Market(Start).Clock(1).Market(Start).Positions();
        Harness.Session(SessionRole.Trading, SessionState.Ready);
    }

    public CoreHarness Harness { get; }

    public CoreSnapshot Snapshot => Harness.Snapshot;

    public double Forward { get; private set; } = Start;

    /// <summary>How the smile moves.</summary>
    public double Stickiness { get; set; }

    /// <summary>Half the spread, as a volatility.</summary>
    public double HalfSpread { get; set; } = 0.005;

    /// <summary>What the venue's mark is away from the middle.</summary>
    public double MarkBias { get; set; }

    /// <summary>What is added to an option's middle.</summary>
    public Func<int, double> Noise { get; set; } = _ => 0;

    public static int Expiry(int option) => option / (2 * Strikes);

    public static OptionType Kind(int option) => option / Strikes % 2 == 0 ? OptionType.Call : OptionType.Put;

    public static double StrikeOf(int option) => 38_000 + (option % Strikes * 2_000);

    public static bool IsOutOfTheMoney(int option, double forward) => Kind(option) == OptionType.Call == StrikeOf(option) >= forward;

    public double Years(int option) => Nanos.ToYears(StartUtcNanos + ExpiryNanos(option) - Harness.UtcNanos);

    public ref readonly Instrument this[int option] => ref _instruments[Option(option)];

    /// <summary>The volatility that the market knows, with the forward at a price.</summary>
    public double Volatility(int option, double forward)
    {
        var k = Math.Log(StrikeOf(option) / forward) + (Stickiness * Math.Log(forward / Start));
        return s_slice.Volatility(k, 30.0 / 365.0) * (Expiry(option) == 0 ? 1.0 : 0.9);
    }

    /// <summary>Value of one option in coins.</summary>
    public double Value(int option, double forward, double volatility)
    {
        Black76.Evaluate(new OptionInput((OptionKind)Kind(option), forward, StrikeOf(option), Years(option), volatility), out var greeks);
        return greeks.Price / forward;
    }

    /// <summary>Tickers of everything at a price.</summary>
    public SmileMarket Tick(double forward)
    {
        Forward = forward;
        Harness.Market(forward);
        for (var i = 0; i < Options; i++)
        {
            var middle = Volatility(i, forward) + Noise(i);
            var e = Harness.Event(InputKind.Ticker, Option(i));
            e.Ticker = TickerBody.Unknown;
            e.Ticker.MarkPrice = 0.05;
            e.Ticker.UnderlyingPrice = forward;
            e.Ticker.MarkIv = middle + MarkBias;
            e.Ticker.BestBid = Price.FromDouble(Value(i, forward, middle - HalfSpread));
            e.Ticker.BestAsk = Price.FromDouble(Value(i, forward, middle + HalfSpread));
            e.Ticker.Status = TradingStatus.Open;
            Harness.Send(e);
        }

        return this;
    }

    /// <summary>Time for two more rounds of fits.</summary>
    public SmileMarket Settle()
    {
        var target = Snapshot.SmileFits + (2 * Expiries);
        for (var i = 0; i < 8_000 && Snapshot.SmileFits < target; i++)
        {
            Harness.Clock(1);
        }

        for (var i = 0; i < 20; i++)
        {
            Harness.Clock(1);
        }

        return this;
    }

    /// <summary>Positions in some options.</summary>
    public SmileMarket Hold(params (int Option, double Size)[] positions)
    {
        for (var i = 0; i < positions.Length; i++)
        {
            var (option, size) = positions[i];
            Harness.Fill(Option(option), size > 0 ? Side.Buy : Side.Sell, 0.05, Math.Abs(size), $"trade{i}");
        }

        return this;
    }

    private static long ExpiryNanos(int option) => (Expiry(option) == 0 ? 30 : 60) * Nanos.PerDay;

    private void Define(int option)
    {
        var e = Harness.Event(InputKind.InstrumentDefined, Option(option));
        e.InstrumentDefined = new InstrumentBody
        {
            Name = InlineText32.From($"BTC-OPTION-{option}"),
            Underlying = Underlying,
            Kind = InstrumentKind.Option,
            Style = ContractStyle.Inverse,
            OptionType = Kind(option),
            Status = TradingStatus.Open,
            Strike = StrikeOf(option),
            ExpiryUtcNanos = StartUtcNanos + ExpiryNanos(option),
            ContractSize = Quantity.FromDouble(1),
            MinTradeAmount = Quantity.FromDouble(0.1),
            TickSize = Price.FromDouble(0.0001),
            UpperTickAbove = Price.None,
            UpperTickSize = Price.None,
            TakerCommission = 0.0003,
        };
        Harness.Send(e);
    }
}
