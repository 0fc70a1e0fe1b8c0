namespace LowLatencyHedger.Messaging;

/// <summary>
/// Binds the calling thread to a CPU. Only threads are bound, never the process: the JIT and the collector need the other CPUs.
/// </summary>
public static class ThreadAffinity
{
    /// <summary>Returned as the error number where the system has no such call.</summary>
    public const int NotSupported = -1;

    private const int InvalidArgument = 22;

    /// <summary>
    /// False, with the system's error number, when the CPU does not exist, is not allowed to this process, or the system cannot do it.
    /// </summary>
    public static bool TryPinCurrentThread(int cpu, out int errorNumber)
    {
        if (!OperatingSystem.IsLinux())
        {
            errorNumber = NotSupported;
        }
        else if ((uint)cpu >= NativeThread.CpusMax)
        {
            errorNumber = InvalidArgument;
        }
        else
        {
            errorNumber = NativeThread.SetAffinity(cpu);
        }

        return errorNumber == 0;
    }

    /// <summary>The CPUs that the calling thread may run on; empty where the system does not say.</summary>
    public static int[] CurrentThreadCpus() => OperatingSystem.IsLinux() ? NativeThread.GetAffinity() : [];
}
