namespace LowLatencyHedger.Primitives;

/// <summary>The bug that is planted now. Part of the copy of the sources that <c>tools/planted-bugs/run</c> makes, and of nothing else.</summary>
public static class Planted
{
    /// <summary>None while empty.</summary>
    public static string Bug { get; set; } = "";

    public static bool Is(string bug) => Bug == bug;
}
