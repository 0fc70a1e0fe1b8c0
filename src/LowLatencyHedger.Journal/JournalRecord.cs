using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Journal;

/// <summary>One record as read back; valid until the reader moves on.</summary>
public readonly ref struct JournalRecord
{
    private readonly ReadOnlySpan<byte> _payload;

    internal JournalRecord(RecordType type, ReadOnlySpan<byte> payload)
    {
        Type = type;
        _payload = payload;
    }

    public RecordType Type { get; }

    /// <summary>Sequence of an input, number of an output.</summary>
    public long Number => BinaryPrimitives.ReadInt64LittleEndian(_payload);

    /// <summary>Of an input.</summary>
    public InputKind InputKind => (InputKind)_payload[sizeof(long)];

    public string Text => Encoding.UTF8.GetString(_payload);

    public void CopyTo(out InputEvent input)
    {
        input = default;
        Restore(MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref input, 1)));
    }

    public void CopyTo(out OutputEvent output)
    {
        output = default;
        Restore(MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref output, 1)));
    }

    private void Restore(Span<byte> value)
    {
        var kept = _payload[sizeof(long)..];
        Invariant.That(kept.Length <= value.Length, "a journal record is longer than its type");
        kept.CopyTo(value);
    }
}
