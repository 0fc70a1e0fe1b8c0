using System.Runtime.InteropServices;

namespace LowLatencyHedger.Venues.Deribit.Tests.Codec.Scan;

/// <summary>A page of memory between two that nobody may touch: one byte too far ends the process.</summary>
internal sealed unsafe class GuardedPage : IDisposable
{
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;

    private readonly byte* _pages;

    public GuardedPage()
    {
        _pages = Map(null, (nuint)(3 * Length), ReadWrite, PrivateAnonymous, -1, 0);
        Assert.True((nint)_pages != -1, "mmap failed");
        Assert.Equal(0, Protect(_pages, (nuint)Length, 0));
        Assert.Equal(0, Protect(_pages + (2 * Length), (nuint)Length, 0));
    }

    public int Length { get; } = Environment.SystemPageSize;

    public void Dispose() => Assert.Equal(0, Unmap(_pages, (nuint)(3 * Length)));

    public ReadOnlySpan<byte> AtStart(ReadOnlySpan<byte> bytes) => Place(bytes, Length);

    public ReadOnlySpan<byte> AtEnd(ReadOnlySpan<byte> bytes) => Place(bytes, (2 * Length) - bytes.Length);

    private ReadOnlySpan<byte> Place(ReadOnlySpan<byte> bytes, int offset)
    {
        var placed = new Span<byte>(_pages + offset, bytes.Length);
        bytes.CopyTo(placed);
        return placed;
    }

    [DllImport("libc", EntryPoint = "mmap")]
    private static extern byte* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [DllImport("libc", EntryPoint = "mprotect")]
    private static extern int Protect(void* address, nuint length, int protection);

    [DllImport("libc", EntryPoint = "munmap")]
    private static extern int Unmap(void* address, nuint length);
}
