using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Telemetry;

/// <summary>One histogram a <see cref="LatencyStage"/>. Thread: each stage has one writer.</summary>
public sealed class StageHistograms
{
    public const int Count = 9;

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
        new("tick_to_decision", "ns", "From the bytes of a market message received to the core's decision."),
        new("tick_to_trade", "ns", "From the bytes of a market message received to the order that it led to handed to the kernel."),
        new("fill_to_hedge", "ns", "From the bytes of a fill received to the hedge that it led to handed to the kernel."),
        Stage("decode"),
        Stage("ring"),
        Stage("core"),
        Stage("encode"),
        Stage("send"),
        new("tick_to_send", "ns", "From the bytes of a market message received to the order that it led to about to be handed to the kernel."),
    ];

    /// <summary>A stage's name without blanks: <c>tick_to_trade</c>, <c>decode</c>.</summary>
    public static string TagOf(int stage) => Items[stage].Label.Length > 0 ? Items[stage].Label[(Items[stage].Label.IndexOf('=') + 1)..] : Items[stage].Name;

    private static TelemetryItem Stage(string name) =>
        new("stage", "ns", "What one stage of the way from a message to an order takes.", Label: "stage=" + name);

    public LatencyHistogram this[LatencyStage stage] => _histograms[(int)stage];

    [HotPath]
    public void Record(LatencyStage stage, long nanos) => _histograms[(int)stage].Record(nanos);
}
