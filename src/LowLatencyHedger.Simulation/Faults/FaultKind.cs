namespace LowLatencyHedger.Simulation.Faults;

/// <summary>One way in which something goes wrong.</summary>
/// <param name="Name">As in masks and reports.</param>
/// <param name="Begin">Makes it happen; what lasts ends by itself when its duration is over.</param>
public sealed record FaultKind(string Name, FaultAction Begin)
{
    public double ShortestSeconds { get; init; } = 0.2;

    public double LongestSeconds { get; init; } = 30;
}

/// <summary>Makes a fault happen.</summary>
public delegate void FaultAction(FaultScene scene, in PlannedFault fault);
