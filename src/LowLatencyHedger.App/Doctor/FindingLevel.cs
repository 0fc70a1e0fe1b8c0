namespace LowLatencyHedger.App.Doctor;

internal enum FindingLevel
{
    Ok,

    /// <summary>Costs latency, or is unusual.</summary>
    Warn,

    /// <summary>Unsafe, or the engine would not start or trade.</summary>
    Fail,
}
