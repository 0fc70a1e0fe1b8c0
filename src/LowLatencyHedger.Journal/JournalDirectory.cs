using System.Globalization;

namespace LowLatencyHedger.Journal;

/// <summary>Names and places: <c>DIR/run-0000002a/00000001.hlj</c>.</summary>
public static class JournalDirectory
{
    private const string RunPrefix = "run-";

    public static string RunPath(string root, uint epoch) => Path.Combine(root, $"{RunPrefix}{epoch:x8}");

    /// <summary>The highest epoch ever used below <paramref name="root"/>, 0 if none.</summary>
    public static uint LastEpoch(string root)
    {
        var last = 0u;
        foreach (var path in System.IO.Directory.EnumerateDirectories(root, RunPrefix + "*"))
        {
            if (TryParseEpoch(path, out var epoch) && epoch > last)
            {
                last = epoch;
            }
        }

        return last;
    }

    /// <summary>The run meant by a path: a run's own directory, or the latest run of a journal directory; null when there is none.</summary>
    public static string? ResolveRun(string path)
    {
        if (!System.IO.Directory.Exists(path))
        {
            return null;
        }

        if (Segments(path).Length > 0)
        {
            return path;
        }

        var epoch = LastEpoch(path);
        return epoch == 0 ? null : RunPath(path, epoch);
    }

    /// <summary>The segment files of a run in order.</summary>
    public static string[] Segments(string run)
    {
        var paths = System.IO.Directory.GetFiles(run, "*" + JournalFormat.SegmentExtension);
        Array.Sort(paths, StringComparer.Ordinal);
        return paths;
    }

    internal static string SegmentPath(string run, uint number) =>
        Path.Combine(run, $"{number:d8}{JournalFormat.SegmentExtension}");

    private static bool TryParseEpoch(string path, out uint epoch) =>
        uint.TryParse(Path.GetFileName(path).AsSpan(RunPrefix.Length), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out epoch);
}
