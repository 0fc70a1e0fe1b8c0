using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace LowLatencyHedger.App.Drills;

/// <summary>What a soak has seen.</summary>
internal sealed class SoakReport
{
    private JsonNode? _summary;

    public required string Directory { get; init; }

    /// <summary>How much memory may be used at the end, given what was at the start, both in bytes.</summary>
    public required Func<long, long> Tolerated { get; init; }

    /// <summary>Looks at the engine, one a second.</summary>
    public int Samples { get; set; }

    /// <summary>Those that found it allowed to trade.</summary>
    public int ActiveSamples { get; set; }

    /// <summary>The process's own memory, one value a second after the warm-up.</summary>
    public List<long> MemoryBytes { get; } = [];

    public List<string> Failures { get; } = [];

    private long FirstThird => Median(MemoryBytes.Take(MemoryBytes.Count / 3));

    private long LastThird => Median(MemoryBytes.Skip(MemoryBytes.Count - (MemoryBytes.Count / 3)));

    /// <summary>Takes what the engine said when it was stopped; null when it had ended before, or did not end.</summary>
    public void End((int ExitCode, string Summary)? end)
    {
        if (end is not var (exitCode, summary))
        {
            Failures.Add("the engine ended by itself, or did not end, see engine.log");
            return;
        }

        if (exitCode != 0)
        {
            Failures.Add(string.Create(CultureInfo.InvariantCulture, $"exit code {exitCode}"));
        }

        _summary = JsonNode.Parse(summary);
        foreach (var name in new[] { "positionBreaks", "unresolvedOrders" })
        {
            if (Figure(name) != 0)
            {
                Failures.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is {Figure(name)}"));
            }
        }

        if (LastThird > Tolerated(FirstThird))
        {
            Failures.Add($"memory grew from {Mebibytes(FirstThird)} to {Mebibytes(LastThird)} MiB");
        }
    }

    public string ToJson() => new JsonObject
    {
        ["drill"] = "soak",
        ["seconds"] = Samples,
        ["activeSeconds"] = ActiveSamples,
        ["memoryFirstThirdMebibytes"] = FirstThird / 1048576.0,
        ["memoryLastThirdMebibytes"] = LastThird / 1048576.0,
        ["failures"] = new JsonArray([.. Failures.Select(failure => (JsonNode)failure)]),
        ["directory"] = Directory,
        ["summary"] = _summary?.DeepClone(),
    }.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true });

    public string ToText()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"soak of {Samples} s, {ActiveSamples} of them active: {Failures.Count} failures");
        Add("memory", $"{Mebibytes(FirstThird)} MiB in the first third, {Mebibytes(LastThird)} MiB in the last (medians, own pages)");
        Add("traded", $"{Figure("hedges")} hedges, {Figure("hedgeFills")} of their fills, {Figure("optionFills")} option fills");
        Add("events", $"{Figure("inputEvents")}");
        Add("safety", $"{Figure("positionBreaks")} position breaks, {Figure("unresolvedOrders")} orders without a known end");
        Add("hot threads", $"{Figure("hotThreadAllocatedBytes")} bytes allocated, {Figure("gcCollections")} collections of the whole process");
        Failures.ForEach(failure => Add("FAILURE", $"{failure}"));
        Add("files", $"{Directory}");
        return text.ToString();

        void Add(string name, FormattableString figures) => text.AppendLine($"  {name,-12}{FormattableString.Invariant(figures)}");
    }

    private long Figure(string name) => (long?)_summary?[name] ?? 0;

    private static string Mebibytes(long bytes) => (bytes / 1048576.0).ToString("0.0", CultureInfo.InvariantCulture);

    private static long Median(IEnumerable<long> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? 0 : sorted[sorted.Count / 2];
    }
}
