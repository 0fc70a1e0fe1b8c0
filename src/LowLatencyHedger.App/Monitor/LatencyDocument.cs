using System.Text.Json.Nodes;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Monitor;

/// <summary>
/// Latencies as JSON: since the start of the engine, and over the last half minute to minute, for which it keeps earlier copies. Thread: one.
/// </summary>
internal sealed class LatencyDocument
{
    private const long WindowNanos = 30 * Nanos.PerSecond;

    private static readonly double[] s_curve = [0, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99, 99.995, 99.999, 100];

    private readonly LatencyHistogram _recent = new();
    private LatencyHistogram[] _older = [];
    private LatencyHistogram[] _newer = [];
    private long _startUtcNanos;
    private long _rolledNanos;

    public JsonObject Create(EnginePicture picture)
    {
        Roll(picture);
        var rows = new JsonArray();
        for (var i = 0; i < picture.Histograms.Count; i++)
        {
            var (item, whole) = picture.Histograms[i];
            _recent.CopyFrom(whole);
            _recent.Subtract(_older[i]);
            rows.Add((JsonNode)new JsonObject
            {
                ["name"] = NameOf(item),
                ["isStage"] = item.Label.Length > 0,
                ["help"] = item.Help,
                ["whole"] = Summary(whole),
                ["recent"] = Summary(_recent),
                ["curve"] = item.Label.Length > 0 || whole.Count == 0
                    ? null
                    : StatusDocument.Each(s_curve, percentile => new JsonArray(percentile, whole.ValueAtPercentile(percentile))),
            });
        }

        return new JsonObject { ["recentSeconds"] = Math.Round((HotClock.MonotonicNanos() - _rolledNanos + WindowNanos) / 1e9), ["rows"] = rows };
    }

    /// <summary><c>tick_to_trade</c> as <c>tick to trade</c>; a stage by its own name; slow ticks with their cause.</summary>
    public static string NameOf(TelemetryItem item)
    {
        var (name, part) = (item.Name.Replace('_', ' '), item.Label[(item.Label.IndexOf('=') + 1)..].Replace('_', ' '));
        return part.Length == 0 ? name : item.Name == StageHistograms.SlowTickName ? $"{name}: {part}" : part;
    }

    public static JsonObject Summary(LatencyHistogram histogram)
    {
        var summary = histogram.Summarize();
        return new JsonObject
        {
            ["count"] = summary.Count,
            ["minNanos"] = summary.MinNanos,
            ["p50Nanos"] = summary.P50Nanos,
            ["p90Nanos"] = summary.P90Nanos,
            ["p99Nanos"] = summary.P99Nanos,
            ["p999Nanos"] = summary.P999Nanos,
            ["p9999Nanos"] = summary.P9999Nanos,
            ["maxNanos"] = summary.MaxNanos,
        };
    }

    /// <summary>Two copies take turns, so that the older one is always between one and two windows old.</summary>
    private void Roll(EnginePicture picture)
    {
        var now = HotClock.MonotonicNanos();
        if (_startUtcNanos != picture.StartUtcNanos || _older.Length != picture.Histograms.Count)
        {
            _startUtcNanos = picture.StartUtcNanos;
            _older = [.. picture.Histograms.Select(_ => new LatencyHistogram())];
            _newer = [.. picture.Histograms.Select(_ => new LatencyHistogram())];
            _rolledNanos = now;
        }
        else if (now - _rolledNanos >= WindowNanos)
        {
            (_older, _newer) = (_newer, _older);
            for (var i = 0; i < _newer.Length; i++)
            {
                _newer[i].CopyFrom(picture.Histograms[i].Histogram);
            }

            _rolledNanos = now;
        }
    }
}
