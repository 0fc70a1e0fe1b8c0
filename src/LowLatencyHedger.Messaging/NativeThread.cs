using System.Runtime.InteropServices;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Messaging;

/// <summary>The calls into the C library that have no counterpart in .NET. Linux only, except for <see cref="Sleep"/>.</summary>
internal static class NativeThread
{
    /// <summary>CPUs that a mask has room for.</summary>
    public const int CpusMax = 1024;

    private const string LibC = "libc";
    private const int WordBits = 64;

    /// <summary>Sleeps about that long: the kernel adds its timer slack (50 us) and an interruption ends it early.</summary>
    public static void Sleep(long nanos)
    {
        if (OperatingSystem.IsLinux())
        {
            var request = new TimeSpec { Seconds = nanos / Nanos.PerSecond, Nanoseconds = nanos % Nanos.PerSecond };
            _ = NanoSleep(in request, 0);
        }
        else
        {
            Thread.Sleep((int)Math.Max(1, Nanos.ToMillis(nanos)));
        }
    }

    /// <summary>Binds a thread, 0 for the calling one. 0, or the error number.</summary>
    public static int SetAffinity(int thread, params ReadOnlySpan<int> cpus)
    {
        var mask = new ulong[CpusMax / WordBits];
        foreach (var cpu in cpus)
        {
            mask[cpu / WordBits] |= 1UL << (cpu % WordBits);
        }

        return SchedSetAffinity(thread, CpusMax / 8, mask) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>The CPUs that the calling thread may run on; empty when the kernel does not say.</summary>
    public static int[] GetAffinity()
    {
        var mask = new ulong[CpusMax / WordBits];
        if (SchedGetAffinity(0, CpusMax / 8, mask) < 0)
        {
            return [];
        }

        var cpus = new List<int>();
        for (var cpu = 0; cpu < CpusMax; cpu++)
        {
            if ((mask[cpu / WordBits] >> (cpu % WordBits) & 1) != 0)
            {
                cpus.Add(cpu);
            }
        }

        return [.. cpus];
    }

    /// <summary>Gives the calling thread a niceness, from -20 to 19. 0, or the error number.</summary>
    public static int SetNiceness(int niceness) => SetPriority(0, 0, niceness) == 0 ? 0 : Marshal.GetLastPInvokeError();

    // Blittable arguments only: nothing for a source generator to generate, and no unsafe code.
    [DllImport(LibC, EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NanoSleep(in TimeSpec request, nint remaining);

    [DllImport(LibC, EntryPoint = "setpriority", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, int thread, int niceness);

    [DllImport(LibC, EntryPoint = "sched_setaffinity", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SchedSetAffinity(int thread, nint size, [In] ulong[] mask);

    [DllImport(LibC, EntryPoint = "sched_getaffinity", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SchedGetAffinity(int thread, nint size, [In, Out] ulong[] mask);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
