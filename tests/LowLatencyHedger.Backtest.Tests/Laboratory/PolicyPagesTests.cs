using System.Globalization;
using LowLatencyHedger.Backtest.Laboratory;
using LowLatencyHedger.Core.Hedging.Policies;

namespace LowLatencyHedger.Backtest.Tests.Laboratory;

/// <summary>The examples on the policies' pages: the command, and what it prints.</summary>
public sealed class PolicyPagesTests
{
    private const string Prompt = "    $ hedger lab ";

    public static TheoryData<string> Pages => [.. PolicySpec.Names.Where(name => name != "none")];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Example_OfEveryPolicy_IsThereWithARowForEachOfItsPolicies(string name)
    {
        var (settings, policies, rows) = Read(name);

        Assert.Empty(settings.Validate());
        Assert.Equal(policies.Select(policy => policy.ToString()), rows.Select(row => row.Policy));
        Assert.Contains(policies, policy => PolicySpec.NameOf(policy.Kind) == name);
    }

    /// <summary>To the digits that are printed.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(Pages))]
    public void Example_OfEveryPolicy_PrintsWhatThePageSays(string name)
    {
        var (settings, policies, rows) = Read(name);

        var result = Lab.Run(settings with { CheckMinutes = Lab.UsualCheckMinutes(policies) }, policies);

        foreach (var (row, expected) in result.Rows.Zip(rows))
        {
            double[] actual = [row.MeanCostOverPremium, row.SdOverPremium, 0.01 * row.Trades, row.CertaintyEquivalentOverPremium];
            Assert.Equal(expected.Cells, actual.Select((cell, i) => (100 * cell).ToString(i == 2 ? "F1" : "F3", CultureInfo.InvariantCulture)));
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(Path.Combine(folder.FullName, "tools", "build")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("no repository above the tests");
    }

    private static (LabSettings Settings, List<PolicySpec> Policies, List<(string Policy, string[] Cells)> Rows) Read(string name)
    {
        var path = Path.Combine(Root(), "src/LowLatencyHedger.Core/Hedging/Policies", name + ".md");
        var lines = File.ReadAllLines(path);
        var at = Array.FindIndex(lines, line => line.StartsWith(Prompt, StringComparison.Ordinal));
        Assert.True(at > 0, $"{path} has no example");
        var settings = new LabSettings();
        var policies = new List<PolicySpec>();
        var words = lines[at][Prompt.Length..].Split(' ');
        for (var i = 0; i < words.Length; i += 2)
        {
            switch (words[i])
            {
                case "--policy":
                    policies.Add(Experiments.Policy(words[i + 1]));
                    break;
                case "--fixed-cost":
                    settings = settings with { FixedCost = double.Parse(words[i + 1], CultureInfo.InvariantCulture) };
                    break;
                default:
                    Assert.Fail($"{path}: {words[i]} is not known here");
                    break;
            }
        }

        // A line about the experiment and one of headings come first.
        var rows = lines[(at + 3)..].TakeWhile(line => line.Length > 0).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return (settings, policies, [.. rows.Select(cells => (cells[0], cells[1..]))]);
    }
}
