using System.CommandLine;
using LowLatencyHedger.App.Configuration;

namespace LowLatencyHedger.App.Verbs;

/// <summary><c>config validate|show|schema|diff</c>.</summary>
internal static class ConfigVerb
{
    public static Command Create()
    {
        var command = new Command("config", "check, print and compare configuration files");
        command.Subcommands.Add(Validate());
        command.Subcommands.Add(Show());
        command.Subcommands.Add(Schema());
        command.Subcommands.Add(Diff());
        return command;
    }

    private static Command Validate()
    {
        var files = new Argument<string[]>("FILE") { Description = "configuration files", Arity = ArgumentArity.OneOrMore };
        var command = new Command("validate", "report every mistake in the files. Example: hedger config validate hedger.json") { files };
        command.SetAction(parsed =>
        {
            var exit = ExitCode.Done;
            foreach (var file in parsed.GetValue(files)!)
            {
                var (_, problems) = LoadChecked(file);
                problems.ForEach(problem => Console.Error.WriteLine(problem));
                if (problems.Count > 0)
                {
                    exit = ExitCode.BadInput;
                }
                else
                {
                    Console.WriteLine($"{file}: valid");
                }
            }

            return exit;
        });
        return command;
    }

    private static Command Show()
    {
        var file = new Argument<string>("FILE") { Description = "configuration file" };
        var json = new Option<bool>("--json") { Description = "one JSON document" };
        var command = new Command("show", "every value in effect and where it came from. Example: hedger config show hedger.json") { file, json };
        command.SetAction(parsed =>
        {
            var (values, problems) = LoadChecked(parsed.GetValue(file)!);
            problems.ForEach(problem => Console.Error.WriteLine(problem));
            Console.WriteLine((parsed.GetValue(json) ? ConfigText.ShowJson(values) : ConfigText.Show(values)).TrimEnd());
            return problems.Count == 0 ? ExitCode.Done : ExitCode.BadInput;
        });
        return command;
    }

    private static Command Schema()
    {
        var reference = new Option<bool>("--reference") { Description = "the reference page in Markdown instead" };
        var command = new Command("schema", "JSON schema of the configuration file. Example: hedger config schema > hedger.schema.json") { reference };
        command.SetAction(parsed =>
        {
            Console.WriteLine((parsed.GetValue(reference) ? ConfigText.Reference() : ConfigText.Schema()).TrimEnd());
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Diff()
    {
        var left = new Argument<string>("FILE") { Description = "before" };
        var right = new Argument<string>("OTHER") { Description = "after" };
        var command = new Command("diff", "values that differ, defaults included. Example: hedger config diff old.json new.json") { left, right };
        command.SetAction(parsed =>
        {
            var before = LoadChecked(parsed.GetValue(left)!);
            var after = LoadChecked(parsed.GetValue(right)!);
            before.Problems.Concat(after.Problems).ToList().ForEach(problem => Console.Error.WriteLine(problem));
            if (before.Problems.Count + after.Problems.Count > 0)
            {
                return ExitCode.BadInput;
            }

            Console.Write(ConfigText.Diff(before.Values, after.Values));
            return ExitCode.Done;
        });
        return command;
    }

    private static (ConfigValues Values, List<ConfigProblem> Problems) LoadChecked(string file)
    {
        var (values, problems) = ConfigLoader.Load(file, Environment.GetEnvironmentVariables());
        if (problems.Count == 0)
        {
            problems.AddRange(HedgerConfiguration.CrossChecks(file, values));
        }

        return (values, problems);
    }
}
