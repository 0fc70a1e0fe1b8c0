using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace LowLatencyHedger.App.Drills;

/// <summary>What a kill drill has seen.</summary>
internal sealed class KillReport
{
    public required int Seed { get; init; }

    public required string Directory { get; init; }

    /// <summary>A recovery that takes longer is a failure.</summary>
    public required TimeSpan RecoveryLimit { get; init; }

    public int Kills { get; set; }

    /// <summary>Those before the engine was active.</summary>
    public int EarlyKills { get; set; }

    /// <summary>Those that found an order whose outcome the engine did not know.</summary>
    public int InFlight { get; set; }

    /// <summary>Orders of the engine that the exchange knows.</summary>
    public int Orders { get; set; }

    /// <summary>Positions compared.</summary>
    public int Positions { get; set; }

    /// <summary>Journals whose replay gave every recorded output.</summary>
    public int Replays { get; set; }

    public uint LastEpoch { get; set; }

    /// <summary>From the start of the process until it may trade.</summary>
    public List<TimeSpan> Recoveries { get; } = [];

    public List<string> Failures { get; } = [];

    public string ToJson() => new JsonObject
    {
        ["drill"] = "kill9",
        ["seed"] = Seed,
        ["kills"] = Kills,
        ["earlyKills"] = EarlyKills,
        ["killsWithOrderInFlight"] = InFlight,
        ["orders"] = Orders,
        ["positionsCompared"] = Positions,
        ["journalsReplayed"] = Replays,
        ["recoveries"] = Recoveries.Count,
        ["recoveryP50Seconds"] = Seconds(0.5),
        ["recoveryP99Seconds"] = Seconds(0.99),
        ["recoveryMaxSeconds"] = Seconds(1),
        ["failures"] = new JsonArray([.. Failures.Select(failure => (JsonNode)failure)]),
        ["directory"] = Directory,
    }.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true });

    public string ToText()
    {
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{Kills} kills, {EarlyKills} of them before the engine was active, {InFlight} with an order in flight: {Failures.Count} failures");
        Add("orders", $"{Orders} at the exchange; each in a journal, as sent, under a label of its own");
        Add("positions", $"{Positions} compared with the exchange's");
        Add("journals", $"{Replays} replayed to the recorded outputs");
        Add("recovery", $"p50 {Seconds(0.5):0.00} s, p99 {Seconds(0.99):0.00} s, max {Seconds(1):0.00} s from process start to active");
        Failures.ForEach(failure => Add("FAILURE", $"{failure}"));
        Add("files", $"{Directory}");
        return text.ToString();

        void Add(string name, FormattableString figures) => text.AppendLine($"  {name,-12}{FormattableString.Invariant(figures)}");
    }

    private double Seconds(double share)
    {
        var sorted = Recoveries.Order().ToList();
        return sorted.Count == 0 ? 0 : Math.Round(sorted[(int)Math.Ceiling(share * sorted.Count) - 1].TotalSeconds, 3);
    }
}
