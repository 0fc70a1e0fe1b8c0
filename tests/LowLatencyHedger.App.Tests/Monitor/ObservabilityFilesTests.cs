using System.Text.Json;
using System.Text.RegularExpressions;
using LowLatencyHedger.App.Monitor;

namespace LowLatencyHedger.App.Tests.Monitor;

public sealed partial class ObservabilityFilesTests
{
    private static string Folder => Path.Combine(HedgerProcess.RepositoryRoot, "tools", "observability");

    [Fact]
    public void MetricsPage_IsWhatTheProgramPrints()
    {
        var page = File.ReadAllText(Path.Combine(HedgerProcess.RepositoryRoot, "src/LowLatencyHedger.App/Monitor/METRICS.md"));

        Assert.Equal(MetricsText.Reference().Trim(), page.Trim());
    }

    [Fact]
    public void Metrics_Names_AreUniqueAndOfTheFormat()
    {
        var names = Metrics.All.Select(metric => metric.Name).ToList();

        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches("^hedger_[a-z0-9_]+$", name));
        Assert.All(Metrics.All, metric => Assert.EndsWith(".", metric.Help, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("dashboard.json")]
    [InlineData("alerts.yml")]
    public void Files_UseOnlyMetricsThatThereAre(string file)
    {
        var text = File.ReadAllText(Path.Combine(Folder, file));
        var known = MetricName().Matches(MetricsText.Reference()).Select(match => match.Value).ToHashSet();
        var used = MetricName().Matches(text).Select(match => Suffix().Replace(match.Value, "")).Distinct().ToList();

        Assert.NotEmpty(used);
        Assert.All(used, name => Assert.True(known.Contains(name), $"{file} uses {name}"));
    }

    [Fact]
    public void Dashboard_IsJsonWithPanels()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "dashboard.json")));

        Assert.All(dashboard.RootElement.GetProperty("panels").EnumerateArray(), panel => Assert.NotEmpty(panel.GetProperty("title").GetString()!));
        Assert.True(dashboard.RootElement.GetProperty("panels").GetArrayLength() > 8);
    }

    [Fact]
    public void Alerts_AccordingToPromtool_AreRules()
    {
        if (Tool.Run("promtool", $"check rules {Path.Combine(Folder, "alerts.yml")}") is not var (exit, output))
        {
            Assert.Skip("no promtool on the path: install prometheus");
            return;
        }

        Assert.True(exit == 0, output);
    }

    [GeneratedRegex("hedger_[a-z0-9_]+")]
    private static partial Regex MetricName();

    [GeneratedRegex("(?<=_seconds)_(bucket|sum|count)$")]
    private static partial Regex Suffix();
}
