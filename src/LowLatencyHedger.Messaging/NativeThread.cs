using System.Runtime.InteropServices;

namespace LowLatencyHedger.Messaging;

/// <summary>The calls into the C library that have no counterpart in .NET. Linux only.</summary>
internal static class NativeThread
{
    /// <summary>CPUs that a mask has room for.</summary>
    public const int CpusMax = 1024;

    private const string LibC = "libc";
    private const int WordBits = 64;

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

    // Blittable arguments only: nothing for a source generator to generate, and no unsafe code.
    [DllImport(LibC, EntryPoint = "sched_setaffinity", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SchedSetAffinity(int thread, nint size, [In] ulong[] mask);

    [DllImport(LibC, EntryPoint = "sched_getaffinity", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SchedGetAffinity(int thread, nint size, [In, Out] ulong[] mask);
}
