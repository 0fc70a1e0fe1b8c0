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
    private readonly SettingKey[] _withheld;
    private double _lossChance;
    private readonly (TradingState State, ReasonCode Reason, long SinceNanos)[] _states = new (TradingState, ReasonCode, long)[2];
    private readonly Dictionary<string, double> _stateSeconds = [];
    private readonly Dictionary<ReasonCode, int> _orders = [];
    private readonly Dictionary<ReasonCode, int> _refusals = [];
    private long _knowsAllNanos;
    private int _changeId;
    private ReasonCode _answer;
    private Action _onAnswer = () => { };

    /// <param name="seed">Of everything random.</param>
    /// <param name="core">What the core is given; null for the limits that the checker knows.</param>
    /// <param name="withheld">Changes of these settings, and halts if <see cref="SettingKey.None"/> is among them, do not reach the core.</param>
    public LimitRun(int seed, Func<CoreConfig, CoreConfig>? core = null, params SettingKey[] withheld)
    {
        _random = new Random(seed);
        _withheld = withheld;
        _engine = new VirtualEngine(new VirtualEngineOptions
        {
            Exchange = ClosedLoop.SmallMarket with
            {
                Seed = seed,
                Market = MarketModel.Jumps,
                JumpsPerYear = 50_000,
                JumpDeviation = 0.004,
                JumpMean = 0,
                OpeningHedge = 1,
                TicksPerSecond = 50,
                ClientTradesPerSecond = 40,
            },
            Core = core is null ? Tight : core(Tight),
            LatencyNanos = Nanos.PerMilli,
            ClockIntervalNanos = 20 * Nanos.PerMilli,
        });
        Checker = new LimitChecker(_engine.Model, Tight);
        _engine.OnTradingBytes = Checker.OnSent;
        _engine.OnInput = OnInput;
        _engine.OnOutput = OnOutput;
        _engine.LosesTradingMessage = OnArrival;
    }

    /// <summary>The limits that the checker knows at first; they are changed all the time.</summary>
    public static CoreConfig Tight { get; } = new()
    {
        Underlyings = [Underlying("btc_usd", "BTC", 0.2, 20, 40_000), Underlying("eth_usd", "ETH", 4, 300, 20_000)],
        Risk = new RiskLimits
        {
            AllowedInstruments = ["BTC-PERPETUAL", "ETH-PERPETUAL"],
            MaxOrderNotionalUsd = 40_000,
            MaxOpenNotionalUsd = 50_000,
            MaxPositionUsd = 50_000_000,
            MaxGrossNotionalUsd = 100_000_000,
            MaxOrdersPerSecond = 4,
            OrderBurst = 6,
            MaxOrdersPerMinute = 150,
            MaxOrdersPerDay = 1_000_000,
            MaxHedgesOutsideBand = 60,
        },
    };

    public LimitChecker Checker { get; }

    public long Inputs { get; private set; }

    public int Changes { get; private set; }

    public int Halts { get; private set; }

    public int Flattenings { get; private set; }

    public double VirtualSeconds => _engine.NowNanos / (double)Nanos.PerSecond;

    /// <summary>Runs until a breach of which the text is part has been found, or to the end.</summary>
    public void Run(long inputs, string breach = "")
    {
        while (Inputs < inputs && !Checker.Breaches.Exists(one => one.Contains(breach, StringComparison.Ordinal)))
        {
            _engine.Run((long)(_random.NextDouble() * 8 * Nanos.PerSecond));
            Disturb();
            if (_states.Any(one => one.State == TradingState.Halt))
            {
                Resume();
            }
        }
    }

    public void Dispose() => _engine.Dispose();

    private void Disturb()
    {
        switch (_random.Next(16))
        {
            case 0:
                _engine.CutTrading(_random.Next(2) == 0);
                break;
            case 1:
                _engine.CutMarket(_random.Next(2) == 0);
                break;
            case 2:
                _lossChance = 0.05;
                _engine.Run(2 * Nanos.PerSecond);
                _lossChance = 0;
                break;
            case 3 or 4:
                Halt();
                break;
            case 5:
                _engine.Command(ControlVerb.Reduce);
                _engine.Run(2 * Nanos.PerSecond);
                Resume();
                break;
            case 6 or 7:
                _engine.Command(ControlVerb.Flatten);
                _engine.Run(2 * Nanos.PerSecond);
                Resume();
                break;
            default:
                Change();
                break;
        }
    }

    private void Halt()
    {
        Halts++;
        Checker.IsHalted = true;
        if (!_withheld.Contains(SettingKey.None))
        {
            _engine.Command(ControlVerb.Halt);
        }

        _engine.Run((long)(_random.NextDouble() * 2 * Nanos.PerSecond));
        Resume();
    }

    private void Resume()
    {
        Checker.IsHalted = false;
        Checker.IsFlattening = false;
        _engine.Command(ControlVerb.Resume);
    }

    /// <summary>Other limits, from this moment on, for both: about the size of an order, and at times just above what is held.</summary>
    private void Change()
    {
        Changes++;
        var orderUsd = Math.Round(Between(5_000, 60_000));
        var roomUsd = _random.Next(3) == 0 ? Between(-20_000, 100_000) : 20_000_000;
        var openUsd = Math.Round(orderUsd * Between(1, 2));
        var positions = (Math.Abs(Checker.PositionUsd(0)), Math.Abs(Checker.PositionUsd(1)));
        var positionUsd = Math.Max(openUsd, Math.Round(Math.Max(positions.Item1, positions.Item2) + roomUsd));
        var grossUsd = Math.Round(positions.Item1 + positions.Item2 + (_random.Next(2) == 0 ? roomUsd : 30_000_000));
        var limits = Checker.Limits with
        {
            MaxOrderNotionalUsd = orderUsd,
            MaxOpenNotionalUsd = openUsd,
            MaxPositionUsd = positionUsd,
            MaxGrossNotionalUsd = Math.Max(positionUsd, grossUsd),
            PriceCollarBps = Between(3, 30),
            MaxOrdersPerSecond = Between(0.5, 10),
            OrderBurst = _random.Next(1, 12),
            MaxOrdersPerMinute = _random.Next(30, 500),
        };
        var deltas = (Between(0.3, 20), Between(6, 300));

        // Until the last part has come the old limits are in force, and an order may still follow from them.
        _onAnswer = () =>
        {
            Checker.Limits = limits;
            (Checker.MaxNetDeltaCoins[0], Checker.MaxNetDeltaCoins[1]) = deltas;
        };
        Send(
        [
            (SettingKey.MaxOrderNotionalUsd, -1, limits.MaxOrderNotionalUsd),
            (SettingKey.MaxOpenNotionalUsd, -1, limits.MaxOpenNotionalUsd),
            (SettingKey.MaxPositionUsd, -1, limits.MaxPositionUsd),
            (SettingKey.MaxGrossNotionalUsd, -1, limits.MaxGrossNotionalUsd),
            (SettingKey.PriceCollarBps, -1, limits.PriceCollarBps),
            (SettingKey.MaxOrdersPerSecond, -1, limits.MaxOrdersPerSecond),
            (SettingKey.OrderBurst, -1, limits.OrderBurst),
            (SettingKey.MaxOrdersPerMinute, -1, limits.MaxOrdersPerMinute),
            (SettingKey.MaxNetDeltaCoins, 0, deltas.Item1),
            (SettingKey.MaxNetDeltaCoins, 1, deltas.Item2),
        ]);
    }

    private void Send((SettingKey Key, int Underlying, double Value)[] settings)
    {
        var known = settings.Where(one => !_withheld.Contains(one.Key)).ToArray();
        _changeId++;
        _answer = ReasonCode.InputRefused;
        _engine.Change(
        [
            .. known.Select((one, i) => new SettingChangeBody
            {
                ChangeId = _changeId,
                Index = (ushort)i,
                Count = (ushort)known.Length,
                Key = one.Key,
                Underlying = (short)one.Underlying,
                Value = one.Value,
            }),
        ]);
        Assert.True(_answer == ReasonCode.None || _withheld.Length > 0, _answer.ToString());
    }

    private double Between(double low, double high) => low + ((high - low) * _random.NextDouble());

    private void OnInput(in InputEvent input, long sequence)
    {
        Inputs++;
        if (input.Kind == InputKind.Clock)
        {
            Checker.Observe();
        }
    }

    private void OnOutput(in OutputEvent output)
    {
        if (output.Kind == OutputKind.SettingsChanged)
        {
            _answer = output.Reason;
            if (_answer == ReasonCode.None)
            {
                _onAnswer();
            }
        }
        else if (output.Kind == OutputKind.Alert && output.Reason == ReasonCode.Flattening)
        {
            Flattenings++;
            Checker.IsFlattening = true;
        }
        else if (output.Kind == OutputKind.PlaceOrder)
        {
            Count(_orders, output.Reason);
        }
        else if (output.Kind == OutputKind.Alert && output.Verdict.ConditionsHeld != 0)
        {
            Count(_refusals, output.Reason);
        }
        else if (output.Kind == OutputKind.TradingState)
        {
            ref var last = ref _states[output.Underlying.Index];
            var name = $"{last.State} {last.Reason}";
            _stateSeconds[name] = _stateSeconds.GetValueOrDefault(name) + ((_engine.NowNanos - last.SinceNanos) / (double)Nanos.PerSecond);
            last = (output.TradingState, output.Reason, _engine.NowNanos);
        }
    }

    /// <summary>How long the underlyings were in which state, what led to orders, and what kept from them.</summary>
    public string Describe() =>
        $"states {Text(_stateSeconds.Select(one => (one.Key, one.Value)))}; orders {Text(_orders.Select(Named))}; refusals {Text(_refusals.Select(Named))}";

    private static (string Name, double Value) Named(KeyValuePair<ReasonCode, int> one) => (one.Key.ToString(), one.Value);

    private static string Text(IEnumerable<(string Name, double Value)> counts) =>
        string.Join(", ", counts.OrderByDescending(one => one.Value).Select(one => $"{one.Name} {one.Value:0}"));

    private static void Count(Dictionary<ReasonCode, int> counts, ReasonCode reason) => counts[reason] = counts.GetValueOrDefault(reason) + 1;

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
        MaxCrossBps = 3,
        MaxOrderAmount = maxAmount,
        MaxNetDeltaCoins = maxDelta,
    };
}
