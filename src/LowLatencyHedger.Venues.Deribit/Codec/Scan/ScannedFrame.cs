using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec.Scan;

/// <summary>What <see cref="NotificationScanner.TryReadFrame"/> has found: the kind of a notification, and where its data begin.</summary>
[HotPath]
public ref struct ScannedFrame
{
    public MessageKind Kind;

    /// <summary>The message without the two braces that close its frame: the data are to end where this ends.</summary>
    internal ReadOnlySpan<byte> Text;

    internal int DataAt;
}
