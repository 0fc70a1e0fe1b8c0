using System.Runtime.InteropServices;

namespace LowLatencyHedger.Messaging;

/// <summary>The kernel's real-time scheduling for the calling thread, and memory that is never paged out. Linux only.</summary>
public static class RealtimeThread
{
    /// <summary>Returned as the error number where the system has no such call.</summary>
    public const int NotSupported = -1;

    private const string LibC = "libc";
    private const int Fifo = 1;
    private const int ResetOnFork = 0x4000_0000;
    private const int CurrentPages = 1;
    private const int FuturePages = 2;
    private const int OnFault = 4;

    /// <summary>
    /// Puts the calling thread before all others that are not real-time: <c>SCHED_FIFO</c>, 1 to 99. False, with the system's error number,
    /// when the process may not.
    /// </summary>
    public static bool TrySetPriority(int priority, out int errorNumber)
    {
        errorNumber = !OperatingSystem.IsLinux() ? NotSupported
            : SetScheduler(0, Fifo | ResetOnFork, in priority) == 0 ? 0
            : Marshal.GetLastPInvokeError();
        return errorNumber == 0;
    }

    /// <summary>Keeps every page that the process has touched, or will, in memory. False, with the system's error number, when it may not.</summary>
    public static bool TryLockMemory(out int errorNumber)
    {
        // Not what is only reserved: the collector reserves far more than any machine has.
        errorNumber = !OperatingSystem.IsLinux() ? NotSupported
            : LockAll(CurrentPages | FuturePages | OnFault) == 0 ? 0
            : Marshal.GetLastPInvokeError();
        return errorNumber == 0;
    }

    /// <summary>How the kernel schedules the calling thread; null where it does not say.</summary>
    public static string? CurrentPolicy() => !OperatingSystem.IsLinux() ? null : (GetScheduler(0) & ~ResetOnFork) switch
    {
        0 => "SCHED_OTHER",
        Fifo => "SCHED_FIFO",
        2 => "SCHED_RR",
        3 => "SCHED_BATCH",
        5 => "SCHED_IDLE",
        6 => "SCHED_DEADLINE",
        _ => null,
    };

    // Blittable arguments only: nothing for a source generator to generate, and no unsafe code. The parameter struct is one int.
    [DllImport(LibC, EntryPoint = "sched_setscheduler", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetScheduler(int thread, int policy, in int priority);

    [DllImport(LibC, EntryPoint = "sched_getscheduler")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetScheduler(int thread);

    [DllImport(LibC, EntryPoint = "mlockall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int LockAll(int flags);
}
