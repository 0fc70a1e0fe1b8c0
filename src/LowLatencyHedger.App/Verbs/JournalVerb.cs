using System.CommandLine;
using LowLatencyHedger.App.Journaling;
using LowLatencyHedger.Journal;

namespace LowLatencyHedger.App.Verbs;

/// <summary><c>journal verify</c>, <c>journal dump</c> and <c>journal tail</c>.</summary>
internal static class JournalVerb
{
    private const int FollowMillis = 250;

    public static Command Create()
    {
        var command = new Command("journal", "look at recorded runs. Example: hedger journal verify run/journal");
        command.Subcommands.Add(Verify());
        command.Subcommands.Add(Dump());
        command.Subcommands.Add(Tail());
        return command;
    }

    private static Argument<string> RunArgument() => new("RUN") { Description = "a run's directory, or a journal directory: its latest run" };

    private static Option<bool> Json(string what) => new("--json") { Description = what };

    private static Command Verify()
    {
        var run = RunArgument();
        var json = Json("one JSON document");
        var command = new Command("verify", "check every record; exit 6 for a hole. Example: hedger journal verify run/journal") { run, json };
        command.SetAction(parsed => OfRun(parsed.GetValue(run)!, found => VerifyCommand.Run(found, parsed.GetValue(json), Console.Out, Console.Error)));
        return command;
    }

    private static Command Dump()
    {
        var run = RunArgument();
        var from = new Option<DateTimeOffset?>("--from") { Description = "from this moment on (ISO 8601)" };
        var to = new Option<DateTimeOffset?>("--to") { Description = "up to this moment (ISO 8601)" };
        var kind = new Option<string[]>("--kind") { Description = "only records of this kind, as verify counts them; may be repeated" };
        var json = Json("each line a JSON object");
        var command = new Command("dump", "print the records. Example: hedger journal dump run/journal --kind PlaceOrder") { run, from, to, kind, json };
        command.SetAction(parsed => OfRun(parsed.GetValue(run)!, found =>
        {
            using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 64 * 1024);
            var lines = new RecordLines(parsed.GetValue(json), parsed.GetValue(kind) ?? [])
            {
                FromUtc = parsed.GetValue(from)?.UtcDateTime ?? DateTime.MinValue,
                ToUtc = parsed.GetValue(to)?.UtcDateTime ?? DateTime.MaxValue,
            };
            var reader = new JournalReader(found);
            lines.Write(reader, output);
            return Conclude(reader);
        }));
        return command;
    }

    private static Command Tail()
    {
        var run = RunArgument();
        var follow = new Option<bool>("--follow") { Description = "wait for further records until the run ends or this is interrupted" };
        var json = Json("each line a JSON object");
        var command = new Command("tail", "print the last 20 records. Example: hedger journal tail run/journal --follow") { run, follow, json };
        command.SetAction((parsed, cancelled) => CommandLine.Interruptible(() => OfRun(parsed.GetValue(run)!, found =>
        {
            var reader = new JournalReader(found);
            new RecordLines(parsed.GetValue(json), []).WriteLast(20, reader, Console.Out);
            var lines = new RecordLines(parsed.GetValue(json), []);
            while (parsed.GetValue(follow) && reader.End is JournalEnd.Open or JournalEnd.Torn && !cancelled.WaitHandle.WaitOne(FollowMillis))
            {
                reader.Refresh();
                lines.Write(reader, Console.Out);
            }

            return cancelled.IsCancellationRequested ? ExitCode.Done : Conclude(reader);
        })));
        return command;
    }

    private static int OfRun(string path, Func<string, int> act)
    {
        if (JournalDirectory.ResolveRun(path) is { } run)
        {
            return act(run);
        }

        Console.Error.WriteLine($"{path}: expected a journal directory with at least one run");
        return ExitCode.BadInput;
    }

    private static int Conclude(JournalReader reader)
    {
        if (reader.Problem is { } problem)
        {
            Console.Error.WriteLine(problem);
        }

        return reader.End == JournalEnd.Corrupt ? ExitCode.VerificationFailed : ExitCode.Done;
    }
}
