namespace LowLatencyHedger.Simulation.Faults;

/// <summary>How a run's faults are chosen.</summary>
public enum SwarmMode
{
    /// <summary>Three to five kinds, one fault every one to four seconds.</summary>
    Storm,

    /// <summary>Each kind with probability one half, one fault every 20 to 240 seconds.</summary>
    Broad,

    /// <summary>No fault: nothing may go wrong.</summary>
    Quiet,

    /// <summary>Ordered pairs of kinds, the second beginning up to three seconds after the first.</summary>
    Pairs,
}
