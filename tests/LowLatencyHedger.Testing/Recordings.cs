namespace LowLatencyHedger.Testing;

/// <summary>
/// Where recordings of real markets are, if this machine has them: the folder named by HEDGER_RECORDINGS, or
/// <c>../shared/data</c> beside the repository. They are not part of the project; a test that needs one skips without it.
/// </summary>
public static class Recordings
{
    /// <summary>Full path of a file below the recordings folder, or null when it is absent.</summary>
    public static string? Find(string relativePath)
    {
        var root = Environment.GetEnvironmentVariable("HEDGER_RECORDINGS") ?? BesideRepository("shared/data");
        return Existing(root, relativePath);
    }

    /// <summary>The venue's example messages, or null.</summary>
    public static string? FindExamples() => Existing(BesideRepository("shared/deribit"), "examples.jsonl");

    /// <summary>What a skipped test says.</summary>
    public static string Missing(string relativePath) =>
        $"recording {relativePath} not found: set HEDGER_RECORDINGS to the folder that holds it";

    private static string? Existing(string? root, string relativePath)
    {
        if (root is null)
        {
            return null;
        }

        var path = Path.Combine(root, relativePath);
        return File.Exists(path) ? path : null;
    }

    private static string? BesideRepository(string relative)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "LowLatencyHedger.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.Parent is { } parent ? Path.Combine(parent.FullName, relative) : null;
    }
}
