namespace LowLatencyHedger.Simulation.Exchange;

/// <summary>Random draws.</summary>
internal static class Normal
{
    /// <summary>A standard normal number (Box-Muller).</summary>
    public static double Sample(Random random)
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
        return radius * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
