using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Hedging.Policies;
using LowLatencyHedger.Core.Snapshots;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Engine;

/// <summary>The live policies and their shadows, side by side, as the telemetry file has them; for status and for the summary.</summary>
internal sealed class PolicyReport
{
    private readonly List<(string Name, PolicySnapshot Numbers)> _rows = [];

    /// <param name="telemetry">Its numbers may be up to a sixth of a second old.</param>
    /// <param name="underlyings">As configured, for the shadows' names.</param>
    public PolicyReport(TelemetryReader telemetry, IReadOnlyList<UnderlyingConfig> underlyings)
    {
        var table = telemetry.Layout.TableIndex(EngineTables.Policies);
        for (var i = 0; i < telemetry.RecordCount(table); i++)
        {
            if (telemetry.TryReadRecord(table, i, out PolicySnapshot numbers))
            {
                var shadows = underlyings[numbers.Place].Policy.Shadows;
                _rows.Add((numbers.Number == 0 ? PolicySpec.NameOf(numbers.Kind) : shadows[numbers.Number - 1], numbers));
            }
        }
    }

    /// <summary>The live policy first.</summary>
    public JsonArray ToJson(int place) => new([.. Of(place).Select(row => (JsonNode)new JsonObject
    {
        ["policy"] = row.Name,
        ["isLive"] = row.Numbers.Number == 0,
        ["orders"] = row.Numbers.Orders,
        ["volumeUsd"] = Rounded(row.Numbers.VolumeUsd),
        ["costUsd"] = Rounded(row.Numbers.CostUsd),
        ["slackUsdPerDay"] = Rounded(row.Numbers.SlackUsdPerDay),
        ["hedgeProfitUsd"] = Rounded(row.Numbers.HedgeProfitUsd),
        ["delta"] = double.IsFinite(row.Numbers.Delta) ? row.Numbers.Delta : null,
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

    private static double? Rounded(double value) => double.IsFinite(value) ? Math.Round(value, 2) : null;
}
