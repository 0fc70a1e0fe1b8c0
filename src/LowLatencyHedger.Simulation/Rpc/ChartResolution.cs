namespace LowLatencyHedger.Simulation.Rpc;

/// <summary>The candle lengths of charts: minutes, or <c>1D</c>.</summary>
public static class ChartResolution
{
    /// <summary>Reads a resolution as minutes; false for one that the venue does not have.</summary>
    public static bool TryParse(string text, out int minutes)
    {
        minutes = text == "1D" ? 1440 : int.TryParse(text, out var parsed) ? parsed : 0;
        return minutes is 1 or 3 or 5 or 10 or 15 or 30 or 60 or 120 or 180 or 360 or 720 or 1440;
    }
}
