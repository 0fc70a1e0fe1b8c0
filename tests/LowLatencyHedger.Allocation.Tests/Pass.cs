namespace LowLatencyHedger.Allocation.Tests;

/// <summary>
/// One run over many events, with state of its own. The run returns the number of events; what it owns is disposed unmeasured.
/// </summary>
internal sealed record Pass(Func<long> Run, IDisposable? Owned = null);
