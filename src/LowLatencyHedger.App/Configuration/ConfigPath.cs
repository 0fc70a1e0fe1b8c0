using System.Text.RegularExpressions;

namespace LowLatencyHedger.App.Configuration;

/// <summary>Paths of configuration values, with indices (<c>underlyings[0].index</c>) and without (<c>underlyings[].index</c>).</summary>
internal static partial class ConfigPath
{
    public static string WithoutIndices(string path) => Index().Replace(path, "[]");

    /// <summary><c>HEDGER__UNDERLYINGS__0__INDEX</c> to <c>UNDERLYINGS[0].INDEX</c>.</summary>
    public static string FromEnvironment(string variable, string prefix)
    {
        var path = "";
        foreach (var part in variable[prefix.Length..].Split("__"))
        {
            path = int.TryParse(part, out var index) ? $"{path}[{index}]" : path.Length == 0 ? part : $"{path}.{part}";
        }

        return path;
    }

    /// <summary>Index of the first list element in the path, or -1.</summary>
    public static int FirstIndex(string path)
    {
        var match = Index().Match(path);
        return match.Success ? int.Parse(match.Groups[1].ValueSpan) : -1;
    }

    /// <summary>The schema path with its empty brackets filled with <paramref name="index"/>.</summary>
    public static string WithIndex(string schemaPath, int index) => schemaPath.Replace("[]", $"[{index}]", StringComparison.Ordinal);

    [GeneratedRegex(@"\[(\d+)\]")]
    private static partial Regex Index();
}
