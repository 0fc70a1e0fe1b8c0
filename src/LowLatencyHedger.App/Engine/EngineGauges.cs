using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Messaging;

namespace LowLatencyHedger.App.Engine;

/// <summary>The engine's own figures, each readable from any thread; only <see cref="TakeLongestTurnNanos"/> has one reader.</summary>
internal sealed class EngineGauges(
    RingBuffer<InputEvent> inputs,
    RingBuffer<OutputEvent> outputs,
    JournalAgent journalAgent,
    JournalWriter journal,
    CoreAgent core,
    Func<long>? diskFreeMebibytes = null)
{
    private readonly DriveInfo _drive = new(journal.Directory);

    /// <summary>How full the fuller ring is, 0 to 100.</summary>
    public double RingUsePct() => Math.Max(UsePct(inputs.AvailableCapacity, inputs.Capacity), UsePct(outputs.AvailableCapacity, outputs.Capacity));

    public long InputsClaimed() => inputs.Cursor + 1;

    public long InputsJournaled() => journalAgent.InputsWritten;

    public bool IsJournalBroken() => journal.IsBroken;

    public long RecordsAppended() => journal.Appended;

    public long RecordsSynced() => journal.Synced;

    /// <inheritdoc cref="CoreAgent.TakeLongestTurnNanos"/>
    public long TakeLongestTurnNanos() => core.TakeLongestTurnNanos();

    /// <summary>Free for this user on the journal's disk; a disk that does not answer counts as full.</summary>
    public long DiskFreeMebibytes()
    {
        try
        {
            return diskFreeMebibytes?.Invoke() ?? (_drive.AvailableFreeSpace >> 20);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static double UsePct(int available, int capacity) => 100.0 * (capacity - available) / capacity;
}
