namespace LowLatencyHedger.Journal;

/// <summary>Where and how a run is recorded.</summary>
public sealed record JournalOptions
{
    /// <summary>The directory that holds one subdirectory a run.</summary>
    public required string Directory { get; init; }

    /// <summary>Size of each preallocated segment file.</summary>
    public int SegmentBytes { get; init; } = 64 * 1024 * 1024;
}
