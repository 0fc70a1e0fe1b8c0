using System.Runtime.CompilerServices;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Telemetry;

/// <summary>One struct under a seqlock, in memory that several processes may share.</summary>
/// <remarks>
/// Writer: one thread, never waits. Word 0 is odd while it writes. The write barrier keeps the payload's stores behind the odd number (a
/// store with release alone would not, on ARM64), the release of the even number keeps them before it.
/// Readers: any number, write nothing. Acquire of an even number before the copy, a read barrier behind it, and the same number again mean
/// that no store fell in between; otherwise they try again. A writer that died while it wrote leaves an odd number: no snapshot.
/// </remarks>
internal readonly struct SnapshotCell(NativeWords words, int payloadBytes)
{
    private const int Tries = 10_000;

    [HotPath]
    public void Write<T>(in T value)
        where T : unmanaged
    {
        CheckSize<T>();
        ref var version = ref words[0];
        var before = version;
        Volatile.Write(ref version, before + 1);
        Volatile.WriteBarrier();
        words.At<T>(TelemetryLayout.SnapshotHeaderBytes) = value;
        Volatile.Write(ref version, before + 2);
    }

    /// <summary>False when nothing was ever written, or the writer is never seen outside of a write.</summary>
    public bool TryRead<T>(out T value)
        where T : unmanaged
    {
        CheckSize<T>();
        for (var i = 0; i < Tries; i++)
        {
            var before = Volatile.Read(ref words[0]);
            if (before % 2 == 0)
            {
                value = words.At<T>(TelemetryLayout.SnapshotHeaderBytes);
                Volatile.ReadBarrier();
                if (Volatile.Read(ref words[0]) == before)
                {
                    return before > 0;
                }
            }

            Thread.Yield();
        }

        value = default;
        return false;
    }

    [HotPath]
    private void CheckSize<T>()
        where T : unmanaged =>
        Invariant.That(Unsafe.SizeOf<T>() == payloadBytes, "the snapshot's struct is not the one of the telemetry layout");
}
