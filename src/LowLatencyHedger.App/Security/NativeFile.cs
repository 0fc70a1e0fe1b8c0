using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace LowLatencyHedger.App.Security;

/// <summary>Who owns a file and what it is: the part of the C library's <c>statx</c> that .NET does not show. Linux only.</summary>
internal static class NativeFile
{
    private const string LibC = "libc";
    private const int CurrentDirectory = -100;
    private const int SymlinkNoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStats = 0x7ff;

    /// <summary>The user that this process acts as.</summary>
    public static uint EffectiveUser => GetEffectiveUser();

    /// <summary>The thing of that name itself: a symbolic link is not followed. Null when there is none that may be seen.</summary>
    public static FileFacts? Describe(string path) =>
        StatX(CurrentDirectory, Utf8(path), SymlinkNoFollow, BasicStats, out var stat) == 0 ? new FileFacts(in stat) : null;

    /// <summary>The file that is open, whatever its name means by now.</summary>
    public static FileFacts? Describe(SafeFileHandle handle) =>
        StatX((int)handle.DangerousGetHandle(), Utf8(""), EmptyPath, BasicStats, out var stat) == 0 ? new FileFacts(in stat) : null;

    private static byte[] Utf8(string path) => Encoding.UTF8.GetBytes(path + '\0');

    // Blittable arguments only: nothing for a source generator to generate, and no unsafe code.
    [DllImport(LibC, EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(int directory, [In] byte[] path, int flags, uint mask, out StatXBuffer stat);

    [DllImport(LibC, EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint GetEffectiveUser();

    /// <summary><c>struct statx</c>, the same on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct StatXBuffer
    {
        [FieldOffset(20)]
        public uint User;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }

    /// <summary>What a file is, whose, and who may do what with it.</summary>
    internal readonly record struct FileFacts
    {
        private const int TypeMask = 0xf000;
        private const int TypeRegular = 0x8000;
        private const int TypeLink = 0xa000;
        private const int PermissionMask = 0xfff;

        public FileFacts(in StatXBuffer stat)
        {
            Owner = stat.User;
            Inode = stat.Inode;
            Device = ((ulong)stat.DeviceMajor << 32) | stat.DeviceMinor;
            IsRegular = (stat.Mode & TypeMask) == TypeRegular;
            IsLink = (stat.Mode & TypeMask) == TypeLink;
            Mode = (UnixFileMode)(stat.Mode & PermissionMask);
        }

        public uint Owner { get; }

        public ulong Inode { get; }

        public ulong Device { get; }

        public bool IsRegular { get; }

        public bool IsLink { get; }

        public UnixFileMode Mode { get; }
    }
}
