namespace LowLatencyHedger.App.Doctor;

/// <summary>What the doctor found of one thing.</summary>
/// <param name="Check">What was looked at, camelCase; stable, for scripts.</param>
/// <param name="Level">How bad it is.</param>
/// <param name="Found">What is there.</param>
/// <param name="Advice">What to do; null where nothing needs doing.</param>
internal sealed record Finding(string Check, FindingLevel Level, string Found, string? Advice = null)
{
    /// <summary>Fine, or worth a warning with its advice.</summary>
    public static Finding Of(string check, bool isFine, string found, string advice) =>
        isFine ? new Finding(check, FindingLevel.Ok, found) : new Finding(check, FindingLevel.Warn, found, advice);
}
