namespace LowLatencyHedger.Simulation.Faults;

/// <summary>All that decides one run.</summary>
public sealed record FaultRunOptions
{
    public required int Seed { get; init; }

    public required SwarmMode Mode { get; init; }

    /// <summary>How long faults are made, in virtual minutes; two more follow without any.</summary>
    public double Minutes { get; init; } = 10;

    /// <summary>Only these kinds; null for all.</summary>
    public IReadOnlySet<string>? Mask { get; init; }

    /// <summary>Only the first so many faults.</summary>
    public int FaultsMax { get; init; } = int.MaxValue;

    /// <summary>Market data travels as text, too; otherwise as the events that the codec makes of it.</summary>
    public bool IsBytes { get; init; }

    /// <summary>The memory in use is watched; nothing else may run beside it.</summary>
    public bool IsSoak { get; init; }

    /// <summary>Replays the inputs through fresh cores at the end and compares the outputs.</summary>
    public bool Replays { get; init; }

    /// <summary>The command that repeats it.</summary>
    public string Command => $"hedger simulate-faults --seeds {Seed}..{Seed} --mode {ModeName} --minutes {Minutes:0.##}"
        + (Mask is null ? "" : $" --mask {string.Join(',', Mask.Order(StringComparer.Ordinal))}")
        + (FaultsMax == int.MaxValue ? "" : $" --faults {FaultsMax}")
        + (IsBytes ? " --bytes" : "");

    private string ModeName => Mode.ToString().ToLowerInvariant();
}
