namespace LowLatencyHedger.Primitives;

/// <summary>A statement about the program's own state that must always hold did not hold.</summary>
public sealed class InvariantException(string what) : Exception(what);
