using System.Runtime;

namespace LowLatencyHedger.App.Running;

/// <summary>
/// Keeps the collector out of the way of a run: everything collected and compacted before it, memory for what the cold threads allocate set
/// aside, and short pauses preferred where that is used up. One cold thread.
/// </summary>
internal sealed class QuietCollector(int noCollectionMebibytes) : IDisposable
{
    private GCLatencyMode _before;
    private bool _isPrepared;

    public void Prepare()
    {
        _before = GCSettings.LatencyMode;
        _isPrepared = true;
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
        if (!_isPrepared)
        {
            return;
        }

        if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
        {
            GC.EndNoGCRegion();
        }

        GCSettings.LatencyMode = _before;
    }
}
