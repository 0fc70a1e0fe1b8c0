using System.Runtime;

namespace LowLatencyHedger.App.Running;

/// <summary>
/// Keeps the collector out of the way of a run: everything collected and compacted before it, memory for what the cold threads allocate set
/// aside, and short pauses preferred where that is used up. One cold thread. The collector is the process's: of two runs in one, as tests have
/// them, only the first changes it, and nothing is put back that was another's.
/// </summary>
internal sealed class QuietCollector(int noCollectionMebibytes) : IDisposable
{
    private static int s_isTaken;

    private GCLatencyMode _before;
    private bool _isOwner;

    public void Prepare()
    {
        _isOwner = Interlocked.CompareExchange(ref s_isTaken, 1, 0) == 0;
        if (!_isOwner)
        {
            return;
        }

        _before = GCSettings.LatencyMode;
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        GCSettings.LatencyMode = GCLatencyMode.SustainedLowLatency;
        if (noCollectionMebibytes > 0)
        {
            GC.TryStartNoGCRegion(noCollectionMebibytes * 1024L * 1024);
        }
    }

    public void Dispose()
    {
        if (!_isOwner)
        {
            return;
        }

        _isOwner = false;

        if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
        {
            GC.EndNoGCRegion();
        }

        GCSettings.LatencyMode = _before;
        Volatile.Write(ref s_isTaken, 0);
    }
}
