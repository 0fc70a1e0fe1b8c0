using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec.Scan;

/// <summary>
/// Steps over JSON in the spelling that the venue uses: no white space, no escapes, only ASCII. Every method takes a text and a position
/// in it and returns the position behind what it read, or <see cref="Failed"/> for what is not spelled so, legal or not: that is left to
/// <see cref="JsonReader"/>. Nothing outside the span is read.
/// </summary>
[HotPath]
internal static class JsonScan
{
    public const int Failed = -1;

    /// <summary>Levels below the value that is skipped. The frame and the element around it are far from the reader's 64.</summary>
    private const int MaxSkippedDepth = 16;

    /// <summary>Is this byte at this position?</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsAt(ReadOnlySpan<byte> text, int at, byte expected) => (uint)at < (uint)text.Length && text[at] == expected;

    /// <summary>From the opening quote of a string to behind the closing one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Text(ReadOnlySpan<byte> text, int at, out ReadOnlySpan<byte> value)
    {
        var end = IsAt(text, at, (byte)'"') ? ClosingQuote(text, at + 1) : Failed;
        if (end < 0)
        {
            value = default;
            return Failed;
        }

        value = text.Slice(at + 1, end - at - 1);
        return end + 1;
    }

    /// <summary>From the inside of a string to its closing quote.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int ClosingQuote(ReadOnlySpan<byte> text, int at)
    {
        var last = text.Length - Vector256<byte>.Count;
        if (last < 0)
        {
            return Failed;
        }

        for (; ; at += Vector256<byte>.Count)
        {
            // Near the end the last 32 bytes, without those before the position.
            var start = Math.Min(at, last);
            var block = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)start);

            // As signed bytes, control characters and everything beyond ASCII are less than a space.
            var stops = Vector256.LessThan(block.AsSByte(), Vector256.Create((sbyte)' ')).AsByte()
                | Vector256.Equals(block, Vector256.Create((byte)'"'))
                | Vector256.Equals(block, Vector256.Create((byte)'\\'));
            var mask = (ulong)stops.ExtractMostSignificantBits() >> (at - start);
            if (mask != 0)
            {
                at += BitOperations.TrailingZeroCount(mask);
                return text[at] == '"' ? at : Failed;
            }

            if (start == last)
            {
                return Failed;
            }
        }
    }

    /// <summary>Over a value of any kind, which is checked to its last byte.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Skip(ReadOnlySpan<byte> text, int at) => Skip(text, at, MaxSkippedDepth);

    /// <summary>Over this literal, if it is there.</summary>
    public static int Literal(ReadOnlySpan<byte> text, int at, ReadOnlySpan<byte> literal) =>
        text[at..].StartsWith(literal) ? at + literal.Length : Failed;

    private static int Skip(ReadOnlySpan<byte> text, int at, int depth)
    {
        if ((uint)at >= (uint)text.Length)
        {
            return Failed;
        }

        switch (text[at])
        {
            case (byte)'"':
                return Text(text, at, out _);
            case (byte)'{':
                return depth == 0 ? Failed : SkipObject(text, at + 1, depth - 1);
            case (byte)'[':
                return depth == 0 ? Failed : SkipArray(text, at + 1, depth - 1);
            case (byte)'t':
                return Literal(text, at, "true"u8);
            case (byte)'f':
                return Literal(text, at, "false"u8);
            case (byte)'n':
                return Literal(text, at, "null"u8);
            default:
                return NumberScan.Skip(text, at);
        }
    }

    private static int SkipObject(ReadOnlySpan<byte> text, int at, int depth)
    {
        if (IsAt(text, at, (byte)'}'))
        {
            return at + 1;
        }

        for (; ; at++)
        {
            at = Text(text, at, out _);
            if (at < 0 || !IsAt(text, at, (byte)':'))
            {
                return Failed;
            }

            at = Skip(text, at + 1, depth);
            if (at < 0 || !IsAt(text, at, (byte)','))
            {
                return at >= 0 && IsAt(text, at, (byte)'}') ? at + 1 : Failed;
            }
        }
    }

    private static int SkipArray(ReadOnlySpan<byte> text, int at, int depth)
    {
        if (IsAt(text, at, (byte)']'))
        {
            return at + 1;
        }

        for (; ; at++)
        {
            at = Skip(text, at, depth);
            if (at < 0 || !IsAt(text, at, (byte)','))
            {
                return at >= 0 && IsAt(text, at, (byte)']') ? at + 1 : Failed;
            }
        }
    }
}
