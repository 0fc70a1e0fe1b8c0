using System.Buffers.Text;
using Microsoft.Win32.SafeHandles;

namespace LowLatencyHedger.Messaging;

/// <summary>
/// How long one thread ran, and how long it was ready to run but had no CPU, as the Linux scheduler counts them. Opened by the thread
/// that it is about, read by another without disturbing it and without allocating.
/// </summary>
internal sealed class ThreadCpuTime : IDisposable
{
    // "running waiting slices", nanoseconds each of the first two.
    private const string CurrentThreadFile = "/proc/thread-self/schedstat";

    private readonly SafeFileHandle _file;

    private ThreadCpuTime(SafeFileHandle file)
    {
        _file = file;
    }

    /// <summary>Null where the system has no such file.</summary>
    public static ThreadCpuTime? OpenForCurrentThread() =>
        File.Exists(CurrentThreadFile) ? new ThreadCpuTime(File.OpenHandle(CurrentThreadFile)) : null;

    /// <summary>False once the thread is gone.</summary>
    public bool TryRead(out long runningNanos, out long waitingNanos)
    {
        runningNanos = 0;
        waitingNanos = 0;
        Span<byte> text = stackalloc byte[64];
        int length;
        try
        {
            length = RandomAccess.Read(_file, text, 0);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return false;
        }

        return Utf8Parser.TryParse(text[..length], out runningNanos, out var used)
            && used < length
            && Utf8Parser.TryParse(text[(used + 1)..length], out waitingNanos, out _);
    }

    public void Dispose() => _file.Dispose();
}
