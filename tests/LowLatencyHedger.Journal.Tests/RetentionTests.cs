namespace LowLatencyHedger.Journal.Tests;

public sealed class RetentionTests
{
    private const int SegmentBytes = 128 * 1024;

    [Fact]
    public void Create_RunsOlderThanKeepDays_AreRemovedButNeverTheOneBefore()
    {
        using var directory = new TemporaryDirectory();
        Runs(directory, count: 4);
        Age(directory, 1, days: 30);
        Age(directory, 2, days: 5);
        Age(directory, 4, days: 30);

        Begin(directory, keepDays: 10);

        Assert.Equal([2, 3, 4, 5], Left(directory));
    }

    [Fact]
    public void Create_MoreThanKeepBytes_RemovesTheOldestFirst()
    {
        using var directory = new TemporaryDirectory();
        Runs(directory, count: 4);
        var one = new DirectoryInfo(JournalDirectory.RunPath(directory.Path, 1)).GetFiles().Sum(file => file.Length);

        Begin(directory, keepBytes: 2 * one);
        Assert.Equal([3, 4, 5], Left(directory));

        Begin(directory, keepBytes: 1);
        Assert.Equal([5, 6], Left(directory));
    }

    [Fact]
    public void Create_RunInUse_IsKept()
    {
        using var directory = new TemporaryDirectory();
        Runs(directory, count: 3);
        var segment = JournalDirectory.Segments(JournalDirectory.RunPath(directory.Path, 1)).Single();
        using (new FileStream(segment, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Begin(directory, keepBytes: 1);
        }

        Assert.Equal([1, 3, 4], Left(directory));
    }

    [Fact]
    public void Create_NothingAskedFor_KeepsAll()
    {
        using var directory = new TemporaryDirectory();
        Runs(directory, count: 3);
        Age(directory, 1, days: 1000);
        Begin(directory);
        Assert.Equal([1, 2, 3, 4], Left(directory));
    }

    private static void Runs(TemporaryDirectory directory, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Begin(directory);
        }
    }

    private static void Begin(TemporaryDirectory directory, int keepDays = 0, long keepBytes = 0)
    {
        var options = new JournalOptions { Directory = directory.Path, SegmentBytes = SegmentBytes, KeepDays = keepDays, KeepBytes = keepBytes };
        using var writer = JournalWriter.Create(options);
        writer.AppendText(RecordType.RunEnd, "{}"u8);
    }

    private static void Age(TemporaryDirectory directory, uint epoch, int days)
    {
        foreach (var segment in JournalDirectory.Segments(JournalDirectory.RunPath(directory.Path, epoch)))
        {
            File.SetLastWriteTimeUtc(segment, DateTime.UtcNow.AddDays(-days));
        }
    }

    private static int[] Left(TemporaryDirectory directory) =>
        [.. Directory.GetDirectories(directory.Path).Select(path => Convert.ToInt32(Path.GetFileName(path)[4..], 16)).Order()];
}
