using System.Reflection;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Journal;

namespace LowLatencyHedger.App.Engine;

/// <summary>What readers of the telemetry file should know of the run.</summary>
internal static class RunInfo
{
    public static string Describe(ConfigValues values, CoreConfig core, JournalWriter journal) => new JsonObject
    {
        ["program"] = "hedger " + Assembly.GetExecutingAssembly().GetName().Version,
        ["environment"] = values.Text("venue.environment"),
        ["layout"] = values.Text("threads.layout"),
        ["epoch"] = journal.Epoch,
        ["journal"] = Path.GetFullPath(journal.Directory),
        ["controlDirectory"] = Path.GetFullPath(values.Text("control.directory")),
        ["underlyings"] = new JsonArray([.. core.Underlyings.Select(underlying => (JsonNode)new JsonObject
        {
            ["index"] = underlying.IndexName,
            ["hedgeInstrument"] = underlying.HedgeInstrument,
            ["currency"] = underlying.SettlementCurrency,
            ["shadows"] = new JsonArray([.. underlying.Policy.Shadows.Select(shadow => (JsonNode)shadow)]),
        })]),
    }.ToJsonString();
}
