using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Core.Snapshots;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Engine;

/// <summary>The live policies and their shadows, side by side, for the page, for status and for the summary.</summary>
internal sealed class PolicyReport
{
    private readonly List<(string Name, PolicySnapshot Numbers)> _rows;

    /// <param name="policies">As the telemetry file has them; up to a sixth of a second old.</param>
    /// <param name="shadowsOf">Texts of the shadows of the underlying at a place.</param>
    public PolicyReport(IEnumerable<PolicySnapshot> policies, Func<int, IReadOnlyList<string>> shadowsOf) => _rows =
    [
        .. policies.Select(numbers => (NameOf(in numbers, shadowsOf(numbers.Place)), numbers)),
    ];

    /// <summary>From an engine's telemetry file.</summary>
    public static PolicyReport Read(TelemetryReader telemetry, Func<int, IReadOnlyList<string>> shadowsOf)
    {
        var table = telemetry.Layout.TableIndex(EngineTables.Policies);
        var policies = new List<PolicySnapshot>();
        for (var i = 0; i < telemetry.RecordCount(table); i++)
        {
            if (telemetry.TryReadRecord(table, i, out PolicySnapshot numbers))
            {
                policies.Add(numbers);
            }
        }

        return new PolicyReport(policies, shadowsOf);
    }

    /// <summary>What a policy wants to do with its delta.</summary>
    public static string Wants(double delta, double lower, double upper) => delta > upper ? "sell" : delta < lower ? "buy" : "nothing";

    /// <summary>The live policy first.</summary>
    public JsonArray ToJson(int place) => new([.. Of(place).Select(row => (JsonNode)new JsonObject
    {
        ["policy"] = row.Name,
        ["isLive"] = row.Numbers.Number == 0,
        ["wants"] = Wants(row.Numbers.Delta, row.Numbers.BandLower, row.Numbers.BandUpper),
        ["orders"] = row.Numbers.Orders,
        ["volumeUsd"] = Rounded(row.Numbers.VolumeUsd),
        ["costUsd"] = Rounded(row.Numbers.CostUsd),
        ["slackUsdPerDay"] = Rounded(row.Numbers.SlackUsdPerDay),
        ["hedgeProfitUsd"] = Rounded(row.Numbers.HedgeProfitUsd),
        ["delta"] = Known(row.Numbers.Delta),
        ["bandLower"] = Known(row.Numbers.BandLower),
        ["bandUpper"] = Known(row.Numbers.BandUpper),
    })]);

    /// <summary>Lines of a table; none without shadows.</summary>
    public void AppendText(StringBuilder text, int place)
    {
        if (!Of(place).Skip(1).Any())
        {
            return;
        }

        text.AppendLine("    policies                            orders     volume USD   cost USD   slack USD/day");
        foreach (var (name, numbers) in Of(place))
        {
            var label = numbers.Number == 0 ? name + " (live)" : name;
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"      {label,-34} {numbers.Orders,6} {numbers.VolumeUsd,14:#,0} {numbers.CostUsd,10:#,0.00} {numbers.SlackUsdPerDay,15:#,0.00}");
        }
    }

    private IEnumerable<(string Name, PolicySnapshot Numbers)> Of(int place) => _rows.Where(row => row.Numbers.Place == place);

    /// <summary>A shadow's is its text in the configuration.</summary>
    private static string NameOf(in PolicySnapshot numbers, IReadOnlyList<string> shadows) => numbers.Number == 0 ? PolicySpec.NameOf(numbers.Kind)
        : numbers.Number <= shadows.Count ? shadows[numbers.Number - 1]
        : PolicySpec.NameOf(numbers.Kind);

    private static double? Known(double value) => double.IsFinite(value) ? value : null;

    private static double? Rounded(double value) => double.IsFinite(value) ? Math.Round(value, 2) : null;
}
