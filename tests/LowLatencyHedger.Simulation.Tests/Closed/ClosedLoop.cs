using System.Text;
using System.Text.RegularExpressions;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Closed;
using LowLatencyHedger.Simulation.Exchange;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Simulation.Tests.Closed;

/// <summary>A virtual engine with an observer on every side of it that knows the venue's truth and checks what must always hold.</summary>
internal sealed partial class ClosedLoop : IDisposable
{
    public const int Bitcoin = 0;
    public const int Ether = 1;

    private readonly HashSet<string> _labels = [];
    private readonly Dictionary<ReasonCode, int> _alerts = [];
    private readonly Dictionary<OutputKind, int> _decided = [];
    private readonly TradingState[] _states = new TradingState[2];

    public ClosedLoop(int seed, double latencyMillis = 1, ExchangeOptions? exchange = null, CoreConfig? core = null)
    {
        var options = new VirtualEngineOptions
        {
            Exchange = (exchange ?? SmallMarket) with { Seed = seed },
            Core = core ?? Config,
            LatencyNanos = (long)(latencyMillis * Nanos.PerMilli),
        };
        Engine = new VirtualEngine(options) { OnOutput = OnOutput, OnTradingBytes = OnTradingBytes };
    }

    /// <summary>Few instruments tick and the account holds some options: a market that takes little time to simulate.</summary>
    public static ExchangeOptions SmallMarket { get; } = new() { TicksPerSecond = 100, OptionCount = 20 };

    /// <summary>Clients trade so much that there is an order about every second.</summary>
    public static ExchangeOptions BusyMarket { get; } = SmallMarket with { ClientTradesPerSecond = 10 };

    public static CoreConfig Config => WideConfig.BtcAndEth;

    public VirtualEngine Engine { get; }

    /// <summary>The first thing that should not have happened; null when nothing has.</summary>
    public string? Violation { get; private set; }

    /// <summary>Orders in options.</summary>
    public int ProgramTrades { get; private set; }

    public int OrdersOnWire => _labels.Count;

    /// <summary>Called when an order has been decided and has not yet been handed to the session.</summary>
    public Action? OnDecided { get; set; }

    public Account Account => Engine.Model.FindAccount(Engine.Model.Options.ClientId)!;

    public bool IsActive => Array.TrueForAll(_states, state => state == TradingState.Active);

    public bool IsResolved => Engine.Snapshot(Bitcoin).UnresolvedOrders == 0 && Engine.Snapshot(Ether).UnresolvedOrders == 0;

    /// <summary>Outputs of a kind so far.</summary>
    public int Decided(OutputKind kind) => _decided.GetValueOrDefault(kind);

    public int Alerts(ReasonCode reason) => _alerts.GetValueOrDefault(reason);

    /// <summary>Runs until both underlyings are hedged.</summary>
    public void Start() => Assert.True(Engine.RunUntil(() => IsActive, 20 * Nanos.PerSecond), Describe());

    public bool IsInBand(int place)
    {
        var snapshot = Engine.Snapshot(place);
        return snapshot.NetDelta >= snapshot.BandLower && snapshot.NetDelta <= snapshot.BandUpper;
    }

    public IReadOnlyList<Order> OwnOrders() =>
    [
        .. Engine.Model.OpenOrders(Account, OrderFilter.All).Where(order => order.Label.StartsWith("hx1-", StringComparison.Ordinal)),
    ];

    /// <summary>What the core's positions and the venue's differ in; null when in nothing.</summary>
    public string? PositionDifference()
    {
        var truth = Engine.Model.Positions(Account).ToDictionary(position => position.Instrument.Name, position => position.Size);
        for (var index = 0; index < Engine.Instruments.InstrumentCount; index++)
        {
            var id = new InstrumentId(index);
            var name = Encoding.UTF8.GetString(Engine.Instruments.GetName(id));
            var known = Engine.Core.Position(id).ToDouble();
            truth.Remove(name, out var size);
            if (Math.Abs(known - size) > 1e-9)
            {
                return $"{name}: {known} here, {size} at the venue";
            }
        }

        // Instruments of other indices are not the program's concern.
        return truth.Where(pair => pair.Value != 0 && !pair.Key.Contains('_')).Select(pair => $"{pair.Key} is held and not known").FirstOrDefault();
    }

    /// <summary>Runs until the next order has left, to the end of the step.</summary>
    public void RunToOrder()
    {
        var sent = OrdersOnWire;
        Assert.True(Engine.RunUntil(() => OrdersOnWire > sent, 120 * Nanos.PerSecond), Describe());
    }

    /// <summary>Everything that must hold once the faults are over: outcomes known, positions right, trading.</summary>
    public void AssertRecovers(string scenario)
    {
        var isWell = Engine.RunUntil(() => IsActive && IsResolved, 60 * Nanos.PerSecond)
            && Engine.RunUntil(() => PositionDifference() is null, 2 * Nanos.PerSecond);
        Assert.True(isWell && Violation is null, $"{scenario}: {Describe()}");
        Assert.True(Engine.Snapshot().PositionBreaks == 0, $"{scenario}: {Describe()}");
    }

    public string Describe()
    {
        var text = new StringBuilder($"at {Engine.NowNanos / 1e9:0.000} s, violation: {Violation ?? "none"}, ");
        text.Append($"{PositionDifference() ?? "positions agree"}, market data {Engine.Market.State} ({Engine.Market.RefusalCause}), ");
        text.Append($"trading {Engine.Trading.State} ({Engine.Trading.RefusalCause})");
        for (var place = 0; place < _states.Length; place++)
        {
            var s = Engine.Snapshot(place);
            text.Append($"\n  {place}: {s.TradingState} {s.StateReason} refusal {s.LastRefusal} latch {s.Latch} ");
            text.Append($"delta {s.NetDelta:0.####} [{s.BandLower:0.####}, {s.BandUpper:0.####}] ");
            text.Append($"hedges {s.HedgesSent} fills {s.HedgeFills} client fills {s.OptionFills} ");
            text.Append($"unresolved {s.UnresolvedOrders} unknown {s.UnknownOrders} of {s.UnknownOrdersTotal} breaks {s.PositionBreaks} ");
            text.Append($"mismatches {s.PositionMismatches} options {s.OptionsHeld} unvalued {s.OptionsUnvalued} ");
            text.Append($"reconciled {s.IsReconciled}");
        }

        text.Append("\n  alerts:").AppendJoin(',', _alerts.Select(pair => $" {pair.Key} {pair.Value}"));
        return text.ToString();
    }

    public void Dispose() => Engine.Dispose();

    private void OnOutput(in OutputEvent output)
    {
        _decided[output.Kind] = _decided.GetValueOrDefault(output.Kind) + 1;
        switch (output.Kind)
        {
            case OutputKind.PlaceOrder:
                CheckOrder(output);
                OnDecided?.Invoke();
                break;
            case OutputKind.Alert:
                _alerts[output.Reason] = _alerts.GetValueOrDefault(output.Reason) + 1;
                break;
            case OutputKind.TradingState:
                _states[PlaceOf(output.Instrument)] = output.TradingState;
                break;
            default:
                break;
        }
    }

    /// <summary>Only this program trades the hedge instruments: an order is sent in knowledge of all that the ones before it did.</summary>
    private void CheckOrder(in OutputEvent order)
    {
        var place = PlaceOf(order.Instrument);
        var name = Encoding.UTF8.GetString(Engine.Instruments.GetName(order.Instrument));
        var truth = Engine.Model.GetPosition(Account, Engine.Model.FindInstrument(name)!).Size;
        if (Math.Abs(truth - Engine.Core.Position(order.Instrument).ToDouble()) > 1e-9)
        {
            Violate($"{name}: order {order.Ref.Number} is decided on {Engine.Core.Position(order.Instrument).ToDouble()}, not {truth}");
        }

        if (Engine.Snapshot(place).UnresolvedOrders > 1)
        {
            Violate($"{name}: order {order.Ref.Number} is not alone in flight");
        }

        ProgramTrades += order.Reason == ReasonCode.ProgramTrade ? 1 : 0;
        if (order.Reason != ReasonCode.ProgramTrade && Math.Abs(order.DeltaAfter) >= Math.Abs(order.DeltaBefore))
        {
            Violate($"{name}: order {order.Ref.Number} takes the delta from {order.DeltaBefore} to {order.DeltaAfter}");
        }

        if (_states[place] < TradingState.Reduce || Engine.Market.State != SessionState.Ready || Engine.Trading.State != SessionState.Ready)
        {
            Violate($"{name}: order {order.Ref.Number} in state {_states[place]}, {Engine.Market.State}, {Engine.Trading.State}");
        }
    }

    private void OnTradingBytes(ReadOnlyMemory<byte> message)
    {
        var text = Encoding.UTF8.GetString(message.Span);
        if (text.Contains("\"private/buy\"", StringComparison.Ordinal) || text.Contains("\"private/sell\"", StringComparison.Ordinal))
        {
            var label = Label().Match(text).Value;
            if (label.Length == 0 || !_labels.Add(label))
            {
                Violate($"'{label}' is sent twice");
            }
        }
    }

    private int PlaceOf(InstrumentId traded) => Engine.Instruments.GetName(traded).StartsWith("BTC"u8) ? Bitcoin : Ether;

    private void Violate(string what) => Violation ??= $"at {Engine.NowNanos / 1e9:0.000} s {what}";

    [GeneratedRegex("hx1-[0-9a-f]{8}-[0-9a-f]{8}")]
    private static partial Regex Label();
}
