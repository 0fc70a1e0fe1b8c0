using System.Text.Json;
using System.Text.Json.Nodes;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Latency;

/// <summary>What an interval log says, summed up. Cold.</summary>
internal sealed class LatencyReport
{
    private readonly List<StageRecord> _stages = [];

    private LatencyReport(string file) => File = file;

    public string File { get; }

    /// <summary>In the engine's order; tags of others behind them.</summary>
    public IReadOnlyList<StageRecord> Stages => _stages;

    /// <summary>What it was measured on and of what, as far as the log says so.</summary>
    public JsonObject Machine { get; private set; } = [];

    /// <inheritdoc cref="Machine"/>
    public JsonObject Run { get; private set; } = [];

    /// <summary>Lines with a histogram, and lines that were not what they should be.</summary>
    public int Lines { get; private set; }

    /// <inheritdoc cref="Lines"/>
    public int BadLines { get; private set; }

    public DateTime FromUtc { get; private set; } = DateTime.MaxValue;

    public DateTime ToUtc { get; private set; } = DateTime.MinValue;

    public IReadOnlyList<SlowMoment> Slowest { get; private set; } = [];

    /// <summary>The log that is meant: a file, the one of a run's directory, or that of the latest run of a journal directory; null for none.</summary>
    public static string? Find(string path)
    {
        if (System.IO.File.Exists(path))
        {
            return path;
        }

        string?[] directories = [path, JournalDirectory.ResolveRun(path)];
        return directories.OfType<string>().Select(directory => Path.Combine(directory, HistogramLogAgent.FileName)).FirstOrDefault(System.IO.File.Exists);
    }

    /// <exception cref="IOException">The file cannot be read.</exception>
    public static LatencyReport Read(string file)
    {
        var report = new LatencyReport(file);
        using var text = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        var reader = new HistogramLogReader(text);
        var moments = new SlowMoments();
        while (reader.TryRead(out var interval))
        {
            report.Add(interval);
            moments.Add(interval);
        }

        report.BadLines = reader.BadLines;
        report.Slowest = moments.Conclude(reader.Notes);
        report.Machine = Note(reader, HistogramLogAgent.MachineNote);
        report.Run = Note(reader, HistogramLogAgent.RunNote);
        string[] order = [.. Enumerable.Range(0, StageHistograms.Count).Select(StageHistograms.TagOf)];
        report._stages.Sort((one, other) => Place(one).CompareTo(Place(other)));
        return report;

        int Place(StageRecord stage) => Array.IndexOf(order, stage.Tag) is >= 0 and var place ? place : order.Length;
    }

    public StageRecord? Find(StageRecord like) => _stages.Find(stage => stage.Tag == like.Tag);

    private void Add(HistogramInterval interval)
    {
        var stage = _stages.Find(stage => stage.Tag == interval.Tag);
        if (stage is null)
        {
            stage = new StageRecord(interval.Tag);
            _stages.Add(stage);
        }

        stage.Add(interval);
        Lines++;
        var (from, to) = (Utc(interval.StartSeconds), Utc(interval.StartSeconds + interval.LengthSeconds));
        FromUtc = from < FromUtc ? from : FromUtc;
        ToUtc = to > ToUtc ? to : ToUtc;
    }

    /// <summary>A file may claim any time.</summary>
    public static DateTime Utc(double seconds) => DateTime.UnixEpoch.AddSeconds(Math.Clamp(seconds, 0, 1e10));

    private static JsonObject Note(HistogramLogReader reader, string name)
    {
        try
        {
            return JsonNode.Parse(reader.Notes.FirstOrDefault(note => note.Name == name).Text ?? "{}") as JsonObject ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
