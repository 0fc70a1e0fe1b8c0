using System.Globalization;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Latency;

/// <summary>Finds the slowest intervals of a log and what was in them.</summary>
internal sealed class SlowMoments
{
    private const int Percent = 1;
    private const int LeastMoments = 10;

    private static readonly HashSet<string> s_parts =
        [.. Enumerable.Range(0, StageHistograms.Count).Where(StageHistograms.IsPart).Select(StageHistograms.TagOf)];

    private const string SlowTickPrefix = StageHistograms.SlowTickName + "_";

    private readonly List<SlowMoment> _moments = [];
    private SlowMoment? _current;

    /// <summary>A stage of the way, not the whole of one.</summary>
    public static bool IsPart(string tag) => s_parts.Contains(tag);

    /// <summary>The cause of the ticks beyond the budget that are recorded under a tag; null for any other tag.</summary>
    public static string? SlowTickCause(string tag) =>
        tag.StartsWith(SlowTickPrefix, StringComparison.Ordinal) ? tag[SlowTickPrefix.Length..].Replace('_', ' ') : null;

    /// <summary>The histograms of an interval come one after another.</summary>
    public void Add(HistogramInterval interval)
    {
        if (interval.Buckets.Count == 0)
        {
            return;
        }

        if (_current is null || _current.StartSeconds != interval.StartSeconds)
        {
            Finish();
            _current = new SlowMoment(interval.StartSeconds, "", 0, "", 0, "");
        }

        var worst = LatencyHistogram.HighestEquivalent(Math.Min(interval.Buckets[^1].LowestNanos, LatencyHistogram.HighestNanos));
        if (SlowTickCause(interval.Tag) is { } cause)
        {
            _current = worst > _current.SlowTick.Nanos ? _current with { SlowTick = (cause, worst) } : _current;
        }
        else if (IsPart(interval.Tag))
        {
            _current = worst > _current.StageNanos ? _current with { Stage = interval.Tag, StageNanos = worst } : _current;
        }
        else if (worst > _current.Nanos)
        {
            _current = _current with { Tag = interval.Tag, Nanos = worst };
        }
    }

    /// <summary>The slowest hundredth of the intervals, ten at least, slowest first.</summary>
    public IReadOnlyList<SlowMoment> Conclude(IEnumerable<(string Name, string Text)> notes)
    {
        Finish();
        var marks = notes.Select(note => (note.Name, Start: note.Text.Split(' ')[0])).ToHashSet();
        return
        [
            .. _moments.OrderByDescending(moment => moment.Nanos).Take(Math.Max(LeastMoments, _moments.Count * Percent / 100))
                .Select(moment => moment with { Cause = CauseOf(moment, marks) }),
        ];
    }

    private static string CauseOf(SlowMoment moment, HashSet<(string Name, string Start)> marks)
    {
        var start = moment.StartSeconds.ToString("F3", CultureInfo.InvariantCulture);
        return moment.SlowTick.Nanos > 0 && 2 * moment.SlowTick.Nanos >= moment.Nanos ? moment.SlowTick.Cause
            : marks.Contains((HistogramLogAgent.CollectionsMark, start)) ? SlowMoment.Collection
            : marks.Contains((HistogramLogAgent.MethodsMark, start)) ? SlowMoment.Compilation
            : moment.Stage;
    }

    private void Finish()
    {
        if (_current is { Nanos: > 0 })
        {
            _moments.Add(_current);
        }

        _current = null;
    }
}
