namespace LowLatencyHedger.Allocation.Tests;

/// <summary>Runs a pass over many events and reads how many bytes this thread allocated in it.</summary>
internal static class Meter
{
    private const int WarmUpPasses = 3;

    /// <summary>Enough for what the warm-up made hot to be compiled again in the background; correctness does not depend on it.</summary>
    private static readonly TimeSpan s_compilation = TimeSpan.FromMilliseconds(60);

    /// <param name="prepare">Builds one pass, unmeasured.</param>
    public static (long Events, long Bytes) Measure(Func<Pass> prepare)
    {
        for (var i = 0; i < WarmUpPasses; i++)
        {
            var warmUp = prepare();
            warmUp.Run();
            warmUp.Owned?.Dispose();
            Thread.Sleep(s_compilation);
        }

        var pass = prepare();

        // What is left of this thread's allocation buffer counts as allocated when a collection takes the buffer away.
        GC.Collect();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var events = pass.Run();
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        pass.Owned?.Dispose();
        return (events, bytes);
    }
}
