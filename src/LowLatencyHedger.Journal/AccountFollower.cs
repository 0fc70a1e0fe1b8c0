using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Recovery;

namespace LowLatencyHedger.Journal;

/// <summary>
/// Follows the journal of the run that goes on, as a recovery would read it, and leaves snapshots: of what is on the disk, never of what a
/// process believes. Cold; one thread, away from the hot ones.
/// </summary>
public sealed class AccountFollower(string runDirectory, uint epoch, CoreConfig config)
{
    private readonly AccountReplica _replica = new(config);
    private JournalReader? _reader;

    /// <summary>Reads what has been written since the last time.</summary>
    /// <exception cref="IOException">The journal cannot be read.</exception>
    public void Follow()
    {
        if (_reader is null)
        {
            _reader = new JournalReader(runDirectory);
        }
        else if (_reader.End == JournalEnd.Corrupt)
        {
            // What was being written while it was read can look like a hole; the same place is read again.
            _reader = JournalReader.At(runDirectory, _reader.Position);
        }
        else
        {
            _reader.Refresh();
        }

        AccountRecovery.Fold(_reader, _replica);
    }

    /// <summary>False when the account is in the middle of something, or not known yet: then the snapshot of before stands.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public bool TryWrite()
    {
        if (_reader is null || !_replica.IsAtRest)
        {
            return false;
        }

        AccountSnapshot.Write(runDirectory, epoch, _reader.Position, _replica);
        return true;
    }

    /// <summary>What the journal tells of the account up to here.</summary>
    public AccountState State => _replica.Capture();
}
