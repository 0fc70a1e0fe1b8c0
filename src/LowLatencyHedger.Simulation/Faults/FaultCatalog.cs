namespace LowLatencyHedger.Simulation.Faults;

/// <summary>Every kind of fault that the simulation can make.</summary>
public static class FaultCatalog
{
    /// <summary>In a fixed order, which seeds refer to: new kinds come last.</summary>
    public static IReadOnlyList<FaultKind> All { get; } =
        [.. NetworkFaults.All, .. VenueFaults.All, .. MarketDataFaults.All, .. HostFaults.All, .. RareFaults.All, .. AccountFaults.All];

    /// <summary>Null when there is no kind of that name.</summary>
    public static FaultKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);
}
