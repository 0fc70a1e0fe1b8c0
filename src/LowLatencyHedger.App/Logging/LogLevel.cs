namespace LowLatencyHedger.App.Logging;

/// <summary>How much an event of the log matters.</summary>
internal enum LogLevel
{
    Info,

    /// <summary>Somebody should look at it in time.</summary>
    Warning,

    /// <summary>Trading has stopped or must be stopped.</summary>
    Critical,
}
