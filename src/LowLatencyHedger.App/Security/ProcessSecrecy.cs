using System.Runtime.InteropServices;

namespace LowLatencyHedger.App.Security;

/// <summary>
/// Keeps this process's memory and files to itself before a key is read: no core file, no tracing by other processes of the same user, new
/// files readable by their owner only. Linux only; a no-op elsewhere.
/// </summary>
internal static class ProcessSecrecy
{
    /// <summary>Set by people who want the runtime to write a dump when it crashes; a dump would hold the key.</summary>
    public const string DumpVariable = "DOTNET_DbgEnableMiniDump";

    private const string LibC = "libc";
    private const int CoreSize = 4;
    private const int SetDumpable = 4;
    private const uint OthersNothing = 0x3f; // 0077

    /// <summary>Would a crash write this process's memory to a file?</summary>
    public static bool WritesDumps => Environment.GetEnvironmentVariable(DumpVariable) is { Length: > 0 } value && value != "0";

    public static void Apply()
    {
        if (OperatingSystem.IsLinux())
        {
            var none = default(Limit);
            _ = SetResourceLimit(CoreSize, in none);
            _ = Control(SetDumpable, 0, 0, 0, 0);
            _ = SetFileMask(OthersNothing);
        }
    }

    // Blittable arguments only: nothing for a source generator to generate, and no unsafe code.
    [DllImport(LibC, EntryPoint = "setrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetResourceLimit(int resource, in Limit limit);

    [DllImport(LibC, EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int option, nint argument2, nint argument3, nint argument4, nint argument5);

    [DllImport(LibC, EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint SetFileMask(uint mask);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public nuint Soft;
        public nuint Hard;
    }
}
