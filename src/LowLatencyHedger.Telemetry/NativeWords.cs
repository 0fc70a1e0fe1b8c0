using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Telemetry;

/// <summary>
/// A fixed address range, in a mapped file or in pinned memory of its own, so that a counter costs the same in both. Keeps its owner
/// alive; whoever disposes a mapped file does so after the last use.
/// </summary>
[HotPath]
internal readonly struct NativeWords
{
    private readonly nint _address;
    private readonly object _owner;

    public NativeWords(nint address, object owner)
    {
        _address = address;
        _owner = owner;
    }

    public object Owner => _owner;

    public ref long this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref At<long>((nint)index * sizeof(long));
    }

    /// <summary>The value at a byte offset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T At<T>(nint offset)
        where T : unmanaged => ref Unsafe.As<byte, T>(ref Unsafe.AddByteOffset(ref Unsafe.NullRef<byte>(), _address + offset));

    public Span<byte> Bytes(nint offset, int count) => MemoryMarshal.CreateSpan(ref At<byte>(offset), count);

    public Span<long> Words(int first, int count) => MemoryMarshal.CreateSpan(ref this[first], count);

    public NativeWords Slice(nint offset) => new(_address + offset, _owner);
}
