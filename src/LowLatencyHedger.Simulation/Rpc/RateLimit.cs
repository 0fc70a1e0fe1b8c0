namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>Requests that may be sent: so many refill each second, so many can be saved up.</summary>
/// <param name="RatePerSecond">Requests a second.</param>
/// <param name="Burst">Requests at once.</param>
public readonly record struct RateLimit(double RatePerSecond, double Burst);
