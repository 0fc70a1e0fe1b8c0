using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace LowLatencyHedger.Telemetry;

/// <summary>Where <see cref="NativeWords"/> come from. Cold.</summary>
internal static class NativeMemoryOwner
{
    public static NativeWords Pinned(int words)
    {
        var array = GC.AllocateArray<long>(words, pinned: true);
        return new NativeWords(Marshal.UnsafeAddrOfPinnedArrayElement(array, 0), array);
    }

    public static NativeWords Mapped(MemoryMappedViewAccessor view) =>
        new(view.SafeMemoryMappedViewHandle.DangerousGetHandle() + (nint)view.PointerOffset, view);
}
