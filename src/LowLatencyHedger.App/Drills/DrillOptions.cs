namespace LowLatencyHedger.App.Drills;

/// <summary>What a drill was asked for.</summary>
internal sealed record DrillOptions
{
    public required int Seed { get; init; }

    /// <summary><c>gbm</c>, <c>jumps</c>, or <c>recorded:PATH</c>.</summary>
    public required string Market { get; init; }

    /// <summary>Size of the options book.</summary>
    public required int OptionCount { get; init; }

    /// <summary><c>shared</c> or <c>dedicated</c>.</summary>
    public required string Layout { get; init; }

    /// <summary>Below it each drill makes a directory of its own.</summary>
    public required string Directory { get; init; }
}
