namespace LowLatencyHedger.LatencyBench;

/// <summary>What is measured.</summary>
/// <param name="Rates">Messages a second, one run of the engine each.</param>
/// <param name="Seconds">Of each rate.</param>
/// <param name="Layout">The engine's: shared or dedicated.</param>
/// <param name="IsTls">Between venue and engine.</param>
/// <param name="IsBursty">All messages up to a trigger are due at the same moment.</param>
/// <param name="TriggersPerSecond">Messages that lead to an order.</param>
/// <param name="IsQuick">A small book, no rehearsal and one fraction of a second, to see that it works.</param>
internal sealed record LatencyOptions(
    IReadOnlyList<int> Rates, int Seconds, string Layout, bool IsTls, bool IsBursty, int TriggersPerSecond, bool IsQuick)
{
    /// <summary>
    /// Between two slices the engine stands still while the echo is measured. A second holds no more orders than the engine's telemetry keeps,
    /// and the engine's limit on orders a second recovers in between.
    /// </summary>
    public double SliceSeconds => IsQuick ? 0.2 : 1;

    public int Slices => IsQuick ? 1 : Seconds;

    public int BookSize => IsQuick ? 50 : 1_000;

    public int RehearsalSeconds => IsQuick ? 0 : 30;

    /// <summary>What does not go together; null for nothing.</summary>
    public string? Problem =>
        Rates.Min() < TriggersPerSecond ? $"--triggers {TriggersPerSecond}: expected at most the least --rate, which is {Rates.Min()}" : null;
}
