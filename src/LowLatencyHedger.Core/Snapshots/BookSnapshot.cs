namespace LowLatencyHedger.Core.Snapshots;

/// <summary>The state of a hedge instrument's book, besides its levels.</summary>
public struct BookSnapshot
{
    public long ChangeId;

    /// <summary>When it was last changed or confirmed, monotonic.</summary>
    public long ReceivedNanos;

    public long ExchangeTimeUtcNanos;

    /// <summary>Levels that were written.</summary>
    public int BidCount;

    public int AskCount;

    /// <summary>1: it is what the venue published.</summary>
    public byte IsValid;
}
