using LowLatencyHedger.Core;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Allocation.Tests;

/// <summary>
/// The Greeks of a book of two thousand options while the market jumps, volatilities and positions change, and one expiry after the
/// other is settled.
/// </summary>
internal static class GreeksCases
{
    private const int Events = 40_000;
    private const int Options = 2_000;
    private const int Expiries = 10;
    private const long StartNanos = 1_000 * Nanos.PerSecond;
    private const long StartUtcNanos = 1_780_000_000L * Nanos.PerSecond;

    private static readonly UnderlyingId s_underlying = new(0);

    public static Pass JumpingMarket()
    {
        var core = new HedgeCore(Config());
        var buffer = new OutputBuffer();
        var sequence = 0L;
        foreach (var input in Beginning())
        {
            buffer.Clear();
            core.OnEvent(in input, sequence++, buffer);
        }

        var inputs = Life(new Random(76)).ToArray();
        return new Pass(() =>
        {
            for (var i = 0; i < inputs.Length; i++)
            {
                buffer.Clear();
                core.OnEvent(in inputs[i], sequence++, buffer);
            }

            CoreSnapshot snapshot = default;
            core.WriteSnapshot(0, ref snapshot);
            Invariant.That(snapshot.OptionsHeld > Options / 2 && snapshot.OptionsUnvalued == 0, "the book is held and valued");
            Invariant.That(snapshot.Reanchors > 100 && snapshot.DeltaBound <= snapshot.DeltaTolerance, "the series follow the market");
            return inputs.Length;
        });
    }

    private static CoreConfig Config() => new()
    {
        Underlyings =
        [
            new UnderlyingConfig
            {
                IndexName = "btc_usd",
                HedgeInstrument = "BTC-PERPETUAL",
                SettlementCurrency = "BTC",
                BandLowerCoins = 5,
                BandUpperCoins = 5,
                MaxOrderAmount = 1_000_000,
                MaxNetDeltaCoins = 100_000,
            },
        ],
        Risk = new RiskLimits { AllowedInstruments = ["BTC-PERPETUAL"] },
    };

    private static IEnumerable<InputEvent> Beginning()
    {
        var clock = Event(InputKind.Clock, InstrumentId.None, 0);
        clock.Clock = new ClockBody { MonotonicNanos = StartNanos, UtcNanos = StartUtcNanos };
        yield return clock;
        var underlying = Event(InputKind.UnderlyingDefined, InstrumentId.None, 0);
        underlying.UnderlyingDefined = new UnderlyingBody { Underlying = s_underlying, IndexName = InlineText32.From("btc_usd") };
        yield return underlying;
        var index = Event(InputKind.Index, InstrumentId.None, 0);
        index.Index = new IndexBody { Underlying = s_underlying, Price = 60_000 };
        yield return index;
        yield return Define(0);
        for (var i = 0; i < Options; i++)
        {
            yield return Define(1 + i);
            var ticker = Event(InputKind.Ticker, new InstrumentId(1 + i), 0);
            ticker.Ticker.MarkPrice = 0.05;
            ticker.Ticker.UnderlyingPrice = 60_000;
            ticker.Ticker.MarkIv = 0.6;
            yield return ticker;
        }

        for (var i = 0; i < Options; i++)
        {
            var position = Event(InputKind.Position, new InstrumentId(1 + i), 0);
            position.Flags = InputFlags.FromQuery | (i == 0 ? InputFlags.SnapshotStart : 0) | (i == Options - 1 ? InputFlags.Last : 0);
            position.Position = new PositionBody { Size = Quantity.FromDouble(i % 3 == 0 ? 2 : -1), MarkPrice = 0.05 };
            yield return position;
        }
    }

    private static IEnumerable<InputEvent> Life(Random random)
    {
        var price = 60_000.0;
        for (var i = 0; i < Events; i++)
        {
            var nanos = (i + 1) * 250 * Nanos.PerMilli;
            price *= Math.Exp((random.Next(500) == 0 ? 0.1 : 0.0004) * (random.NextDouble() - 0.5));
            switch (random.Next(8))
            {
                case 0:
                    var clock = Event(InputKind.Clock, InstrumentId.None, nanos);
                    clock.Clock = new ClockBody { MonotonicNanos = StartNanos + nanos, UtcNanos = StartUtcNanos + nanos };
                    yield return clock;
                    break;
                case 1:
                    var vol = Event(InputKind.MarkVol, new InstrumentId(1 + random.Next(Options)), nanos);
                    vol.MarkVol = new MarkVolBody { MarkPrice = 0.05, MarkIv = 0.4 + (0.4 * random.NextDouble()) };
                    yield return vol;
                    break;
                case 2:
                    yield return Fill(i, random, nanos, price);
                    break;
                default:
                    var index = Event(InputKind.Index, InstrumentId.None, nanos);
                    index.Index = new IndexBody { Underlying = s_underlying, Price = price };
                    yield return index;
                    break;
            }
        }
    }

    private static InputEvent Fill(int number, Random random, long nanos, double price)
    {
        var e = Event(InputKind.Fill, new InstrumentId(1 + random.Next(Options)), nanos);
        e.Fill = new FillBody
        {
            TradeId = InlineText32.From($"t{number}"),
            ExchangeOrderId = InlineText32.From("o"),
            Price = Price.FromDouble(0.05),
            Amount = Quantity.FromDouble(1),
            Side = random.Next(2) == 0 ? Side.Buy : Side.Sell,
            IndexPrice = price,
        };
        return e;
    }

    /// <summary>The hedge instrument is the first, options follow: the first three expiries end within the run.</summary>
    private static InputEvent Define(int id)
    {
        var option = id - 1;
        var isOption = option >= 0;
        var expiry = option % Expiries;
        var e = Event(InputKind.InstrumentDefined, new InstrumentId(id), 0);
        e.InstrumentDefined = new InstrumentBody
        {
            Name = InlineText32.From(isOption ? $"BTC-OPTION-{option}" : "BTC-PERPETUAL"),
            Underlying = s_underlying,
            Kind = isOption ? InstrumentKind.Option : InstrumentKind.Perpetual,
            Style = ContractStyle.Inverse,
            OptionType = !isOption ? OptionType.None : option % 2 == 0 ? OptionType.Call : OptionType.Put,
            Status = TradingStatus.Open,
            Strike = isOption ? 50_000 + (option / Expiries * 100) : double.NaN,
            ExpiryUtcNanos = isOption ? StartUtcNanos + ((expiry < 3 ? expiry + 1 : 24 * expiry) * 3_000 * Nanos.PerSecond) : 0,
            ContractSize = Quantity.FromDouble(isOption ? 1 : 10),
            MinTradeAmount = Quantity.FromDouble(isOption ? 0.1 : 10),
            TickSize = Price.FromDouble(isOption ? 0.0001 : 0.5),
            UpperTickAbove = Price.None,
            UpperTickSize = Price.None,
        };
        return e;
    }

    private static InputEvent Event(InputKind kind, InstrumentId instrument, long nanos) => new()
    {
        Kind = kind,
        Instrument = instrument,
        ReceivedNanos = StartNanos + nanos,
        ExchangeTimeUtcNanos = StartUtcNanos + nanos,
    };
}
