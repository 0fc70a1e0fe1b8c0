using System.CommandLine;
using System.Text.RegularExpressions;
using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.App.Verbs;
using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.App.Tests.Docs;

/// <summary>The operators' page: nothing that the engine says is missing there, and nothing there is unknown to the program.</summary>
public sealed partial class OperationsPageTests
{
    private static readonly string s_page =
        File.ReadAllText(Path.Combine(HedgerProcess.RepositoryRoot, "src/LowLatencyHedger.App/OPERATIONS.md"));

    [Fact]
    public void Reasons_OfTheEngine_AllExplained()
    {
        var explained = Screaming().Matches(s_page).Select(match => match.Groups[1].Value).ToHashSet();
        var reasons = Enum.GetValues<ReasonCode>().Where(reason => reason != ReasonCode.None).Select(OutputText.Screaming).ToHashSet();

        Assert.Equal("", string.Join(' ', reasons.Except(explained)));
        Assert.Equal("", string.Join(' ', explained.Except(reasons)));
    }

    [Fact]
    public void Commands_OnThePage_AreUnderstood()
    {
        var root = new RootCommand();
        foreach (var verb in Verbs().DistinctBy(verb => verb.Name))
        {
            root.Subcommands.Add(verb);
        }

        var commands = Command().Matches(s_page).Select(match => match.Groups[1].Value.Trim()).ToHashSet();
        Assert.True(commands.Count > 15);
        foreach (var command in commands)
        {
            var words = Word().Matches(command.Replace("FILE", "tools/examples/simulator.json", StringComparison.Ordinal))
                .Select(match => match.Value.Trim('"')).ToArray();
            var parsed = root.Parse(words);
            var isMention = words.Length == 1 && root.Subcommands.Any(verb => verb.Name == words[0]);
            Assert.True(isMention || parsed.Errors.Count == 0, $"hedger {command}: {string.Join(", ", parsed.Errors)}");
        }
    }

    [Fact]
    public void Settings_OnThePage_Exist()
    {
        foreach (Match setting in Setting().Matches(s_page))
        {
            Assert.Contains(setting.Groups[1].Value, ConfigSchema.ByPath);
        }
    }

    private static IEnumerable<Command> Verbs()
    {
        foreach (var verb in typeof(RunVerb).Assembly.GetTypes().Where(type => type.Namespace == typeof(RunVerb).Namespace))
        {
            var made = verb.GetMethod("Create", [])?.Invoke(null, []);
            foreach (var command in made as IEnumerable<Command> ?? (made is Command one ? [one] : []))
            {
                yield return command;
            }
        }
    }

    [GeneratedRegex("`([A-Z]+(?:_[A-Z]+)+|HALTED|BACKOFF|RECONCILED|SHUTDOWN|FLATTENING|FLATTENED)`")]
    private static partial Regex Screaming();

    /// <summary>In a line of its own, or between back-ticks.</summary>
    [GeneratedRegex(@"(?:^    |`)hedger ([^`\n]+)", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Word();

    [GeneratedRegex(@"`((?:orders|journal|limits|control|runtime)\.[a-zA-Z]+)`")]
    private static partial Regex Setting();
}
