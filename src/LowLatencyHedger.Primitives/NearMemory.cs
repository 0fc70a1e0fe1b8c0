using System.Runtime.InteropServices;

namespace LowLatencyHedger.Primitives;

/// <summary>
/// Reads memory that will soon be needed. What nobody has read for milliseconds has left the caches, those of address translations above all,
/// and the first read of it costs some 100 ns; of a virtual machine's memory more.
/// </summary>
public static class NearMemory
{
    private const int CacheLine = 64;

    /// <summary>Reads a byte of every line. Any thread that may read them; changes nothing.</summary>
    [HotPath]
    public static void Touch<T>(ReadOnlySpan<T> values)
        where T : struct
    {
        var bytes = MemoryMarshal.AsBytes(values);
        for (var i = 0; i < bytes.Length; i += CacheLine)
        {
            _ = Volatile.Read(in bytes[i]);
        }
    }

    /// <summary>The same for one of many equal parts of an array, another one each turn.</summary>
    /// <param name="values">Read in parts.</param>
    /// <param name="part">Length of a part; positive.</param>
    /// <param name="turn">Counts up from 0.</param>
    [HotPath]
    public static void TouchPart<T>(ReadOnlySpan<T> values, int part, long turn)
        where T : struct
    {
        if (values.IsEmpty)
        {
            return;
        }

        var parts = (values.Length + part - 1) / part;
        var start = (int)(turn % parts) * part;
        Touch(values.Slice(start, Math.Min(part, values.Length - start)));
    }
}
