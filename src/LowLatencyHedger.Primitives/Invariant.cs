using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace LowLatencyHedger.Primitives;

/// <summary>Checks that stay on in Release where they are cheap: trading on a contradiction is worse than stopping.</summary>
public static class Invariant
{
    [HotPath]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void That(bool holds, string what)
    {
        if (!holds)
        {
            Throw.InvariantBroken(what);
        }
    }

    /// <summary>For checks that cost too much in Release.</summary>
    [Conditional("DEBUG")]
    public static void Debug(bool holds, string what) => That(holds, what);
}
