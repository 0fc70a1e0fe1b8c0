using System.Globalization;
using System.Text;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Monitor;

/// <summary>Metrics in the Prometheus text format 0.0.4, and their reference page.</summary>
internal static class MetricsText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Whether the engine runs; the one metric that is there when no engine is.</summary>
    public const string Up = "hedger_up";

    /// <summary>Its sentence.</summary>
    public const string UpHelp = "1 when the engine's process lives and its core tells its state.";

    public static string Create(EnginePicture? picture, EngineLife life)
    {
        var text = new StringBuilder();
        Family(text, Up, "gauge", UpHelp);
        Sample(text, Up, "", life == EngineLife.Running ? 1 : 0);
        if (picture is null)
        {
            return text.ToString();
        }

        foreach (var metric in Metrics.All)
        {
            var samples = metric.Values(picture).ToList();
            if (samples.Count == 0)
            {
                continue;
            }

            Family(text, metric.Name, metric.IsCounter ? "counter" : "gauge", metric.Help);
            samples.ForEach(sample => Sample(text, metric.Name, sample.Labels, sample.Value));
        }

        foreach (var family in picture.Histograms.GroupBy(row => Metrics.HistogramName(row.Item)))
        {
            Family(text, family.Key, "histogram", family.First().Item.Help);
            foreach (var (item, histogram) in family)
            {
                Histogram(text, family.Key, Metrics.LabelText(item), histogram);
            }
        }

        return text.ToString();
    }

    /// <summary>The page METRICS.md.</summary>
    public static string Reference()
    {
        var text = new StringBuilder("""
            # Metrics

            What `/metrics` of `hedger monitor` serves, made by `hedger monitor --reference`. Names end in their unit, counters in `_total`; durations
            are seconds. Histograms have buckets of 1, 2 and 5 a decade from 1 us to 1 s; their sums are right to one in two thousand.

            | metric | type | labels | what |
            |---|---|---|---|

            """);
        Row(text, Up, "gauge", "", UpHelp);
        foreach (var metric in Metrics.All)
        {
            Row(text, metric.Name, metric.IsCounter ? "counter" : "gauge", metric.Labels, metric.Help);
        }

        foreach (var family in StageHistograms.Items.GroupBy(Metrics.HistogramName))
        {
            Row(text, family.Key, "histogram", family.First().Label.Split('=')[0], family.First().Help);
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    private static void Row(StringBuilder text, string name, string type, string labels, string help) =>
        text.AppendLine($"| `{name}` | {type} | {labels} | {help} |");

    private static void Family(StringBuilder text, string name, string type, string help) =>
        text.Append($"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private static void Sample(StringBuilder text, string name, string labels, double value) =>
        text.Append(name).Append(labels.Length > 0 ? $"{{{labels}}}" : "").Append(' ').Append(Number(value)).Append('\n');

    private static void Histogram(StringBuilder text, string name, string labels, LatencyHistogram histogram)
    {
        var separator = labels.Length > 0 ? "," : "";
        foreach (var bound in Metrics.BucketNanos)
        {
            Sample(text, name + "_bucket", $"{labels}{separator}le=\"{Number(bound / 1e9)}\"", histogram.CountAtOrBelow(bound));
        }

        Sample(text, name + "_bucket", $"{labels}{separator}le=\"+Inf\"", histogram.Count);
        Sample(text, name + "_sum", labels, histogram.ApproximateSumNanos() / 1e9);
        Sample(text, name + "_count", labels, histogram.Count);
    }

    private static string Number(double value) => double.IsNaN(value) ? "NaN"
        : double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);
}
