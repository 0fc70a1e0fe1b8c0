using System.Text.RegularExpressions;
using LowLatencyHedger.App.Configuration;

namespace LowLatencyHedger.App.Tests.Docs;

public sealed partial class DocsTests
{
    [Fact]
    public void ConfigurationPage_IsWhatTheProgramPrints()
    {
        var page = File.ReadAllText(Path.Combine(HedgerProcess.RepositoryRoot, "src/LowLatencyHedger.App/CONFIGURATION.md"));

        Assert.Equal(ConfigText.Reference().Trim(), page.Trim());
    }

    [Fact]
    public void CommandLinePage_NamesEveryVerbAndFlagOfTheProgramAndNoOther()
    {
        var page = File.ReadAllText(Path.Combine(HedgerProcess.RepositoryRoot, "src/LowLatencyHedger.App/CLI.md"));
        var (_, rootHelp, _) = HedgerProcess.Run("--help");
        var verbs = VerbLine().Matches(rootHelp[rootHelp.IndexOf("Commands:", StringComparison.Ordinal)..]).Select(match => match.Groups[1].Value).ToList();

        Assert.True(verbs.Count >= 6, rootHelp);
        foreach (var verb in verbs)
        {
            var (exit, help, _) = HedgerProcess.Run(verb + " --help");
            var section = Section(page, verb);

            Assert.Equal(0, exit);
            var commands = help.IndexOf("Commands:", StringComparison.Ordinal);
            foreach (Match command in VerbLine().Matches(commands < 0 ? "" : help[commands..]))
            {
                help += HedgerProcess.Run($"{verb} {command.Groups[1].Value} --help").Output;
            }

            Assert.Contains("Example: hedger " + verb, help, StringComparison.Ordinal);
            Assert.Equal(Flags(help), Flags(section));
        }
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("src/ARCHITECTURE.md")]
    [InlineData("src/LowLatencyHedger.App/README.md")]
    [InlineData("src/LowLatencyHedger.App/OPERATIONS.md")]
    public void Links_InPages_LeadToFiles(string page)
    {
        var path = Path.Combine(HedgerProcess.RepositoryRoot, page);
        foreach (Match link in LocalLink().Matches(File.ReadAllText(path)))
        {
            var target = Path.Combine(Path.GetDirectoryName(path)!, link.Groups[1].Value);
            Assert.True(Path.Exists(target), $"{page} links to {link.Groups[1].Value}");
        }
    }

    [Fact]
    public void Examples_All_AreValid()
    {
        var files = Directory.GetFiles(Path.Combine(HedgerProcess.RepositoryRoot, "tools/examples"), "*.json");

        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var (values, problems) = ConfigLoader.Load(file, new Dictionary<string, string>());
            Assert.Empty(problems);
            Assert.Empty(HedgerConfiguration.CrossChecks(file, values));
        }
    }

    private static string Section(string page, string verb)
    {
        var start = page.IndexOf($"## {verb}", StringComparison.Ordinal);
        Assert.True(start > 0, $"CLI.md has no section {verb}");
        var usage = page.IndexOf($"`hedger {verb}", start, StringComparison.Ordinal);
        return page[usage..page.IndexOf('\n', usage)];
    }

    private static SortedSet<string> Flags(string text) => [.. Flag().Matches(text).Select(match => match.Value).Where(flag => flag is not ("--help" or "--version"))];

    [GeneratedRegex(@"(?<![\w-])--[a-z][a-z-]*")]
    private static partial Regex Flag();

    [GeneratedRegex(@"^\s\s(\w[\w-]*)\s", RegexOptions.Multiline)]
    private static partial Regex VerbLine();

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)\)")]
    private static partial Regex LocalLink();
}
