namespace LowLatencyHedger.Journal;

/// <summary>What a journal record holds. Numbers are part of the format.</summary>
public enum RecordType : ushort
{
    None = 0,

    /// <summary>UTF-8 JSON: epoch, start time, program version and the core's whole configuration. The first record of a run.</summary>
    RunStart = 1,

    /// <summary>The input's sequence (i64), then the input event.</summary>
    Input = 2,

    /// <summary>The output's number (i64), then the output event.</summary>
    Output = 3,

    /// <summary>UTF-8 JSON: counts and the decision hash. The last record of a run that stopped in order.</summary>
    RunEnd = 4,

    /// <summary>The chain's value (u64) and how many records it has taken in (i64). The reader checks it and keeps it to itself.</summary>
    Chain = 5,

    /// <summary>UTF-8 JSON: where in the run a snapshot of the account was taken. The first record of a snapshot's file.</summary>
    Snapshot = 6,

    /// <summary>Zeros to the end of a page that the appender has left. The reader checks it and keeps it to itself.</summary>
    Filler = 7,
}
