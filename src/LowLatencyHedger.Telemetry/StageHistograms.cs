using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Telemetry;

/// <summary>One histogram a <see cref="LatencyStage"/>. Thread: each stage has one writer.</summary>
public sealed class StageHistograms
{
    public const int Count = 8;

    private readonly LatencyHistogram[] _histograms;

    /// <summary>In memory of its own.</summary>
    public StageHistograms()
    {
        _histograms = new LatencyHistogram[Count];
        for (var i = 0; i < Count; i++)
        {
            _histograms[i] = new LatencyHistogram();
        }
    }

    /// <summary>In a telemetry file whose histograms from <paramref name="firstIndex"/> are <see cref="Items"/>.</summary>
    public StageHistograms(TelemetryFile file, int firstIndex)
    {
        _histograms = new LatencyHistogram[Count];
        for (var i = 0; i < Count; i++)
        {
            _histograms[i] = file.Histogram(firstIndex + i);
        }
    }

    /// <summary>What the stages are called in a telemetry file, in the order of <see cref="LatencyStage"/>.</summary>
    public static IReadOnlyList<TelemetryItem> Items { get; } =
    [
        new("tick_to_decision", "ns"),
        new("tick_to_trade", "ns"),
        new("fill_to_hedge", "ns"),
        new("stage_decode", "ns"),
        new("stage_ring", "ns"),
        new("stage_core", "ns"),
        new("stage_encode", "ns"),
        new("stage_send", "ns"),
    ];

    public LatencyHistogram this[LatencyStage stage] => _histograms[(int)stage];

    [HotPath]
    public void Record(LatencyStage stage, long nanos) => _histograms[(int)stage].Record(nanos);
}
