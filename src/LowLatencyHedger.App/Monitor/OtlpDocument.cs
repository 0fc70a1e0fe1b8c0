using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Monitor;

/// <summary>
/// The metrics of <c>/metrics</c> under the same names as an OTLP request in the JSON encoding: whole numbers of 64 bits as text, numbers of
/// enumerations as numbers. Sums and histograms are cumulative since the engine's start. What is not known is left out.
/// </summary>
internal static partial class OtlpDocument
{
    private const int Cumulative = 2;

    public static JsonObject Create(EnginePicture? picture, EngineLife life, DateTime utcNow)
    {
        var stamps = new Stamps(picture?.StartUtcNanos ?? 0, utcNow.Subtract(DateTime.UnixEpoch).Ticks * 100);
        var metrics = new JsonArray
        {
            (JsonNode)Described(MetricsText.Up, MetricsText.UpHelp, "gauge", Points([("", life == EngineLife.Running ? 1 : 0)], stamps)),
        };
        if (picture is not null)
        {
            foreach (var metric in Metrics.All)
            {
                var points = Points(metric.Values(picture), stamps);
                if (points.Count > 0)
                {
                    metrics.Add((JsonNode)Described(metric.Name, metric.Help, metric.IsCounter ? "sum" : "gauge", points));
                }
            }

            foreach (var family in picture.Histograms.GroupBy(row => Metrics.HistogramName(row.Item)))
            {
                var points = StatusDocument.Each(family, row => HistogramPoint(row.Item, row.Histogram, stamps));
                metrics.Add((JsonNode)Described(family.Key, family.First().Item.Help, "histogram", points));
            }
        }

        return new JsonObject
        {
            ["resourceMetrics"] = new JsonArray(new JsonObject
            {
                ["resource"] = new JsonObject { ["attributes"] = Resource(picture) },
                ["scopeMetrics"] = new JsonArray(new JsonObject
                {
                    ["scope"] = new JsonObject { ["name"] = "hedger.monitor" },
                    ["metrics"] = metrics,
                }),
            }),
        };
    }

    private static JsonArray Resource(EnginePicture? picture)
    {
        var attributes = new JsonArray { (JsonNode)Attribute("service.name", "hedger") };
        if (picture is not null)
        {
            attributes.Add((JsonNode)Attribute("service.version", picture.Run.Program));
            attributes.Add((JsonNode)Attribute("service.instance.id", FormattableString.Invariant($"{picture.ProcessId}-{picture.StartUtcNanos}")));
            attributes.Add((JsonNode)Attribute("deployment.environment.name", picture.Run.Environment));
        }

        return attributes;
    }

    private static JsonObject Described(string name, string help, string kind, JsonArray points)
    {
        var data = new JsonObject { ["dataPoints"] = points };
        if (kind != "gauge")
        {
            data["aggregationTemporality"] = Cumulative;
        }

        if (kind == "sum")
        {
            data["isMonotonic"] = true;
        }

        var unit = name.Replace("_total", "", StringComparison.Ordinal).EndsWith("_seconds", StringComparison.Ordinal) ? "s" : "";
        return new JsonObject { ["name"] = name, ["description"] = help, ["unit"] = unit, [kind] = data };
    }

    private static JsonArray Points(IEnumerable<(string Labels, double Value)> samples, Stamps stamps) => StatusDocument.Each(
        samples.Where(sample => double.IsFinite(sample.Value)), sample => Point(sample.Labels, stamps, ("asDouble", sample.Value)));

    /// <summary>Its counts are of each bucket alone, and one more than bounds.</summary>
    private static JsonObject HistogramPoint(TelemetryItem item, LatencyHistogram histogram, Stamps stamps)
    {
        var counts = new JsonArray();
        var below = 0L;
        foreach (var bound in Metrics.BucketNanos)
        {
            var atOrBelow = histogram.CountAtOrBelow(bound);
            counts.Add((JsonNode)Text(atOrBelow - below));
            below = atOrBelow;
        }

        counts.Add((JsonNode)Text(histogram.Count - below));
        return Point(
            Metrics.LabelText(item),
            stamps,
            ("count", Text(histogram.Count)),
            ("sum", histogram.ApproximateSumNanos() / 1e9),
            ("bucketCounts", counts),
            ("explicitBounds", StatusDocument.Each(Metrics.BucketNanos, bound => JsonValue.Create(bound / 1e9))));
    }

    private static JsonObject Point(string labels, Stamps stamps, params ReadOnlySpan<(string Name, JsonNode Value)> values)
    {
        var point = new JsonObject
        {
            ["attributes"] = StatusDocument.Each(LabelPair().Matches(labels), pair => Attribute(pair.Groups[1].Value, pair.Groups[2].Value)),
            ["startTimeUnixNano"] = Text(stamps.StartUtcNanos),
            ["timeUnixNano"] = Text(stamps.NowUtcNanos),
        };
        foreach (var (name, value) in values)
        {
            point[name] = value;
        }

        return point;
    }

    private static JsonObject Attribute(string key, string value) => new() { ["key"] = key, ["value"] = new JsonObject { ["stringValue"] = value } };

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("([a-z_]+)=\"([^\"]*)\"")]
    private static partial Regex LabelPair();

    private readonly record struct Stamps(long StartUtcNanos, long NowUtcNanos);
}
