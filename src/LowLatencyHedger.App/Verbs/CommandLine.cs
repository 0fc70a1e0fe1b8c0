using System.CommandLine;
using LowLatencyHedger.App.Configuration;

namespace LowLatencyHedger.App.Verbs;

/// <summary>Runs a verb with the program's own rules: exit code 2 and the nearest name for wrong usage, no stack trace for a user's mistake.</summary>
internal static class CommandLine
{
    /// <summary>How long an interrupted verb may take to end in order: own orders cancelled, threads joined, journal ended.</summary>
    private static readonly TimeSpan s_orderlyStop = TimeSpan.FromSeconds(20);

    /// <summary>A verb that runs on and ends by its token: on a thread of its own, because signals are only listened to once it has begun.</summary>
    public static Task<int> Interruptible(Func<int> verb) =>
        Task.Factory.StartNew(verb, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public static async Task<int> InvokeAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0 && !args.Any(arg => arg is "--help" or "-h" or "-?"))
        {
            var command = parsed.CommandResult.Command;
            foreach (var error in parsed.Errors)
            {
                Console.Error.WriteLine(error.Message);
            }

            foreach (var typed in parsed.UnmatchedTokens)
            {
                var names = command.Subcommands.Select(sub => sub.Name).Concat(command.Options.Select(option => option.Name));
                if (NearestName.Of(typed, names) is { } nearest)
                {
                    Console.Error.WriteLine($"did you mean {nearest}?");
                }
            }

            Console.Error.WriteLine($"see: {root.Name} {(command is RootCommand ? "" : command.Name + " ")}--help");
            return ExitCode.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = s_orderlyStop,
            }).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCode.BadInput;
        }
        catch (UnauthorizedAccessException e)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCode.BadInput;
        }
    }
}
