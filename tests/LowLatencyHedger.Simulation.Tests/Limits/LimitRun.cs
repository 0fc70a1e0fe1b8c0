using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Closed;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Simulation.Tests.Closed;

namespace LowLatencyHedger.Simulation.Tests.Limits;

/// <summary>
/// The engine with tight limits in a market that jumps, with clients who trade a lot, connections that die, messages that are lost, an
/// operator who halts and resumes, and limits that change; and the checker on its wire.
/// </summary>
internal sealed class LimitRun : IDisposable
{
    private readonly VirtualEngine _engine;
    private readonly Random _random;
    private readonly CoreConfig _config;
    private double _lossChance;
    private long _knowsAllNanos;
    private int _changeId;
    private ReasonCode _answer = ReasonCode.InputRefused;

    /// <param name="seed">Of everything random.</param>
    /// <param name="core">What the core is given; null for the limits that the checker knows.</param>
    public LimitRun(int seed, Func<CoreConfig, CoreConfig>? core = null)
    {
        _random = new Random(seed);
        _config = Tight;
        _engine = new VirtualEngine(new VirtualEngineOptions
        {
            Exchange = ClosedLoop.BusyMarket with
            {
                Seed = seed,
                Market = MarketModel.Jumps,
                JumpsPerYear = 50_000,
                JumpDeviation = 0.004,
                JumpMean = 0,
                OpeningHedge = 1,
            },
            Core = core is null ? _config : core(_config),
            LatencyNanos = Nanos.PerMilli,
        });
        Checker = new LimitChecker(_engine.Model, _config);
        _engine.OnTradingBytes = Checker.OnSent;
        _engine.OnInput = OnInput;
        _engine.OnOutput = OnOutput;
        _engine.LosesTradingMessage = OnArrival;
    }

    /// <summary>The limits that the checker knows: all of them bind now and then.</summary>
    public static CoreConfig Tight { get; } = new()
    {
        Underlyings = [Underlying("btc_usd", "BTC", 0.5, 20, 40_000), Underlying("eth_usd", "ETH", 10, 300, 20_000)],
        Risk = new RiskLimits
        {
            AllowedInstruments = ["BTC-PERPETUAL", "ETH-PERPETUAL"],
            MaxOrderNotionalUsd = 40_000,
            MaxOpenNotionalUsd = 50_000,
            MaxPositionUsd = 800_000,
            MaxGrossNotionalUsd = 1_200_000,
            MaxOrdersPerSecond = 2,
            OrderBurst = 4,
            MaxOrdersPerMinute = 40,
            MaxOrdersPerDay = 1_000_000,
            MaxHedgesOutsideBand = 25,
        },
    };

    public LimitChecker Checker { get; }

    public long Inputs { get; private set; }

    public int Changes { get; private set; }

    public int Halts { get; private set; }

    public int Flattenings { get; private set; }

    public double VirtualSeconds => _engine.NowNanos / (double)Nanos.PerSecond;

    public void Run(long inputs)
    {
        while (Inputs < inputs && Checker.Breaches.Count == 0)
        {
            _engine.Run((long)(_random.NextDouble() * 4 * Nanos.PerSecond));
            Disturb();
        }
    }

    public void Dispose() => _engine.Dispose();

    private void Disturb()
    {
        switch (_random.Next(14))
        {
            case 0:
                _engine.CutTrading(_random.Next(2) == 0);
                break;
            case 1:
                _engine.CutMarket(_random.Next(2) == 0);
                break;
            case 2:
                _lossChance = _random.Next(2) == 0 ? 0 : 0.05;
                break;
            case 3:
                Halt();
                break;
            case 4 or 5:
                Change();
                break;
            case 6:
                _engine.Command(ControlVerb.Reduce);
                break;
            case 7:
                _engine.Command(ControlVerb.Flatten);
                _engine.Run(4 * Nanos.PerSecond);
                break;
            default:
                Checker.IsHalted = false;
                Checker.IsFlattening = false;
                _engine.Command(ControlVerb.Resume);
                break;
        }
    }

    private void Halt()
    {
        Halts++;
        Checker.IsHalted = true;
        _engine.Command(ControlVerb.Halt);
        _engine.Run(2 * Nanos.PerSecond);
    }

    /// <summary>Other limits, from this moment on, for both.</summary>
    private void Change()
    {
        Changes++;
        var scale = 0.25 + (0.75 * _random.NextDouble());
        Checker.Limits = _config.Risk with
        {
            MaxOrderNotionalUsd = Math.Round(scale * _config.Risk.MaxOrderNotionalUsd),
            MaxPositionUsd = Math.Round(scale * _config.Risk.MaxPositionUsd),
            MaxGrossNotionalUsd = Math.Round(scale * _config.Risk.MaxGrossNotionalUsd),
            PriceCollarBps = 20 + _random.Next(80),
        };
        _changeId++;
        _engine.Change(
        [
            Part(0, SettingKey.MaxOrderNotionalUsd, Checker.Limits.MaxOrderNotionalUsd),
            Part(1, SettingKey.MaxPositionUsd, Checker.Limits.MaxPositionUsd),
            Part(2, SettingKey.MaxGrossNotionalUsd, Checker.Limits.MaxGrossNotionalUsd),
            Part(3, SettingKey.PriceCollarBps, Checker.Limits.PriceCollarBps),
        ]);
        Assert.Equal(ReasonCode.None, _answer);
    }

    private SettingChangeBody Part(int index, SettingKey key, double value) =>
        new() { ChangeId = _changeId, Index = (ushort)index, Count = 4, Key = key, Underlying = -1, Value = value };

    private void OnInput(in InputEvent input, long sequence) => Inputs++;

    private void OnOutput(in OutputEvent output)
    {
        if (output.Kind == OutputKind.SettingsChanged)
        {
            _answer = output.Reason;
        }
        else if (output.Kind == OutputKind.Alert && output.Reason == ReasonCode.Flattening)
        {
            Flattenings++;
            Checker.IsFlattening = true;
        }
    }

    private bool OnArrival(ReadOnlyMemory<byte> message)
    {
        Checker.OnReceived(message);
        var isLost = _random.NextDouble() < _lossChance;
        _knowsAllNanos = isLost ? _engine.NowNanos + (60 * Nanos.PerSecond) : _knowsAllNanos;
        Checker.AreTradesLost = _engine.NowNanos < _knowsAllNanos;
        return isLost;
    }

    private static UnderlyingConfig Underlying(string index, string currency, double band, double maxDelta, double maxAmount) => new()
    {
        IndexName = index,
        HedgeInstrument = currency + "-PERPETUAL",
        SettlementCurrency = currency,
        BandLowerCoins = band,
        BandUpperCoins = band,
        InnerFraction = 0,
        MaxOrderAmount = maxAmount,
        MaxNetDeltaCoins = maxDelta,
    };
}
