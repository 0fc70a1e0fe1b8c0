using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>
/// A message of a book channel, checked to its last level and not yet published: the session looks at the ids first. The levels stay
/// in the message's bytes.
/// </summary>
[HotPath]
public ref struct BookMessage
{
    public InstrumentId Instrument;

    /// <summary>A full picture; otherwise changes.</summary>
    public bool IsSnapshot;

    public long ChangeId;

    /// <summary>0 when the message had none.</summary>
    public long PrevChangeId;

    public long ExchangeTimeUtcNanos;

    internal ReadOnlySpan<byte> Bids;
    internal ReadOnlySpan<byte> Asks;
    internal int LevelCount;

    /// <summary>Read by the scanner: the sides hold no white space and no escapes.</summary>
    internal bool IsScanned;

    /// <summary>The event, if the counts of both its sides come to <see cref="LevelCount"/>; else it has only some of the levels.</summary>
    internal InputEvent Chunk;
}
