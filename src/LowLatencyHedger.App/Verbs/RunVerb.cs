using System.CommandLine;
using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.App.Control;
using LowLatencyHedger.App.Running;
using LowLatencyHedger.App.Security;

namespace LowLatencyHedger.App.Verbs;

/// <summary><c>run --config FILE [--live] [--halted]</c>.</summary>
internal static class RunVerb
{
    public static Command Create()
    {
        var config = new Option<string>("--config") { Description = "configuration file", Required = true };
        var live = new Option<bool>("--live") { Description = "trade real money; only with an environment of live, and needed for it" };
        var halted = new Option<bool>("--halted") { Description = "start latched: everything runs, nothing is sent" };
        var json = new Option<bool>("--json") { Description = "the summary as one JSON document" };
        var command = new Command("run", "hedge an account. Example: hedger run --config tools/examples/testnet.json --halted") { config, live, halted, json };
        command.SetAction((parsed, cancelled) => CommandLine.Interruptible(() =>
            Run(parsed.GetValue(config)!, parsed.GetValue(live), parsed.GetValue(halted), parsed.GetValue(json), cancelled)));
        return command;
    }

    /// <summary>The exit code that a run's end means.</summary>
    public static int ExitCodeOf(RunSummary summary)
    {
        if (summary.EndReason.StartsWith("refused", StringComparison.Ordinal))
        {
            return ExitCode.Connection;
        }

        if (!summary.StoppedInOrder || summary.EndReason is not ("time over" or "interrupted"))
        {
            return ExitCode.Unexpected;
        }

        return summary.PositionBreaks > 0 || summary.Halted is { By: KillSwitch.ByCore } ? ExitCode.Risk : ExitCode.Done;
    }

    private static int Run(string file, bool live, bool halted, bool asJson, CancellationToken cancelled)
    {
        var (values, problems) = ConfigLoader.Load(file, Environment.GetEnvironmentVariables());
        if (problems.Count == 0)
        {
            problems.AddRange(HedgerConfiguration.CrossChecks(file, values));
        }

        if (problems.Count == 0 && live != (values.Text("venue.environment") == "live"))
        {
            var expected = live ? "live, because --live was given" : "another environment, or --live";
            problems.Add(new ConfigProblem(values.Find("venue.environment")!.Origin, 0, "venue.environment", values.Text("venue.environment"), expected));
        }

        if (ProcessSecrecy.WritesDumps)
        {
            problems.Add(new ConfigProblem("environment", 0, ProcessSecrecy.DumpVariable, null, "0, as a dump would hold the key"));
        }

        ProcessSecrecy.Apply();
        using var credentials = problems.Count == 0 ? Credentials.Load(values, problems) : null;
        if (credentials is null)
        {
            problems.ForEach(problem => Console.Error.WriteLine(problem));
            return ExitCode.BadInput;
        }

        using var progress = ProgressLines.ToStandardError();
        var rehearsal = Rehearsal.RunUnlessCut(values, progress, cancelled);
        using var run = new EngineRun(values, credentials, progress, file);
        var summary = run.Run(null, halted, cancelled) with { Rehearsal = rehearsal };
        Console.WriteLine(asJson ? summary.ToJson() : summary.ToText());
        return ExitCodeOf(summary);
    }
}
