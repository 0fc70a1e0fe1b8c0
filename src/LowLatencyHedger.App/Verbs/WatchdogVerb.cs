using System.CommandLine;
using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.App.Control;
using LowLatencyHedger.App.Logging;
using LowLatencyHedger.App.Security;

namespace LowLatencyHedger.App.Verbs;

/// <summary><c>watchdog --config FILE</c>.</summary>
internal static class WatchdogVerb
{
    private const string Section = "watchdog";

    public static Command Create()
    {
        var config = new Option<string>("--config") { Description = "the engine's configuration file", Required = true };
        var command = new Command(
            "watchdog", "cancel everything when the engine dies; in a process of its own. Example: hedger watchdog --config tools/examples/testnet.json")
        {
            config,
        };
        command.SetAction((parsed, cancelled) => CommandLine.Interruptible(() => Run(parsed.GetValue(config)!, cancelled)));
        return command;
    }

    private static int Run(string file, CancellationToken cancelled)
    {
        var (values, problems) = ConfigLoader.Load(file, Environment.GetEnvironmentVariables());
        foreach (var part in new[] { "clientIdFile", "clientIdVariable" })
        {
            if (values.Find($"{Section}.{part}") is { } own && own.Text == values.Find($"credentials.{part}")?.Text)
            {
                problems.Add(new ConfigProblem(own.Origin, 0, own.Path, own.Text, "a key of its own, not the engine's"));
            }
        }

        using var credentials = problems.Count == 0 ? Credentials.Load(values, problems, Section) : null;
        if (credentials is null)
        {
            problems.ForEach(problem => Console.Error.WriteLine(problem));
            return ExitCode.BadInput;
        }

        using var log = new RunLog(Console.Error, LogFile.Configured(values, "watchdog.logFile", "watchdog.log"));
        var watchdog = new Watchdog(
            values.Text("telemetry.file"),
            values.Text("control.directory"),
            TimeSpan.FromSeconds(values.Number("watchdog.timeoutSeconds")),
            () => new CancelClient(values, credentials),
            log);
        watchdog.Run(cancelled);
        return ExitCode.Done;
    }
}
