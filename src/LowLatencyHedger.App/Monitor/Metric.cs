namespace LowLatencyHedger.App.Monitor;

/// <summary>One metric family of <c>/metrics</c>, but for histograms.</summary>
/// <param name="Name">By Prometheus' conventions: unit last, <c>_total</c> for a counter.</param>
/// <param name="Help">One sentence.</param>
/// <param name="Labels">Their names, for the reference; empty for none.</param>
/// <param name="Values">The samples of a picture: label pairs as text, and the value.</param>
internal sealed record Metric(string Name, string Help, string Labels, Func<EnginePicture, IEnumerable<(string Labels, double Value)>> Values)
{
    public bool IsCounter => Name.EndsWith("_total", StringComparison.Ordinal);
}
