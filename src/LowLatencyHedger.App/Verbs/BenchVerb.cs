using System.CommandLine;
using System.Text.Json;
using LowLatencyHedger.App.Bench;

namespace LowLatencyHedger.App.Verbs;

/// <summary><c>bench NAME [--quick] [--scenario S] [--json] [--out DIR]</c>: figures beside the floors of this machine.</summary>
internal static class BenchVerb
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = Benchmarks.Names };
        name.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && Benchmarks.Find(result.Tokens[0].Value) is null)
            {
                result.AddError(Benchmarks.Unknown(result.Tokens[0].Value));
            }
        });
        var quick = new Option<bool>("--quick") { Description = "a fraction of a second, to see that it works; the figures mean little" };
        var json = new Option<bool>("--json") { Description = "one JSON document" };
        var scenario = new Option<string>("--scenario")
        {
            Description = "tick-to-trade: only scenarios whose names begin so, such as \"shared plain 5000\"",
            DefaultValueFactory = _ => "",
        };
        var directory = new Option<string>("--out") { Description = "also write DIR/NAME.json and DIR/NAME.md" };
        var echo = new Option<int?>("--echo-port") { Hidden = true };
        const string Purpose = "a figure, its floor measured in the same run, and the ratio. Example: hedger bench greeks";
        var command = new Command("bench", Purpose) { name, quick, scenario, json, directory, echo };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(echo) is { } port)
            {
                return EchoPeer.Serve(port);
            }

            var settings = (parsed.GetValue(quick) ? BenchSettings.Quick : BenchSettings.Full) with { Scenario = parsed.GetValue(scenario)! };
            return Run(Benchmarks.Find(parsed.GetValue(name)!)!, settings, parsed.GetValue(json), parsed.GetValue(directory));
        });
        return command;
    }

    private static int Run(IBenchmark bench, BenchSettings settings, bool asJson, string? directory)
    {
        Action<string> progress = Console.IsErrorRedirected ? _ => { } : Console.Error.WriteLine;
        var rows = bench.Run(new Rounds(settings, progress));
        var report = BenchReport.ToJson(bench.Name, settings, rows);
        if (directory is not null)
        {
            Directory.CreateDirectory(directory);
            File.WriteAllText(Path.Combine(directory, bench.Name + ".json"), report.ToJsonString(s_indented) + "\n");
            using var page = new StreamWriter(Path.Combine(directory, bench.Name + ".md"));
            page.WriteLine("```text");
            BenchReport.Write(page, report, rows);
            page.WriteLine("```");
        }

        if (asJson)
        {
            Console.WriteLine(report.ToJsonString());
        }
        else
        {
            BenchReport.Write(Console.Out, report, rows);
        }

        return ExitCode.Done;
    }
}
