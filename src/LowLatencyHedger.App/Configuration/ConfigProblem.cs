namespace LowLatencyHedger.App.Configuration;

/// <summary>One mistake in a configuration, with everything needed to mend it.</summary>
/// <param name="Source">The file, or the environment variable.</param>
/// <param name="Line">Line in the file, from 1; 0 when the mistake has no line.</param>
internal sealed record ConfigProblem(string Source, int Line, string Key, string? Value, string Expected, string? Nearest = null)
{
    public override string ToString()
    {
        var where = Line > 0 ? $"{Source}:{Line}" : Source;
        var value = Value is null ? "" : $" is {Value}";
        var nearest = Nearest is null ? "" : $"; did you mean \"{Nearest}\"?";
        return $"{where}: {Key}{value}: expected {Expected}{nearest}";
    }
}
