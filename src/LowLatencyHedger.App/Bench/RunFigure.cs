namespace LowLatencyHedger.App.Bench;

/// <summary>A figure of a whole run, and what it has to be within; both null for one that is only told.</summary>
/// <param name="Name">camelCase.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Unit">Of value and goals.</param>
/// <param name="Least">Not less than this.</param>
/// <param name="Most">Not more than this.</param>
internal sealed record RunFigure(string Name, double Value, string Unit, double? Least = null, double? Most = null)
{
    /// <summary>What is no number keeps no goal.</summary>
    public bool Holds => (Least is null || Value >= Least) && (Most is null || Value <= Most);
}
