using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Recovery;

namespace LowLatencyHedger.Journal;

/// <summary>
/// Follows the journal of the run that goes on, as a recovery would read it, and leaves snapshots: of what is on the disk, never of what a
/// process believes. Cold; one thread, away from the hot ones.
/// </summary>
/// <remarks>
/// What it needs much memory for it gets when it is made, before a run goes live, and uses again for every snapshot: it must not cause collections.
/// </remarks>
public sealed class AccountFollower
{
    /// <summary>So many events, of instruments and of fills above all, make a snapshot without more memory.</summary>
    private const int EventsReserved = 8192;

    private readonly string _runDirectory;
    private readonly uint _epoch;
    private readonly AccountReplica _replica;
    private readonly byte[] _buffer;
    private JournalReader? _reader;

    /// <param name="runDirectory">Of the run that goes on.</param>
    /// <param name="epoch">Its number.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="segmentBytes">The size of its segments.</param>
    public AccountFollower(string runDirectory, uint epoch, CoreConfig config, int segmentBytes)
    {
        _runDirectory = runDirectory;
        _epoch = epoch;
        _replica = new AccountReplica(config);
        _replica.Reserve(EventsReserved);
        _buffer = GC.AllocateUninitializedArray<byte>(segmentBytes);
    }

    /// <summary>Reads what has been written since the last time.</summary>
    /// <exception cref="IOException">The journal cannot be read.</exception>
    public void Follow()
    {
        if (_reader is null)
        {
            _reader = new JournalReader(_runDirectory) { Buffer = _buffer };
        }
        else if (_reader.End == JournalEnd.Corrupt)
        {
            // What was being written while it was read can look like a hole; the same place is read again.
            _reader = JournalReader.At(_runDirectory, _reader.Position, _buffer);
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

        AccountSnapshot.Write(_runDirectory, _epoch, _reader.Position, _replica);
        return true;
    }

    /// <summary>What the journal tells of the account up to here.</summary>
    public AccountState State => _replica.Capture();
}
