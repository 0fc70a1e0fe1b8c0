using System.Globalization;
using System.Text;
using System.Text.Json;
using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.App.Verbs;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec;

namespace LowLatencyHedger.App.Explain;

/// <summary>Finds a decision in a journal and tells why it was taken and what came of it.</summary>
/// <param name="journal">A journal directory, or one run's.</param>
/// <param name="asJson">One document instead of text.</param>
/// <param name="output">For the explanation.</param>
/// <param name="errors">For everything else.</param>
internal sealed class ExplainCommand(string journal, bool asJson, TextWriter output, TextWriter errors)
{
    private const int NearestShown = 3;

    /// <returns>Usage for what is no label, BadInput without such an order, VerificationFailed when the replay decides otherwise.</returns>
    public int Order(string label)
    {
        if (!OrderLabel.TryParse(Encoding.UTF8.GetBytes(label), out var order))
        {
            return Fail(ExitCode.Usage, $"{label}: expected an order's label, such as hx1-0000002a-00000007");
        }

        var own = JournalDirectory.RunPath(journal, order.Epoch);
        var run = Directory.Exists(own) ? own : JournalDirectory.ResolveRun(journal);
        if (run is null || ReadStart(run) is not { } start)
        {
            return NoRun();
        }

        var records = OrderRecords.Read(run, order);
        return records.Placed is { } placed
            ? Explain(run, start, PlaceOf(start, records.IndexName), DecisionOutcome.Ordered, placed.TriggerSequence, records, null)
            : Unknown(label, order, run, records);
    }

    /// <summary>The last decision about an underlying at or before a moment.</summary>
    /// <param name="atUtcNanos">On the engine's UTC clock; long.MaxValue is the journal's end.</param>
    /// <param name="index">Of the underlying; null is the first of the configuration.</param>
    /// <param name="filter">Which decisions count.</param>
    public int Moment(long atUtcNanos, string? index, DecisionFilter filter)
    {
        if (RunAt(atUtcNanos) is not { } run || ReadStart(run) is not { } start)
        {
            return NoRun();
        }

        var names = start.ReadCore().Underlyings.Select(underlying => underlying.IndexName).ToList();
        var place = index is null ? 0 : names.IndexOf(index);
        if (place < 0)
        {
            var nearest = NearestName.Of(index!, names);
            var hint = nearest is null ? "" : $"; did you mean {nearest}?";
            return Fail(ExitCode.Usage, $"{index} is not hedged: expected one of {string.Join(", ", names)}{hint}");
        }

        var search = new DecisionSearch(place, atUtcNanos, filter);
        var replay = Replay.Run(run, verify: false, observer: search);
        if (search.Sequence < 0)
        {
            var none = $"no decision about {names[place]} by then, of the kind {filter.ToString().ToLowerInvariant()}";
            return Fail(ExitCode.BadInput, $"{run}: {replay.Problem ?? none}");
        }

        var records = search.Order.HasValue ? OrderRecords.Read(run, search.Order) : null;
        var outcome = records is { Placed: null } ? DecisionOutcome.Waiting : search.Outcome;
        return Explain(run, start, place, outcome, search.Sequence, records, search.Refusal);
    }

    private static int PlaceOf(RunStart start, string? indexName) =>
        Math.Max(0, Array.FindIndex(start.ReadCore().Underlyings, underlying => underlying.IndexName == indexName));

    private static bool HasBegun(string run, long atUtcNanos) =>
        ReadStart(run) is { } start
        && (!DateTimeOffset.TryParse(start.StartedUtc, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var began)
            || (began - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick <= atUtcNanos);

    private static RunStart? ReadStart(string run)
    {
        if (!new JournalReader(run).TryRead(out var first) || first.Type != RecordType.RunStart)
        {
            return null;
        }

        try
        {
            var start = RunStart.Parse(first.Text);
            return start.ReadCore().Underlyings.Length > 0 ? start : null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // Not of this program; the caller says that there is no run here.
            return null;
        }
    }

    /// <summary>The last run that had begun by then; the oldest when none had.</summary>
    private string? RunAt(long atUtcNanos)
    {
        var latest = JournalDirectory.ResolveRun(journal);
        if (latest is null || latest == journal)
        {
            return latest;
        }

        var runs = Directory.GetDirectories(journal, "run-*").OrderDescending(StringComparer.Ordinal);
        return runs.FirstOrDefault(run => HasBegun(run, atUtcNanos)) ?? latest;
    }

    private int Explain(
        string run, RunStart start, int place, DecisionOutcome outcome, long sequence, OrderRecords? records, OutputEvent? refusal)
    {
        var ofRun = (records?.Life ?? []).ToLookup(life => life.Epoch);
        var watcher = new DecisionWatcher(sequence, place, ofRun[start.Epoch]);
        var replay = Replay.Run(run, verify: false, observer: watcher);
        if (watcher.After is null || !watcher.IsComplete)
        {
            return Fail(ExitCode.BadInput, $"{run}: {replay.Problem ?? "the journal ends before the decision"}");
        }

        Picture? laterEnd = null;
        foreach (var later in records?.LaterRuns ?? [])
        {
            laterEnd = FollowLater(later, start.ReadCore().Underlyings[place].IndexName, ofRun) ?? laterEnd;
        }

        var explanation = new Explanation
        {
            Run = run,
            Epoch = start.Epoch,
            Underlying = start.ReadCore().Underlyings[place],
            Outcome = outcome,
            Sequence = sequence,
            Watched = watcher,
            Records = records,
            Refusal = refusal,
            LaterEnd = laterEnd,
        };
        output.WriteLine(asJson ? ExplainJson.Of(explanation).ToJsonString() : ExplainText.Of(explanation));
        if (records?.Problem is { } problem)
        {
            errors.WriteLine($"WARNING {problem}");
        }

        return explanation.IsReproduced
            ? ExitCode.Done
            : Fail(ExitCode.VerificationFailed, "the replay decides otherwise than the journal; see: hedger replay --verify");
    }

    /// <summary>Null when the run no longer hedges the underlying, or cannot be replayed that far: what it recorded is told all the same.</summary>
    private Picture? FollowLater(string run, string indexName, ILookup<uint, LifeEvent> ofRun)
    {
        if (ReadStart(run) is not { } start || Array.FindIndex(start.ReadCore().Underlyings, one => one.IndexName == indexName) is not (>= 0 and var place))
        {
            return null;
        }

        var watcher = new LifeWatcher(place, ofRun[start.Epoch]);
        var replay = Replay.Run(run, verify: false, observer: watcher);
        if (!watcher.IsComplete)
        {
            errors.WriteLine($"WARNING {run}: {replay.Problem ?? "its replay ends early"}; position and delta are not known there");
        }

        return watcher.End;
    }

    private int Unknown(string label, OrderRef order, string run, OrderRecords records)
    {
        if (records.Others.Count == 0)
        {
            return Fail(ExitCode.BadInput, $"{label}: {run} has no orders{(records.Problem is null ? "" : "; " + records.Problem)}");
        }

        var nearest = records.Others
            .OrderBy(other => other.Epoch == order.Epoch ? 0 : 1)
            .ThenBy(other => Math.Abs((long)other.Number - order.Number))
            .Take(NearestShown)
            .Select(Explanation.LabelOf);
        var orders = records.Others.Count;
        return Fail(ExitCode.BadInput, $"{label}: {run} has no such order among its {orders}; nearest: {string.Join(", ", nearest)}");
    }

    private int NoRun() => Fail(ExitCode.BadInput, $"{journal}: expected a journal directory with at least one run of this program");

    private int Fail(int exitCode, string message)
    {
        errors.WriteLine(message);
        return exitCode;
    }
}
