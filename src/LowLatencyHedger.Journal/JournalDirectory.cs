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
        return Epochs(root).DefaultIfEmpty(0u).Max();
    }

    /// <summary>The epochs of all runs below <paramref name="root"/>, in no order.</summary>
    internal static IEnumerable<uint> Epochs(string root)
    {
        foreach (var path in System.IO.Directory.EnumerateDirectories(root, RunPrefix + "*"))
        {
            if (TryParseEpoch(path, out var epoch))
            {
                yield return epoch;
            }
        }
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

    /// <summary>
    /// Whether the latest run below <paramref name="root"/> has died, or still runs: its records stop without its end. False when there is none,
    /// and for one that another version of the program has written.
    /// </summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool IsLastRunCut(string root)
    {
        if (ResolveRun(root) is not { } run)
        {
            return false;
        }

        var reader = JournalReader.OfLastSegment(run);
        while (reader.TryRead(out _))
        {
        }

        return reader.End != JournalEnd.RunEnd && !reader.IsOtherVersion;
    }

    /// <summary>The segment files of a run in order.</summary>
    public static string[] Segments(string run)
    {
        var paths = System.IO.Directory.GetFiles(run, "*" + JournalFormat.SegmentExtension);
        Array.Sort(paths, StringComparer.Ordinal);
        return paths;
    }

    /// <summary>The same without those behind the last that holds a record: a run prepares its next segment before it needs it.</summary>
    internal static string[] UsedSegments(string run)
    {
        var paths = Segments(run);
        var count = paths.Length;
        while (count > 1 && IsEmpty(paths[count - 1]))
        {
            count--;
        }

        return paths[..count];
    }

    private static bool IsEmpty(string segment)
    {
        using var stream = new FileStream(segment, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var part = new byte[64 * 1024];
        stream.Position = JournalFormat.SegmentHeaderSize;
        for (var length = stream.Read(part); length > 0; length = stream.Read(part))
        {
            if (part.AsSpan(0, length).IndexOfAnyExcept((byte)0) >= 0)
            {
                return false;
            }
        }

        return true;
    }

    internal static string SegmentPath(string run, uint number) =>
        Path.Combine(run, $"{number:d8}{JournalFormat.SegmentExtension}");

    private static bool TryParseEpoch(string path, out uint epoch) =>
        uint.TryParse(Path.GetFileName(path).AsSpan(RunPrefix.Length), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out epoch);
}
