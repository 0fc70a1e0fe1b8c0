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

    public static void Run(Action round, bool isQuick)
    {
        for (var i = 0; i < (isQuick ? 1 : RoundsMax); i++)
        {
            var before = JitInfo.GetCompiledMethodCount();
            round();
            if (JitInfo.GetCompiledMethodCount() - before < FewMethods)
            {
                return;
            }
        }
    }
}
