using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>What is to be done with a book message.</summary>
internal enum BookVerdict : byte
{
    /// <summary>Old, repeated, or a change to a book that waits for its snapshot.</summary>
    Ignore = 0,
    Apply = 1,

    /// <summary>It starts the book anew, whatever it calls itself.</summary>
    ApplyAsSnapshot = 2,

    /// <summary>A message is missing. From now on the book waits for a snapshot.</summary>
    Gap = 3,
}

/// <summary>
/// Follows the chain of change ids of every book of a connection: each change names the one before it, so a lost message shows at the next.
/// </summary>
internal sealed class BookContinuity(int instrumentCapacity)
{
    // 0: waits for a snapshot.
    private readonly long[] _lastChangeIds = new long[instrumentCapacity];

    [HotPath]
    public bool IsLive(InstrumentId instrument) => _lastChangeIds[instrument.Index] != 0;

    /// <summary>The book is to wait for a snapshot: it is about to be subscribed to, or cannot be trusted.</summary>
    [HotPath]
    public void Invalidate(InstrumentId instrument) => _lastChangeIds[instrument.Index] = 0;

    [HotPath]
    public void InvalidateAll() => Array.Clear(_lastChangeIds);

    /// <summary>Judges one message and, unless it is to be ignored, remembers it.</summary>
    /// <param name="instrument">Whose book.</param>
    /// <param name="isSnapshot">The message calls itself a snapshot.</param>
    /// <param name="changeId">The message's id.</param>
    /// <param name="prevChangeId">The id it follows; 0 when it gave none or gave 0.</param>
    [HotPath]
    public BookVerdict Judge(InstrumentId instrument, bool isSnapshot, long changeId, long prevChangeId)
    {
        ref var last = ref _lastChangeIds[instrument.Index];
        if (isSnapshot || (prevChangeId == 0 && last == 0))
        {
            // A brand-new book may begin with a change that follows nothing.
            last = changeId;
            return BookVerdict.ApplyAsSnapshot;
        }

        if (last == 0 || changeId <= last)
        {
            return BookVerdict.Ignore;
        }

        if (prevChangeId != last)
        {
            last = 0;
            return BookVerdict.Gap;
        }

        last = changeId;
        return BookVerdict.Apply;
    }
}
