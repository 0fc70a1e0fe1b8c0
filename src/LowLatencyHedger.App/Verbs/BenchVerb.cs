using System.CommandLine;
using LowLatencyHedger.App.Bench;

namespace LowLatencyHedger.App.Verbs;

/// <summary>
/// <c>bench NAME [--quick] [--scenario S] [--rounds N] [--seconds N] [--tls] [--json] [--out DIR]</c>: figures beside the floors of this machine;
/// and of long runs with their goals.
/// </summary>
internal static class BenchVerb
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = Benchmarks.Names + "; and long runs: steady, overload" };
        name.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !LongRuns.Has(result.Tokens[0].Value) && Benchmarks.Find(result.Tokens[0].Value) is null)
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
        var seconds = new Option<int>("--seconds") { Description = "steady and overload: how long", DefaultValueFactory = _ => 30 };
        seconds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--seconds: expected at least 1");
            }
        });
        var tls = new Option<bool>("--tls") { Description = "steady and overload: the venue over TLS, as real ones are" };
        var listsCompiled = new Option<bool>("--list-compiled")
        {
            Description = "steady and overload: also tell what was compiled after the start, and by telling it compile more",
        };
        var rounds = new Option<int?>("--rounds") { Description = "how many, instead of 11" };
        rounds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 1)
            {
                result.AddError("--rounds: expected at least 1");
            }
        });
        var directory = new Option<string>("--out") { Description = "also write DIR/NAME.json and DIR/NAME.md" };
        var echo = new Option<int?>("--echo-port") { Hidden = true };
        var page = new Option<string?>("--page") { Hidden = true };
        const string Purpose = "a figure, its floor measured in the same run, and the ratio. Example: hedger bench greeks";
        var command = new Command("bench", Purpose) { name, quick, scenario, rounds, tls, listsCompiled, seconds, json, directory, echo, page };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(echo) is { } port)
            {
                return EchoPeer.Serve(port);
            }

            if (parsed.GetValue(page) is { } address)
            {
                return EngineReaders.ReadPage(new Uri(address));
            }

            if (LongRuns.Has(parsed.GetValue(name)!))
            {
                var run = new LongRun(parsed.GetValue(name)!, parsed.GetValue(seconds), parsed.GetValue(tls), parsed.GetValue(listsCompiled));
                return RunLong(run, parsed.GetValue(json), parsed.GetValue(directory));
            }

            var settings = (parsed.GetValue(quick) ? BenchSettings.Quick : BenchSettings.Full) with { Scenario = parsed.GetValue(scenario)! };
            settings = settings with { Rounds = parsed.GetValue(rounds) ?? settings.Rounds };
            return Run(Benchmarks.Find(parsed.GetValue(name)!)!, settings, parsed.GetValue(json), parsed.GetValue(directory));
        });
        return command;
    }

    /// <summary>Verification failed when a goal is missed.</summary>
    private static int RunLong(LongRun run, bool asJson, string? directory)
    {
        var figures = LongRuns.Run(run, Console.Error.WriteLine);
        var report = BenchReport.ToJson(run, figures);
        BenchReport.Publish(run.Name, directory, asJson, report, page => BenchReport.Write(page, report, figures));
        return figures.All(figure => figure.Holds) ? ExitCode.Done : ExitCode.VerificationFailed;
    }

    private static int Run(IBenchmark bench, BenchSettings settings, bool asJson, string? directory)
    {
        Action<string> progress = Console.IsErrorRedirected ? _ => { } : Console.Error.WriteLine;
        var rows = bench.Run(new Rounds(settings, progress));
        var report = BenchReport.ToJson(bench.Name, settings, rows);
        BenchReport.Publish(bench.Name, directory, asJson, report, page => BenchReport.Write(page, report, rows));
        return ExitCode.Done;
    }
}
