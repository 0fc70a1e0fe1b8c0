using System.Runtime;

namespace LowLatencyHedger.App.Bench;

/// <summary>
/// Rounds that do not count, until the measuring process compiles next to nothing in one: the venue and the clients of the echo run in it, and
/// the JIT takes the processor from them for milliseconds.
/// </summary>
internal static class BenchWarmUp
{
    private const int RoundsMax = 10;
    private const int FewMethods = 10;

    /// <summary>Methods compiled in the last of them: more than a few when ten were not enough.</summary>
    public static long Run(Action round, bool isQuick)
    {
        long compiled;
        var rounds = 0;
        do
        {
            var before = JitInfo.GetCompiledMethodCount();
            round();
            compiled = JitInfo.GetCompiledMethodCount() - before;
        }
        while (compiled >= FewMethods && ++rounds < (isQuick ? 1 : RoundsMax));
        return compiled;
    }
}
