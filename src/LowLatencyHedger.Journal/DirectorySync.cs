using System.Runtime.InteropServices;
using System.Text;

namespace LowLatencyHedger.Journal;

/// <summary>Makes the names in a directory lasting: a new or renamed file is only sure to be found again once its directory is on the disk.</summary>
public static class DirectorySync
{
    private const string LibC = "libc";

    /// <summary>Does nothing on Windows, where a directory cannot be flushed. .NET cannot open one.</summary>
    /// <exception cref="IOException">The directory could not be flushed.</exception>
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(Encoding.UTF8.GetBytes(directory + '\0'), 0);
        if (descriptor < 0)
        {
            throw new IOException($"{directory} cannot be opened: error {Marshal.GetLastPInvokeError()}");
        }

        var result = Fsync(descriptor);
        var error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (result != 0)
        {
            throw new IOException($"{directory} cannot be flushed: error {error}");
        }
    }

    // Blittable arguments only: nothing for a source generator to generate.
    [DllImport(LibC, EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([In] byte[] path, int flags);

    [DllImport(LibC, EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Fsync(int descriptor);

    [DllImport(LibC, EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
