namespace LowLatencyHedger.Telemetry;

/// <summary>Why a telemetry file could not be opened.</summary>
public enum TelemetryOpenError : byte
{
    None = 0,
    NotFound = 1,

    /// <summary>The system refused: rights, or it is no ordinary file.</summary>
    NotReadable = 2,

    /// <summary>Shorter than its header, or than its header says.</summary>
    Truncated = 3,

    /// <summary>Not a telemetry file.</summary>
    WrongMagic = 4,

    /// <summary>Written by another version of the program.</summary>
    WrongVersion = 5,

    /// <summary>The header contradicts itself.</summary>
    Corrupt = 6,
}
