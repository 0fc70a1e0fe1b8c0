namespace LowLatencyHedger.App.Bench;

/// <summary>How a bench is measured.</summary>
/// <param name="Rounds">In each, the work and its floor have a slice of time, in alternating order.</param>
/// <param name="SliceMillis">Length of a slice.</param>
/// <param name="QuietMillis">The warm-up ends when the JIT has compiled nothing for this long.</param>
/// <param name="WarmUpMaxMillis">... and at the latest after this.</param>
/// <param name="WarmUpCallsMin">... but not before this many calls.</param>
internal sealed record BenchSettings(int Rounds, int SliceMillis, int QuietMillis, int WarmUpMaxMillis, int WarmUpCallsMin)
{
    /// <summary>Only scenarios whose names begin so, where a bench has several.</summary>
    public string Scenario { get; init; } = "";

    public bool IsQuick => QuietMillis == 0;

    /// <summary>The JIT waits 100 ms for a pause in new methods: a quiet time well above that has seen the last tier.</summary>
    public static readonly BenchSettings Full = new(11, 20, 300, 20_000, 64);

    /// <summary>Shows that everything works; the figures mean little.</summary>
    public static readonly BenchSettings Quick = new(5, 1, 0, 100, 2);
}
