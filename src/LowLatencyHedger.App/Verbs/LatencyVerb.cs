using System.CommandLine;
using LowLatencyHedger.App.Latency;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Verbs;

/// <summary><c>latency report LOG</c>.</summary>
internal static class LatencyVerb
{
    public static Command Create()
    {
        var command = new Command("latency", "what a run's latencies were. Example: hedger latency report run/journal");
        command.Subcommands.Add(Report());
        return command;
    }

    private static Command Report()
    {
        var log = new Argument<string>("LOG") { Description = "a run's directory, a journal directory (its latest run), or an interval log of HdrHistogram" };
        var baseline = new Option<string?>("--baseline") { Description = "another such, to compare with" };
        var directory = new Option<string?>("--out") { Description = "where the .hgrm files and the page go; unless given, beside the log" };
        var html = new Option<string?>("--html") { Description = "the page; unless given, latency.html there" };
        var json = new Option<bool>("--json") { Description = "one JSON document" };
        var command = new Command(
            "report", "percentile tables, .hgrm files and a page. Example: hedger latency report run/journal --baseline before/latency.hlog")
        {
            log, baseline, directory, html, json,
        };
        command.SetAction(parsed =>
        {
            var (found, other) = (Read(parsed.GetValue(log)!), parsed.GetValue(baseline) is { } path ? Read(path) : null);
            if (found is null || (other is null && parsed.GetValue(baseline) is not null))
            {
                return ExitCode.BadInput;
            }

            var to = parsed.GetValue(directory) ?? Path.GetDirectoryName(Path.GetFullPath(found.File))!;
            Write(found, other, to, parsed.GetValue(html) ?? Path.Combine(to, "latency.html"));
            Console.WriteLine(parsed.GetValue(json) ? LatencyText.ToJson(found, other) : LatencyText.ToText(found, other));
            return ExitCode.Done;
        });
        return command;
    }

    private static LatencyReport? Read(string path)
    {
        if (LatencyReport.Find(path) is not { } file)
        {
            Console.Error.WriteLine($"{path}: expected a file, or a directory with {HistogramLogAgent.FileName} or with a run that has one");
            return null;
        }

        var report = LatencyReport.Read(file);
        if (report.Stages.Count > 0)
        {
            return report;
        }

        Console.Error.WriteLine($"{file}: expected an interval log with at least one histogram, found {report.BadLines} other lines");
        return null;
    }

    private static void Write(LatencyReport report, LatencyReport? baseline, string directory, string page)
    {
        Directory.CreateDirectory(directory);
        foreach (var stage in report.Stages)
        {
            // A tag of somebody else's log may be no name for a file.
            var name = string.Concat(stage.Tag.Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_'));
            using var text = new StreamWriter(Path.Combine(directory, $"latency-{name}.hgrm"));
            PercentileReport.Write(stage.Total, text);
        }

        File.WriteAllText(page, LatencyPage.Render(report, baseline));
        Console.Error.WriteLine($"wrote {page} and {report.Stages.Count} files latency-*.hgrm in {directory}");
    }
}
