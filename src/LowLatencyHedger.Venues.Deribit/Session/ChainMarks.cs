using LowLatencyHedger.Primitives;
using LowLatencyHedger.Venues.Deribit.Codec.Scan;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>The messages with a chain's marks that are being read in parts, in the order in which they came. Thread: one.</summary>
/// <param name="chains">So many may come at once.</param>
internal sealed class ChainMarks(int chains)
{
    private readonly ElementsInParts<MarkVolScan>[] _messages = [.. Enumerable.Range(0, chains).Select(_ => new ElementsInParts<MarkVolScan>())];
    private int _first;
    private int _count;

    public bool IsEmpty => _count == 0;

    public bool IsFull => _count == _messages.Length;

    /// <summary>The one that came first; there is one.</summary>
    public ElementsInParts<MarkVolScan> First => _messages[_first];

    /// <summary>False: it is to be read at once. Not when full.</summary>
    public bool TryKeep(ReadOnlySpan<byte> message, in ScannedFrame frame, in Timestamp received)
    {
        var isKept = _messages[(_first + _count) % _messages.Length].TryBegin(message, frame.DataAt, in received);
        _count += isKept ? 1 : 0;
        return isKept;
    }

    public void RemoveFirst()
    {
        _first = (_first + 1) % _messages.Length;
        _count--;
    }

    public void Clear() => _count = 0;
}
