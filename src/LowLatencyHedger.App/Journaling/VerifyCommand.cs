using System.Globalization;
using System.Text.Json.Nodes;
using LowLatencyHedger.App.Verbs;
using LowLatencyHedger.Journal;

namespace LowLatencyHedger.App.Journaling;

/// <summary>Checks a run and tells what it found.</summary>
internal static class VerifyCommand
{
    /// <returns>Done, also for a torn end, which a warning names; VerificationFailed for anything else that is wrong.</returns>
    public static int Run(string run, bool asJson, TextWriter output, TextWriter errors)
    {
        var found = JournalCheck.Run(run);
        output.WriteLine(asJson ? ToJson(run, found).ToJsonString() : ToText(run, found));
        if (found.Problem is { } problem)
        {
            errors.WriteLine(found.IsSound ? $"WARNING {problem}" : problem);
        }

        return found.IsSound ? ExitCode.Done : ExitCode.VerificationFailed;
    }

    private static string ToText(string run, JournalFindings found)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(found.LastSegment)} at byte {found.LastOffset}");
        var lines = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"{run}: run {found.Epoch:x8}, {found.Segments} segments, {found.Counts.Values.Sum()} whole records"),
            $"end  {found.End}, in {place}",
        };
        lines.AddRange(found.Counts.Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Value,12} {count.Key}")));
        return string.Join(Environment.NewLine, lines);
    }

    private static JsonObject ToJson(string run, JournalFindings found) => new()
    {
        ["journal"] = run,
        ["epoch"] = found.Epoch,
        ["segments"] = found.Segments,
        ["records"] = found.Counts.Values.Sum(),
        ["journalEnd"] = found.End.ToString(),
        ["sound"] = found.IsSound,
        ["lastSegment"] = found.LastSegment,
        ["lastOffsetBytes"] = found.LastOffset,
        ["problem"] = found.Problem,
        ["counts"] = new JsonObject(found.Counts.Select(count => KeyValuePair.Create(count.Key, (JsonNode?)count.Value))),
    };
}
