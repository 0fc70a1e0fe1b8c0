namespace LowLatencyHedger.App.Configuration;

/// <summary>What a path of the configuration file that is no key stands for.</summary>
internal enum ConfigSection
{
    None = 0,

    /// <summary>Keys in braces.</summary>
    One,

    /// <summary>Sections in brackets.</summary>
    List,
}
