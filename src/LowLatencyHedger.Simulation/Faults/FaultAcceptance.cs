using System.Globalization;

namespace LowLatencyHedger.Simulation.Faults;

/// <summary>What a campaign of ten minutes on two cores has to reach.</summary>
public static class FaultAcceptance
{
    /// <summary>No run begins later than this, so that the last ones end within ten minutes.</summary>
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(595);

    private static readonly TimeSpan s_timeMax = TimeSpan.FromMinutes(10);

    public static IReadOnlyList<AcceptanceGoal> Goals(FaultReport report, TimeSpan took)
    {
        var (least, count) = FaultCatalog.All.Select((kind, place) => (kind.Name, Count: report.Faults(place))).MinBy(static kind => kind.Count);
        return
        [
            AtLeast("seeds", report.Results.Count, 5_000),
            AtLeast("virtual hours", report.VirtualHours, 2_000),
            AtLeast("faults", report.FaultsTotal, 50_000),
            AtLeast("recoveries", report.Recoveries, 5_000),
            AtLeast($"rarest kind of fault ({least})", count, 200),
            AtLeast("runs with market data as text", report.ByteRuns, 200),
            AtLeast("runs twice", report.DoubleRuns, 250),
            AtMost("runs twice that differ", report.Mismatches, 0),
            AtMost("failures", report.Failures.Count(), 0),
            AtMost("laws never put to the test", report.Untested.Count(), 0),
            AtMost("seconds", took.TotalSeconds, s_timeMax.TotalSeconds),
        ];
    }

    private static AcceptanceGoal AtLeast(string name, double reached, double goal) => new(name, reached, $"at least {Text(goal)}", reached >= goal);

    private static AcceptanceGoal AtMost(string name, double reached, double goal) => new(name, reached, $"at most {Text(goal)}", reached <= goal);

    private static string Text(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}

/// <summary>One figure of the acceptance.</summary>
/// <param name="Name">What is counted.</param>
/// <param name="Reached">The figure.</param>
/// <param name="Goal">In words.</param>
/// <param name="IsReached">Whether the figure is good enough.</param>
public sealed record AcceptanceGoal(string Name, double Reached, string Goal, bool IsReached)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{(IsReached ? "OK    " : "MISSED")} {Name,-42} {Reached,12:#,0.#}  {Goal}");
}
