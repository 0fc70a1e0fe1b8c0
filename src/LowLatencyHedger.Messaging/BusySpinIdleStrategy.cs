using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Messaging;

/// <summary>One pause instruction an idle cycle: a poll without it slows the producer that owns the polled line.</summary>
[HotPath]
public struct BusySpinIdleStrategy : IIdleStrategy
{
    public readonly void Idle(int workCount)
    {
        if (workCount <= 0)
        {
            Pause();
        }
    }

    public readonly void Reset()
    {
    }

    internal static void Pause()
    {
        if (X86Base.IsSupported)
        {
            X86Base.Pause();
        }
        else if (ArmBase.IsSupported)
        {
            ArmBase.Yield();
        }
    }
}
