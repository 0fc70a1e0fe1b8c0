namespace LowLatencyHedger.Backtest.Laboratory;

/// <summary>An experiment's outcome.</summary>
/// <param name="Settings">What was asked.</param>
/// <param name="Premium">The model's value of the option.</param>
/// <param name="PathsDone">Fewer than asked when it was interrupted; the rows are about these.</param>
/// <param name="Rows">One for each policy, in the order given.</param>
public sealed record LabResult(LabSettings Settings, double Premium, int PathsDone, IReadOnlyList<LabRow> Rows);
