using System.CommandLine;
using LowLatencyHedger.App.Configuration;

namespace LowLatencyHedger.App.Verbs;

/// <summary>Runs a verb with the program's own rules: exit code 2 and the nearest name for wrong usage, no stack trace for a user's mistake.</summary>
internal static class CommandLine
{
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

            Console.Error.WriteLine($"see: hedger {(command is RootCommand ? "" : command.Name + " ")}--help");
            return ExitCode.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
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
