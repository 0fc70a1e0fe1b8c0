namespace LowLatencyHedger.Journal;

/// <summary>Where and how a run is recorded.</summary>
public sealed record JournalOptions
{
    /// <summary>The directory that holds one subdirectory a run.</summary>
    public required string Directory { get; init; }

    /// <summary>Size of each preallocated segment file.</summary>
    public int SegmentBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Runs that ended longer ago are removed when a new one begins; 0 keeps all. The run before is always kept.</summary>
    public int KeepDays { get; init; }

    /// <summary>The oldest runs are removed until those that remain take no more; 0 keeps all. The run before is always kept.</summary>
    public long KeepBytes { get; init; }

    /// <summary>Called before each step on the disk. A test throws <see cref="IOException"/> from it, as a failing disk would.</summary>
    public Action<DiskStep>? BeforeDiskStep { get; init; }
}

/// <summary>What the journal is about to ask of the disk.</summary>
public enum DiskStep
{
    CreateSegment = 0,
    Sync = 1,

    /// <summary>A segment whose sync failed is written again, to blocks of its own.</summary>
    Rewrite = 2,
}
