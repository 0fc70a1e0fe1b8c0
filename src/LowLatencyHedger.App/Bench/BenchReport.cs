using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LowLatencyHedger.App.Bench;

/// <summary>A bench's result, for people and for scripts.</summary>
internal static class BenchReport
{
    private const int SignificantDigits = 4;
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>Prints a report, and keeps it in a directory where there is one.</summary>
    public static void Publish(string name, string? directory, bool asJson, JsonObject report, Action<TextWriter> write)
    {
        if (directory is not null)
        {
            Directory.CreateDirectory(directory);
            File.WriteAllText(Path.Combine(directory, name + ".json"), report.ToJsonString(s_indented) + "\n");
            using var page = new StreamWriter(Path.Combine(directory, name + ".md"));
            page.WriteLine("```text");
            write(page);
            page.WriteLine("```");
        }

        if (asJson)
        {
            Console.WriteLine(report.ToJsonString());
        }
        else
        {
            write(Console.Out);
        }
    }

    public static JsonObject ToJson(string bench, BenchSettings settings, IReadOnlyList<BenchRow> rows) => new()
    {
        ["bench"] = bench,
        ["machine"] = Machine.ToJson(),
        ["settings"] = new JsonObject
        {
            ["rounds"] = settings.Rounds,
            ["sliceMillis"] = settings.SliceMillis,
            ["warmUpQuietMillis"] = settings.QuietMillis,
            ["order"] = "interleaved",
            ["statistic"] = "median",
        },
        ["rows"] = new JsonArray([.. rows.Select(Row)]),
    };

    public static JsonObject ToJson(LongRun run, IReadOnlyList<RunFigure> figures) => new()
    {
        ["bench"] = run.Name,
        ["machine"] = Machine.ToJson(),
        ["seconds"] = run.Seconds,
        ["tls"] = run.IsTls,
        ["holds"] = figures.All(figure => figure.Holds),
        ["figures"] = new JsonArray([.. figures.Select(Figure)]),
    };

    public static void Write(TextWriter output, JsonObject report, IReadOnlyList<RunFigure> figures)
    {
        WriteMachine(output, report);
        output.WriteLine($"{((bool)report["tls"]! ? "tls" : "plain")}, {report["seconds"]} s");
        output.WriteLine();
        output.WriteLine($"{"figure",-26}{"value",16} {"unit",-12}goal");
        foreach (var figure in figures)
        {
            var goal = figure switch
            {
                { Least: { } least, Most: { } most } => least == most ? $"{least}" : $"{least} to {most}",
                { Least: { } least } => $"at least {least}",
                { Most: { } most } => $"at most {most}",
                _ => "",
            };
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{figure.Name,-26}{figure.Value,16:0.##} {figure.Unit,-12}{goal}{(figure.Holds ? "" : "  MISSED")}"));
        }
    }

    public static void Write(TextWriter output, JsonObject report, IReadOnlyList<BenchRow> rows)
    {
        WriteMachine(output, report);
        output.WriteLine($"{Collector(report)}; medians of {report["settings"]!["rounds"]} interleaved rounds");
        output.WriteLine();
        output.WriteLine(
            $"{"figure",-26}{"value",12} {"unit",-6}{"floor",-26}{"value",12}{"ratio",10}{"allocated",12}"
            + (rows.Any(row => row.Samples is not null) ? $"{"samples",12}" : ""));
        string? scenario = null;
        foreach (var row in rows)
        {
            if (row.Scenario != scenario)
            {
                scenario = row.Scenario;
                output.WriteLine(scenario);
            }

            output.WriteLine(
                $"{row.Name,-26}{Text(row.Value),12} {row.Unit,-6}"
                + $"{row.FloorName,-26}{Text(row.Floor),12}{Text(row.Ratio),10}{row.AllocatedBytes,10} B{row.Samples,12}".TrimEnd());
        }
    }

    /// <summary>The first line of every report.</summary>
    public static void WriteMachine(TextWriter output, JsonObject report)
    {
        var machine = report["machine"]!;
        output.WriteLine(
            $"bench {report["bench"]}: {machine["cpu"]}, {machine["cores"]} cores, {machine["os"]} {machine["kernel"]}, {machine["runtime"]}");
    }

    /// <summary>How garbage is collected.</summary>
    public static string Collector(JsonObject report)
    {
        var gc = report["machine"]!["gc"]!;
        return $"GC {((bool)gc["server"]! ? "server" : "workstation")}{((bool)gc["concurrent"]! ? ", concurrent" : "")}, {gc["latencyMode"]}";
    }

    /// <summary>JSON has no word for what is no number.</summary>
    private static JsonObject Figure(RunFigure figure) => new()
    {
        ["name"] = figure.Name,
        ["value"] = double.IsFinite(figure.Value) ? figure.Value : null,
        ["unit"] = figure.Unit,
        ["least"] = figure.Least,
        ["most"] = figure.Most,
        ["holds"] = figure.Holds,
    };

    private static JsonObject Row(BenchRow row)
    {
        var fields = Figures(row);
        if (row.Scenario is not null)
        {
            fields["scenario"] = row.Scenario;
        }

        if (row.Samples is not null)
        {
            fields["samples"] = row.Samples;
        }

        return fields;
    }

    private static JsonObject Figures(BenchRow row) => new()
    {
        ["name"] = row.Name,
        ["value"] = Rounded(row.Value),
        ["unit"] = row.Unit,
        ["floorName"] = row.FloorName,
        ["floor"] = Rounded(row.Floor),
        ["ratio"] = Rounded(row.Ratio),
        ["allocatedBytes"] = row.AllocatedBytes,
    };

    private static double Rounded(double value) => double.Parse(Text(value), CultureInfo.InvariantCulture);

    private static string Text(double value)
    {
        var digits = value == 0 ? 0 : Math.Clamp(SignificantDigits - 1 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 9);
        return value.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
