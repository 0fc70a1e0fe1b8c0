using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LowLatencyHedger.App.Running;

/// <summary>
/// Where a run's lines for people go: straight to a descriptor of the system. Not through the console's own stream, because a rehearsal writes
/// to nowhere by the same code and so leaves nothing of it to be compiled later.
/// </summary>
internal static class ProgressLines
{
    private const int StandardErrorDescriptor = 2;

    public static TextWriter ToStandardError() => OperatingSystem.IsWindows()
        ? Console.Error
        : Over(new DescriptorStream(new SafeFileHandle(StandardErrorDescriptor, ownsHandle: false)));

    /// <summary>Takes lines and keeps none.</summary>
    public static TextWriter ToNowhere() => OperatingSystem.IsWindows()
        ? TextWriter.Null
        : Over(new DescriptorStream(File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Write)));

    private static TextWriter Over(Stream stream) => TextWriter.Synchronized(new StreamWriter(stream) { AutoFlush = true });

    // Blittable arguments only: nothing for a source generator to generate, and no unsafe code.
    [DllImport("libc", EntryPoint = "write")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Write(int descriptor, in byte bytes, nint count);

    /// <summary>Write only. What the system does not take is dropped: nobody listens any more.</summary>
    private sealed class DescriptorStream(SafeFileHandle handle) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush()
        {
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            while (!buffer.IsEmpty)
            {
                var written = ProgressLines.Write((int)handle.DangerousGetHandle(), in MemoryMarshal.GetReference(buffer), buffer.Length);
                if (written <= 0)
                {
                    return;
                }

                buffer = buffer[(int)written..];
            }
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            handle.Dispose();
            base.Dispose(disposing);
        }
    }
}
