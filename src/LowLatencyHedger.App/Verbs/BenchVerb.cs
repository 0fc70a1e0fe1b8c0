using System.CommandLine;
using LowLatencyHedger.App.Bench;

namespace LowLatencyHedger.App.Verbs;

/// <summary><c>bench NAME [--quick] [--json]</c>: figures beside the floors of this machine.</summary>
internal static class BenchVerb
{
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
        var echo = new Option<int?>("--echo-port") { Hidden = true };
        const string Purpose = "a figure, its floor measured in the same run, and the ratio. Example: hedger bench greeks";
        var command = new Command("bench", Purpose) { name, quick, scenario, json, echo };
        command.SetAction(parsed => parsed.GetValue(echo) is { } port
            ? EchoPeer.Serve(port)
            : Run(Benchmarks.Find(parsed.GetValue(name)!)!, parsed.GetValue(quick), parsed.GetValue(scenario)!, parsed.GetValue(json)));
        return command;
    }

    private static int Run(IBenchmark bench, bool isQuick, string scenario, bool asJson)
    {
        var settings = (isQuick ? BenchSettings.Quick : BenchSettings.Full) with { Scenario = scenario };
        Action<string> progress = Console.IsErrorRedirected ? _ => { } : Console.Error.WriteLine;
        var rows = bench.Run(new Rounds(settings, progress));
        var report = BenchReport.ToJson(bench.Name, settings, rows);
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
