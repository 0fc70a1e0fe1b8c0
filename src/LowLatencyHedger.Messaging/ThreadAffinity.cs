using System.Globalization;

namespace LowLatencyHedger.Messaging;

/// <summary>
/// Which CPUs threads run on: a hot thread on one of its own, all others of the process on the rest, where the JIT and the collector do not
/// interrupt it.
/// </summary>
public static class ThreadAffinity
{
    /// <summary>Returned as the error number where the system has no such call.</summary>
    public const int NotSupported = -1;

    private const int InvalidArgument = 22;
    private const string OwnThreads = "/proc/self/task";

    private static readonly int[] s_allowed = CurrentThreadCpus();

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
            errorNumber = NativeThread.SetAffinity(0, cpu);
        }

        return errorNumber == 0;
    }

    /// <summary>
    /// Binds every thread of the process to the CPUs that it was allowed before, but for these; threads started later inherit that. Cold.
    /// False, and nothing is changed, when no CPU is left or the system cannot do it.
    /// </summary>
    /// <param name="hotCpus">None of them for all CPUs again.</param>
    public static bool TryKeepProcessOff(IReadOnlyCollection<int> hotCpus)
    {
        int[] others = [.. s_allowed.Except(hotCpus)];
        if (others.Length == 0 || !Directory.Exists(OwnThreads))
        {
            return false;
        }

        // A thread that ends meanwhile is none to bind any more.
        foreach (var thread in Directory.EnumerateDirectories(OwnThreads))
        {
            _ = NativeThread.SetAffinity(int.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture), others);
        }

        return true;
    }

    /// <summary>The CPUs that the calling thread may run on; empty where the system does not say.</summary>
    public static int[] CurrentThreadCpus() => OperatingSystem.IsLinux() ? NativeThread.GetAffinity() : [];
}
