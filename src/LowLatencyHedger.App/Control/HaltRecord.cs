namespace LowLatencyHedger.App.Control;

/// <summary>Why the engine is halted, who halted it and when: what the latch file holds.</summary>
/// <param name="Reason">In the operator's words, or the core's reason code.</param>
/// <param name="By">The way that it came: <c>command</c>, <c>file</c>, <c>signal</c>, <c>core</c>.</param>
internal sealed record HaltRecord(string Reason, string By, DateTime SinceUtc);
