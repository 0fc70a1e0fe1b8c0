using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Latency;

/// <summary>Everything that a log has of one histogram.</summary>
internal sealed class StageRecord(string tag)
{
    public string Tag => tag;

    /// <summary><c>tick_to_trade</c> as <c>tick to trade</c>.</summary>
    public string Name => tag.Length == 0 ? "(no tag)" : tag.Replace('_', ' ');

    public LatencyHistogram Total { get; } = new();

    public QuantileSeries Median { get; } = new(50);

    public QuantileSeries Tail { get; } = new(99);

    public HeatMap Heat { get; } = new();

    public void Add(HistogramInterval interval)
    {
        interval.AddTo(Total);
        Median.Add(interval);
        Tail.Add(interval);
        Heat.Add(interval);
    }
}
