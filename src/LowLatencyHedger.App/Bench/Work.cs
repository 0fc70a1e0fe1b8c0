namespace LowLatencyHedger.App.Bench;

/// <summary>Something whose time is measured: a call that does the operation many times.</summary>
/// <param name="Name">camelCase.</param>
/// <param name="Operations">How often a call does the operation; enough to take some ten microseconds.</param>
/// <param name="Run">The call.</param>
internal sealed record Work(string Name, int Operations, Action Run);
