using System.Runtime.CompilerServices;
using System.Text;

namespace LowLatencyHedger.Core.Events;

/// <summary>Why an operator gave a command, in the operator's words: up to 96 bytes of UTF-8, padded with zeros.</summary>
[InlineArray(Capacity)]
public struct ControlText
{
    public const int Capacity = 96;

    private byte _first;

    /// <summary>Cold. False, and an empty text, when it is longer or has a zero in it.</summary>
    public static bool TryCreate(string text, out ControlText created)
    {
        created = default;
        if (text.Contains('\0', StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(text) > Capacity)
        {
            return false;
        }

        Encoding.UTF8.GetBytes(text, created);
        return true;
    }

    /// <summary>Cold.</summary>
    public override readonly string ToString()
    {
        ReadOnlySpan<byte> bytes = this;
        return Encoding.UTF8.GetString(bytes.TrimEnd((byte)0));
    }
}
