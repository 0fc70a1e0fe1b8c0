using System.Runtime;
using LowLatencyHedger.Messaging;

namespace LowLatencyHedger.App.Running;

/// <summary>What the runtime has done so far in this process: differences of two readings tell what a time was disturbed by.</summary>
internal readonly record struct RuntimeCounts(int Collections, long HotThreadBytes, long Bytes, long Methods, long ResidentBytes)
{
    public static RuntimeCounts Read(IReadOnlyList<AgentRunner> hotThreads)
    {
        var hotBytes = 0L;
        for (var i = 0; i < hotThreads.Count; i++)
        {
            hotBytes += hotThreads[i].HotThreadAllocatedBytes;
        }

        return new RuntimeCounts(
            GC.CollectionCount(0), hotBytes, GC.GetTotalAllocatedBytes(), JitInfo.GetCompiledMethodCount(), Environment.WorkingSet);
    }

    public RuntimeCounts Since(in RuntimeCounts before) => new(
        Collections - before.Collections,
        HotThreadBytes - before.HotThreadBytes,
        Bytes - before.Bytes,
        Methods - before.Methods,
        ResidentBytes - before.ResidentBytes);
}
