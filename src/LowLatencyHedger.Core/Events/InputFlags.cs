namespace LowLatencyHedger.Core.Events;

/// <summary>Marks on an <see cref="InputEvent"/>.</summary>
[Flags]
public enum InputFlags : byte
{
    None = 0,

    /// <summary>BookChunk, Position: the first of a full picture; what was known before is replaced.</summary>
    SnapshotStart = 1,

    /// <summary>BookChunk, Position: the last event of its message; the picture is consistent again.</summary>
    Last = 2,

    /// <summary>From an answer to a query of ours rather than from the stream.</summary>
    FromQuery = 4,

    /// <summary>Position: the picture holds no position; the body is empty.</summary>
    Empty = 8,
}
