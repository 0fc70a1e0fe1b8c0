namespace LowLatencyHedger.App.Bench;

/// <summary>
/// A tick that wants an order, through the whole core: the order is sized and all controls are evaluated, of which one refuses it. The floor
/// is the same tick within a band so wide that no order is wanted; the difference is what the gate costs an order.
/// </summary>
internal sealed class GateBenchmark : IBenchmark
{
    private const int Options = 100;
    private const int Ticks = 64;

    public string Name => "gate";

    public IReadOnlyList<BenchRow> Run(Rounds rounds)
    {
        var wanting = new BenchCore(Options, wantsOrders: true);
        var resting = new BenchCore(Options);
        var tick = new Work("tickThatWantsAnOrder", Ticks, () => wanting.Tick(Ticks));
        return [rounds.Compare(tick, new Work("tickInsideTheBand", Ticks, () => resting.Tick(Ticks)))];
    }
}
