namespace LowLatencyHedger.Simulation.Faults;

/// <summary>What one run showed.</summary>
public sealed record FaultRunResult
{
    public required FaultRunOptions Options { get; init; }

    public required long VirtualNanos { get; init; }

    public required long Inputs { get; init; }

    public required long Orders { get; init; }

    public required long Fills { get; init; }

    /// <summary>Times that the trading session became ready.</summary>
    public required long Recoveries { get; init; }

    public required int Processes { get; init; }

    /// <summary>Faults that were made, by kind in the order of the catalogue.</summary>
    public required IReadOnlyList<int> Faults { get; init; }

    /// <summary>From the end of a fault that stopped trading, or from the stop if that was later, to trading again.</summary>
    public required IReadOnlyList<(int Kind, long Nanos)> Recovered { get; init; }

    /// <summary>Why an operator had to resume, each time.</summary>
    public required IReadOnlyList<string> Resumes { get; init; }

    /// <summary>In a soak: bytes in use after a full collection, at the start, every half hour and at the end.</summary>
    public required IReadOnlyList<(long AtNanos, long Bytes)> Memory { get; init; }

    /// <summary>By <see cref="Law"/>.</summary>
    public required IReadOnlyList<long> Evaluations { get; init; }

    public required ulong TraceHash { get; init; }

    /// <summary>It ran a second time.</summary>
    public bool IsDouble { get; init; }

    /// <summary>The second time gave another run.</summary>
    public bool IsMismatch { get; init; }

    /// <summary>Null when every law held.</summary>
    public FaultFailure? Failure { get; init; }

    /// <summary>The last events before the failure.</summary>
    public IReadOnlyList<string> Tail { get; init; } = [];
}
