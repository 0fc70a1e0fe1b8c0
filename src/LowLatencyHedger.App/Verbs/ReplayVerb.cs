using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using LowLatencyHedger.Journal;

namespace LowLatencyHedger.App.Verbs;

/// <summary><c>replay JOURNAL [--verify] [--from T] [--to T] [--json]</c>.</summary>
internal static class ReplayVerb
{
    public static Command Create()
    {
        var journal = new Argument<string>("JOURNAL") { Description = "a run's directory, or a journal directory: its latest run" };
        var verify = new Option<bool>("--verify") { Description = "compare every output with the recorded one; exit 6 at the first difference" };
        var from = new Option<DateTimeOffset?>("--from") { Description = "compare from this moment on (ISO 8601)" };
        var to = new Option<DateTimeOffset?>("--to") { Description = "stop after this moment (ISO 8601)" };
        var json = new Option<bool>("--json") { Description = "one JSON document" };
        var command = new Command("replay", "run the core over a journal. Example: hedger replay run/journal --verify") { journal, verify, from, to, json };
        command.SetAction(parsed => Run(
            parsed.GetValue(journal)!,
            parsed.GetValue(verify),
            UtcNanos(parsed.GetValue(from), long.MinValue),
            UtcNanos(parsed.GetValue(to), long.MaxValue),
            parsed.GetValue(json)));
        return command;
    }

    private static int Run(string path, bool verify, long fromUtcNanos, long toUtcNanos, bool asJson)
    {
        if (JournalDirectory.ResolveRun(path) is not { } run)
        {
            Console.Error.WriteLine($"{path}: expected a journal directory with at least one run");
            return ExitCode.BadInput;
        }

        var watch = Stopwatch.StartNew();
        var result = Replay.Run(run, verify, fromUtcNanos, toUtcNanos);
        var eventsPerSecond = result.Events / watch.Elapsed.TotalSeconds;
        if (asJson)
        {
            Console.WriteLine(ToJson(run, result, verify, eventsPerSecond).ToJsonString());
        }
        else
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{run}: {result.Events} inputs, {result.Outputs} outputs, decision hash {result.DecisionHash:x16}, "
                + $"{eventsPerSecond:0} inputs/s, journal end: {result.End}"));
        }

        return Conclude(run, result, verify);
    }

    private static int Conclude(string run, ReplayResult result, bool verify)
    {
        if (result.Problem is { } problem)
        {
            Console.Error.WriteLine($"{run}: {problem}");
            return ExitCode.BadInput;
        }

        if (result.Difference is { } difference)
        {
            Console.Error.WriteLine($"output {difference.Number} differs");
            Console.Error.WriteLine($"  recorded: {OutputText.Describe(difference.Recorded)}");
            Console.Error.WriteLine($"  replayed: {OutputText.Describe(difference.Replayed)}");
            return ExitCode.VerificationFailed;
        }

        if (verify)
        {
            Console.Error.WriteLine("verified: every output equals the recorded one");
        }

        return ExitCode.Done;
    }

    private static JsonObject ToJson(string run, ReplayResult result, bool verify, double eventsPerSecond) => new()
    {
        ["journal"] = run,
        ["epoch"] = result.Epoch,
        ["events"] = result.Events,
        ["outputs"] = result.Outputs,
        ["decisionHash"] = result.DecisionHash.ToString("x16", CultureInfo.InvariantCulture),
        ["eventsPerSecond"] = Math.Round(eventsPerSecond),
        ["journalEnd"] = result.End.ToString(),
        ["verified"] = verify && result.Difference is null && result.Problem is null,
    };

    private static long UtcNanos(DateTimeOffset? moment, long otherwise) =>
        moment is { } given ? (given - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick : otherwise;
}
