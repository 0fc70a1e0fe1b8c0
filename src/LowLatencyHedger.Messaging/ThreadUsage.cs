using System.Runtime.InteropServices;

namespace LowLatencyHedger.Messaging;

/// <summary>What the kernel has done to a thread so far; differences of two readings tell what a time was disturbed by.</summary>
/// <param name="InvoluntarySwitches">The processor was taken away from it.</param>
/// <param name="MinorFaults">A page was not mapped yet.</param>
/// <param name="MajorFaults">A page had to be read from a disk.</param>
public readonly record struct ThreadUsage(long InvoluntarySwitches, long MinorFaults, long MajorFaults)
{
    // Linux: RUSAGE_THREAD, and the words of struct rusage behind its two times.
    private const int CurrentThread = 1;
    private const int Words = 18;
    private const int MinorFaultsWord = 8;
    private const int MajorFaultsWord = 9;
    private const int InvoluntarySwitchesWord = 17;

    /// <summary>Of the calling thread: one system call. All zero where the system has no such count.</summary>
    public static ThreadUsage OfCurrentThread()
    {
        Span<long> words = stackalloc long[Words];
        words.Clear();
        return OperatingSystem.IsLinux() && GetUsage(CurrentThread, ref words[0]) == 0
            ? new ThreadUsage(words[InvoluntarySwitchesWord], words[MinorFaultsWord], words[MajorFaultsWord])
            : default;
    }

    public ThreadUsage Since(in ThreadUsage before) => new(
        InvoluntarySwitches - before.InvoluntarySwitches, MinorFaults - before.MinorFaults, MajorFaults - before.MajorFaults);

    // Blittable arguments only: nothing for a source generator to generate, and no unsafe code.
    [DllImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetUsage(int who, ref long usage);
}
