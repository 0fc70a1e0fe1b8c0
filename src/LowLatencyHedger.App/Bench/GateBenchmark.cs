using LowLatencyHedger.App.Engine;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Risk;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.App.Bench;

/// <summary>
/// The gate alone: the conditions that make the trading state, and with them all controls of one order; the floor is one limit and the latch.
/// And a tick that wants an order, through the whole core: the order is sized and all controls are evaluated, of which one refuses it; its
/// floor is the same tick within a band so wide that no order is wanted.
/// </summary>
internal sealed class GateBenchmark : IBenchmark
{
    private const int Options = 100;
    private const int Ticks = 64;
    private const int Count = 512;

    private readonly GateProbe _gate = new();
    private int _passed;

    public string Name => "gate";

    public IReadOnlyList<BenchRow> Run(Rounds rounds)
    {
        Invariant.That(_gate.Check() == ReasonCode.None, "the order of the bench passes every control");
        var wanting = new ScratchCore(Options, ScratchOrders.Refused);
        var resting = new ScratchCore(Options);
        var tick = new Work("tickThatWantsAnOrder", Ticks, () => wanting.Tick(Ticks));
        var floor = new Work("oneLimit", Count, CheckOneLimit);
        return
        [
            rounds.Compare(new Work("conditions", Count, Assess), floor),
            rounds.Compare(new Work("conditionsAndOrder", Count, Check), floor),
            rounds.Compare(tick, new Work("tickInsideTheBand", Ticks, () => resting.Tick(Ticks))),
        ];
    }

    private void Assess()
    {
        for (var i = 0; i < Count; i++)
        {
            _passed += _gate.Assess() == TradingState.Active ? 1 : 0;
        }
    }

    private void Check()
    {
        for (var i = 0; i < Count; i++)
        {
            _passed += _gate.Check() == ReasonCode.None ? 1 : 0;
        }
    }

    private void CheckOneLimit()
    {
        for (var i = 0; i < Count; i++)
        {
            _passed += _gate.CheckOneLimit() ? 1 : 0;
        }
    }
}
