using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Telemetry;

/// <summary>One histogram a <see cref="LatencyStage"/>. Thread: each stage has one writer.</summary>
public sealed class StageHistograms
{
    public const int Count = 16;

    /// <summary>The slow ticks, of which there is a histogram for each cause.</summary>
    public const string SlowTickName = "slow_tick";

    /// <summary>The way to an order without its last stage, see <see cref="LatencyStage.TickToSend"/>.</summary>
    public const string TickToSendName = "tick_to_send";

    private const string StageName = "stage";

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
        new(TickToSendName, "ns", "From the bytes of a market message received to the order that it led to about to be handed to the kernel."),
        Slow("collection"),
        Slow("compilation"),
        Slow("page_fault"),
        Slow("preemption"),
        Slow("burst"),
        Slow("other"),
        new("fill_to_decision", "ns", "From the bytes of a fill received to the core's decision."),
    ];

    /// <summary>A stage's name without blanks: <c>tick_to_trade</c>, <c>decode</c>, <c>slow_tick_burst</c>.</summary>
    public static string TagOf(int stage)
    {
        var (name, label) = (Items[stage].Name, Items[stage].Label);
        var value = label[(label.IndexOf('=') + 1)..];
        return label.Length == 0 ? name : IsPart(stage) ? value : $"{name}_{value}";
    }

    /// <summary>A part of the way from a message to an order, not the whole of one.</summary>
    public static bool IsPart(int stage) => Items[stage].Name == StageName;

    private static TelemetryItem Stage(string name) =>
        new(StageName, "ns", "What one stage of the way from a message to an order takes.", Label: "stage=" + name);

    private static TelemetryItem Slow(string cause) =>
        new(SlowTickName, "ns", "Ticks beyond telemetry.slowTickMicros, from received to decided, by what made them slow.", Label: "cause=" + cause);

    public LatencyHistogram this[LatencyStage stage] => _histograms[(int)stage];

    [HotPath]
    public void Record(LatencyStage stage, long nanos) => _histograms[(int)stage].Record(nanos);
}
