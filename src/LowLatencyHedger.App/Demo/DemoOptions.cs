namespace LowLatencyHedger.App.Demo;

/// <summary>What the demo was asked for.</summary>
internal sealed record DemoOptions
{
    public required int Seconds { get; init; }

    public required int Seed { get; init; }

    /// <summary><c>gbm</c>, <c>jumps</c>, or <c>recorded:PATH</c>.</summary>
    public required string Market { get; init; }

    public required int OptionCount { get; init; }

    /// <summary><c>shared</c> or <c>dedicated</c>.</summary>
    public required string Layout { get; init; }

    public required string JournalDirectory { get; init; }

    /// <summary>Longest rehearsal before the start; 0 for none.</summary>
    public int RehearsalSeconds { get; init; }

    /// <summary>Whether the summary names what is compiled after going live.</summary>
    public bool ListsCompiledMethods { get; init; }
}
