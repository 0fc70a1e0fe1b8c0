namespace LowLatencyHedger.Transport.Tests;

/// <summary>Counts the bytes that a loop allocates on its thread.</summary>
internal static class Allocation
{
    /// <summary>
    /// The fewest bytes over several runs: code that allocates per message does so in every run, while the runtime's own (a type
    /// loaded, a tier changed) falls into some of them.
    /// </summary>
    public static long Least(int runs, Action run)
    {
        var least = long.MaxValue;
        for (var i = 0; i < runs; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
