using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Messaging;

/// <summary>
/// A position in a ring, alone on its cache lines. Only ever a field of a class: copying one copies 264 bytes and loses the point.
/// </summary>
/// <remarks>
/// Who writes: one thread through <see cref="Value"/>, or many through <see cref="TryAdvance"/>; who reads: any thread.
/// A set releases: what the writer read or wrote before it is finished when another thread sees the value. A get acquires: what
/// follows it happens after. x64 gives both for a plain move; ARM64 needs the stlr/ldar that Volatile emits.
/// 128 bytes on both sides because x64 prefetches lines in pairs and some ARM64 parts have lines of 128 bytes.
/// </remarks>
[HotPath]
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct Sequence
{
    public const int Padding = 128;
    public const int Size = Padding + sizeof(long) + Padding;

    /// <summary>Before the first event.</summary>
    public const long Initial = -1;

    [FieldOffset(Padding)]
    private long _value;

    public Sequence(long value)
    {
        _value = value;
    }

    public long Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => Volatile.Read(in _value);
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => Volatile.Write(ref _value, value);
    }

    /// <summary>Moves from <paramref name="expected"/> to <paramref name="next"/> unless another thread was first. A full fence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAdvance(long expected, long next) => Interlocked.CompareExchange(ref _value, next, expected) == expected;
}
