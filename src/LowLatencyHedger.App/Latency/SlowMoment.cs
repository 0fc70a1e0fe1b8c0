namespace LowLatencyHedger.App.Latency;

/// <summary>The slowest of an interval, and what else was in that interval.</summary>
/// <param name="StartSeconds">Of the interval, UTC since 1970.</param>
/// <param name="Tag">Of the whole way that was slowest.</param>
/// <param name="Nanos">How long it took.</param>
/// <param name="Stage">The stage that was slowest in the same interval; empty when none was recorded.</param>
/// <param name="StageNanos">How long that took.</param>
/// <param name="Cause">
/// What the engine found around the slowest tick of the interval, when that accounts for half of the moment or more. Else
/// <see cref="Collection"/> or <see cref="Compilation"/> when there was one in the interval, else the stage: these are of one interval, not
/// proven to be of one message.
/// </param>
internal sealed record SlowMoment(double StartSeconds, string Tag, long Nanos, string Stage, long StageNanos, string Cause)
{
    /// <summary>The cause of the slowest tick beyond the engine's budget, and how long that tick took; 0 without one.</summary>
    public (string Cause, long Nanos) SlowTick { get; init; }

    public const string Collection = "collection";
    public const string Compilation = "compilation";
}
