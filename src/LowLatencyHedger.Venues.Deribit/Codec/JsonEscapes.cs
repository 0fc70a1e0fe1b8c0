using System.Text;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>The backslash escapes of JSON strings.</summary>
[HotPath]
internal static class JsonEscapes
{
    private const int UnicodeLength = 6;

    /// <summary>Length of the escape that <paramref name="text"/> begins with; 0 if it is not a legal one.</summary>
    public static int LengthAt(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2)
        {
            return 0;
        }

        if (text[1] != 'u')
        {
            return SimpleEscape(text[1]) == 0 ? 0 : 2;
        }

        return text.Length >= UnicodeLength && CodeUnit(text) >= 0 ? UnicodeLength : 0;
    }

    /// <summary>
    /// Writes what stands between the quotes of a legal JSON string with its escapes resolved. False if it does not fit or a surrogate
    /// lacks its other half.
    /// </summary>
    public static bool TryResolve(ReadOnlySpan<byte> raw, Span<byte> destination, out int length)
    {
        Span<byte> resolved = stackalloc byte[4];
        length = 0;
        while (!raw.IsEmpty)
        {
            var count = ResolveFirst(ref raw, resolved);
            if (count == 0 || count > destination.Length - length)
            {
                length = 0;
                return false;
            }

            resolved[..count].CopyTo(destination[length..]);
            length += count;
        }

        return true;
    }

    /// <summary>Is what stands between the quotes of a legal JSON string, escapes resolved, <paramref name="expected"/>?</summary>
    public static bool ResolvedEquals(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> expected)
    {
        Span<byte> resolved = stackalloc byte[4];
        while (!raw.IsEmpty)
        {
            var count = ResolveFirst(ref raw, resolved);
            if (count == 0 || !expected.StartsWith(resolved[..count]))
            {
                return false;
            }

            expected = expected[count..];
        }

        return expected.IsEmpty;
    }

    /// <summary>Takes one byte or one escape off the front. Number of bytes that it stands for; 0 for half of a surrogate pair.</summary>
    private static int ResolveFirst(ref ReadOnlySpan<byte> raw, scoped Span<byte> resolved)
    {
        if (raw[0] != '\\')
        {
            resolved[0] = raw[0];
            raw = raw[1..];
            return 1;
        }

        if (raw[1] != 'u')
        {
            resolved[0] = SimpleEscape(raw[1]);
            raw = raw[2..];
            return 1;
        }

        var unit = CodeUnit(raw);
        raw = raw[UnicodeLength..];
        if (Rune.TryCreate((char)unit, out var scalar))
        {
            return scalar.EncodeToUtf8(resolved);
        }

        if (raw.Length < UnicodeLength || raw[0] != '\\' || raw[1] != 'u' || !Rune.TryCreate((char)unit, (char)CodeUnit(raw), out scalar))
        {
            return 0;
        }

        raw = raw[UnicodeLength..];
        return scalar.EncodeToUtf8(resolved);
    }

    /// <summary>What a two-byte escape stands for; 0 if there is no such escape.</summary>
    private static byte SimpleEscape(byte letter) => letter switch
    {
        (byte)'"' or (byte)'\\' or (byte)'/' => letter,
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => 0,
    };

    /// <summary>The UTF-16 code unit of an escape of four hexadecimal digits; negative if the digits are not hexadecimal.</summary>
    private static int CodeUnit(ReadOnlySpan<byte> escape) =>
        Hex(escape[2]) << 12 | Hex(escape[3]) << 8 | Hex(escape[4]) << 4 | Hex(escape[5]);

    private static int Hex(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        _ => -1,
    };
}
