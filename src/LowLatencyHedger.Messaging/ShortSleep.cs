using System.Runtime.InteropServices;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Messaging;

/// <summary>Sleeps of less than a millisecond, where the system can.</summary>
public static class ShortSleep
{
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

    // Blittable arguments only: nothing for a source generator to generate, and no unsafe code.
    [DllImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NanoSleep(in TimeSpec request, nint remaining);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
