using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Journal;

/// <summary>One preallocated, mapped and pre-touched segment file, or memory like it.</summary>
/// <remarks>
/// Writing a page back, by a sync or by the kernel after half a minute, protects it: the next store into it is a fault, which may wait until
/// the disk has the page. So the page that the appender is in is synced only when it must be, and the pages that come next are touched again by
/// the keeper. The kernel writes back, and protects, what it has put into one folio: it is told that access is random, and makes folios of one page.
/// </remarks>
internal sealed unsafe class MappedSegment : IDisposable
{
    public const int PageSize = 4096;

    /// <summary>MS_SYNC of Linux's asm-generic/mman-common.h.</summary>
    private const int SyncNow = 4;

    /// <summary>MADV_RANDOM, of the same.</summary>
    private const int RandomAccess = 1;

    private readonly FileStream? _stream;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly int _size;
    private int _syncedEnd;

    private MappedSegment(FileStream? stream, int size)
    {
        _stream = stream;
        _size = size;
        _file = stream is null
            ? MemoryMappedFile.CreateNew(null, size)
            : MemoryMappedFile.CreateFromFile(stream, null, size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _file.CreateViewAccessor(0, size, MemoryMappedFileAccess.ReadWrite);
        byte* pointer = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        _start = pointer + _view.PointerOffset;
    }

    /// <summary>Where the next record goes. Appender's thread; others read it.</summary>
    public int Position = JournalFormat.SegmentHeaderSize;

    [HotPath]
    public Span<byte> Bytes => new(_start, _size);

    /// <summary>Creates the file whole, so that a full disk shows here and not in the middle of a record. Cold: takes milliseconds.</summary>
    public static MappedSegment Create(string path, uint number, uint epoch, int size)
    {
        var stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            PreallocationSize = size,
            BufferSize = 0,
        });
        try
        {
            stream.SetLength(size);
            var segment = new MappedSegment(stream, size);
            segment.AdviseRandomAccess();
            segment.Touch();
            JournalFormat.WriteSegmentHeader(segment.Bytes, number, epoch);
            DirectorySync.Flush(System.IO.Path.GetDirectoryName(path)!);
            return segment;
        }
        catch
        {
            stream.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Without a file: nothing survives the process.</summary>
    public static MappedSegment CreateInMemory(int size)
    {
        var segment = new MappedSegment(null, size);
        segment.Touch();
        return segment;
    }

    public string Path => _stream!.Name;

    /// <summary>Pages to disk, then the file's own data. Cold: tens of milliseconds at worst.</summary>
    public void Sync()
    {
        _view.Flush();
        _stream!.Flush(flushToDisk: true);
    }

    /// <summary>
    /// The same for the pages up to <paramref name="end"/> that were not synced before; the pages behind it stay as they are, writable. Keeper's
    /// thread.
    /// </summary>
    /// <exception cref="IOException">The bytes may not be on the disk.</exception>
    public void Sync(int end)
    {
        if (!OperatingSystem.IsLinux())
        {
            Sync();
            return;
        }

        var first = _syncedEnd & ~(PageSize - 1);
        if (Synchronize(_start + first, (nuint)(end - first), SyncNow) != 0)
        {
            throw new IOException($"{Path} cannot be synced: error {Marshal.GetLastPInvokeError()}");
        }

        _syncedEnd = end;
    }

    /// <summary>Any thread, beside the appender: makes pages writable without a fault, and leaves every byte as it is.</summary>
    public void TouchAhead(int from, int bytes)
    {
        // The end of a page: the appender is there last, and its line stays with it.
        var last = PageSize - sizeof(int);
        for (var page = from & ~(PageSize - 1); page < Math.Min(from + bytes, _size - last); page += PageSize)
        {
            Interlocked.Add(ref *(int*)(_start + page + last), 0);
        }
    }

    /// <summary>
    /// Writes the bytes to a new file that takes the place of this one. After a failed sync the pages count as clean although they may never
    /// have reached the disk, so that another sync of the same file says nothing.
    /// </summary>
    public void Rewrite()
    {
        var making = Path + ".new";
        using (var stream = new FileStream(making, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0))
        {
            stream.Write(Bytes);
            stream.Flush(flushToDisk: true);
        }

        File.Move(making, Path, overwrite: true);
        DirectorySync.Flush(System.IO.Path.GetDirectoryName(Path)!);
    }

    /// <summary>Gives the unused end back to the file system when the run ends.</summary>
    public void CloseAt(int length)
    {
        Dispose();
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.Read);
        file.SetLength(length);
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
        _stream?.Dispose();
    }

    // Blittable arguments only: nothing for a source generator to generate.
    [DllImport("libc", EntryPoint = "msync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Synchronize(byte* start, nuint length, int flags);

    [DllImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Advise(byte* start, nuint length, int advice);

    /// <summary>Before the first touch. Only advice: a system that does not take it is slower.</summary>
    private void AdviseRandomAccess()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Advise(_start, (nuint)_size, RandomAccess);
        }
    }

    private void Touch()
    {
        for (var offset = 0; offset < _size; offset += PageSize)
        {
            _start[offset] = 0;
        }
    }
}
