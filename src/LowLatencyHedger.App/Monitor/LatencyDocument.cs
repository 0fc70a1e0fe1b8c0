using System.Text.Json.Nodes;
using LowLatencyHedger.App.Engine;
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

    private const int SlowTicksShown = 40;

    private static readonly double[] s_curve = [0, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99, 99.995, 99.999, 100];

    private readonly LatencyHistogram _recent = new();
    private LatencyHistogram[] _older = [];
    private LatencyHistogram[] _newer = [];
    private long _startUtcNanos;
    private long _rolledNanos;

    public JsonObject Create(EnginePicture picture)
    {
        Roll(picture);
        var (rows, causes) = (new JsonArray(), new JsonArray());
        for (var i = 0; i < picture.Histograms.Count; i++)
        {
            var (item, whole) = picture.Histograms[i];
            _recent.CopyFrom(whole);
            _recent.Subtract(_older[i]);
            if (item.Name == StageHistograms.SlowTickName)
            {
                causes.Add((JsonNode)new JsonObject { ["cause"] = CauseOf(item), ["whole"] = Summary(whole), ["recent"] = Summary(_recent) });
                continue;
            }

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

        return new JsonObject
        {
            ["recentSeconds"] = Math.Round((HotClock.MonotonicNanos() - _rolledNanos + WindowNanos) / 1e9),
            ["rows"] = rows,
            ["slowByCause"] = causes,
            ["slowTicks"] = StatusDocument.Each(picture.SlowTicks.Take(SlowTicksShown), tick => SlowTick(picture, tick)),
        };
    }

    /// <summary><c>tick_to_trade</c> as <c>tick to trade</c>; a stage by its own name.</summary>
    public static string NameOf(TelemetryItem item) => item.Label.Length == 0 ? item.Name.Replace('_', ' ') : CauseOf(item);

    /// <summary>The value of an item's label: <c>cause=page_fault</c> as <c>page fault</c>.</summary>
    public static string CauseOf(TelemetryItem item) => item.Label[(item.Label.IndexOf('=') + 1)..].Replace('_', ' ');

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

    private static JsonObject SlowTick(EnginePicture picture, TickRecord tick) => new()
    {
        ["utc"] = StatusDocument.Utc(tick.ReceivedUtcNanos),
        ["sequence"] = tick.Sequence,
        ["kind"] = tick.Kind.ToString(),
        ["instrument"] = picture.Name(tick.Instrument),
        ["cause"] = CauseName(tick.Cause),
        ["totalNanos"] = tick.TotalNanos,
        ["decodeNanos"] = tick.DecodeNanos,
        ["ringNanos"] = tick.RingNanos,
        ["coreNanos"] = tick.CoreNanos,
        ["queueDepth"] = tick.QueueDepth,
        ["burstPlace"] = tick.BurstPlace,
        ["collections"] = tick.Collections,
        ["methods"] = tick.Methods,
        ["involuntarySwitches"] = tick.InvoluntarySwitches,
        ["pageFaults"] = tick.MinorFaults + tick.MajorFaults,
    };

    /// <summary>As the histograms call it.</summary>
    private static string CauseName(SlowCause cause) => cause == SlowCause.PageFault ? "page fault" : cause.ToString().ToLowerInvariant();

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
