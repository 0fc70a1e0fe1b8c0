using System.Runtime.InteropServices;
using System.Text;

namespace LowLatencyHedger.Primitives;

/// <summary>Up to 31 bytes of UTF-8 text inside a struct: ids and names that travel through rings without a string.</summary>
/// <remarks>The last byte is the length, so that equal texts are equal bytes.</remarks>
[StructLayout(LayoutKind.Sequential, Size = Size)]
public struct InlineText32 : IEquatable<InlineText32>
{
    public const int Size = 32;
    public const int MaxLength = Size - 1;

    private long _0;
    private long _1;
    private long _2;
    private long _3;

    [HotPath]
    public readonly int Length => (int)((ulong)_3 >> 56);

    [HotPath]
    public readonly bool IsEmpty => Length == 0;

    /// <summary>False, and an empty text, when <paramref name="utf8"/> is longer than <see cref="MaxLength"/>.</summary>
    [HotPath]
    public static bool TryCreate(ReadOnlySpan<byte> utf8, out InlineText32 text)
    {
        text = default;
        if (utf8.Length > MaxLength)
        {
            return false;
        }

        var bytes = MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref text, 1));
        utf8.CopyTo(bytes);
        bytes[MaxLength] = (byte)utf8.Length;
        return true;
    }

    /// <summary>Cold: for set-up and tests.</summary>
    public static InlineText32 From(string value)
    {
        if (!TryCreate(Encoding.UTF8.GetBytes(value), out var text))
        {
            Throw.Argument(nameof(value), "at most 31 UTF-8 bytes");
        }

        return text;
    }

    /// <summary>The bytes of the text itself; valid as long as the struct that it was asked of stays where it is.</summary>
    [HotPath]
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<byte> AsSpan() =>
        MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in this, 1))[..Length];

    [HotPath]
    public readonly bool Equals(InlineText32 other) =>
        ((_0 ^ other._0) | (_1 ^ other._1) | (_2 ^ other._2) | (_3 ^ other._3)) == 0;

    public override readonly bool Equals(object? obj) => obj is InlineText32 other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(_0, _1, _2, _3);

    /// <summary>Cold: allocates.</summary>
    public override readonly string ToString() => Encoding.UTF8.GetString(AsSpan());

    [HotPath]
    public static bool operator ==(InlineText32 left, InlineText32 right) => left.Equals(right);

    [HotPath]
    public static bool operator !=(InlineText32 left, InlineText32 right) => !left.Equals(right);
}
