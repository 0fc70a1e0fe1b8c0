using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.Journal.Tests;

public sealed class FailingDiskTests
{
    private const int SegmentBytes = 128 * 1024;

    [Fact]
    public void Keep_SyncFailsOnce_WritesTheSegmentAnewAndGoesOnInTheNext()
    {
        using var directory = new TemporaryDirectory();
        var disk = new Disk(DiskStep.Sync, failures: 1);
        using (var writer = Create(directory, disk))
        {
            Append(writer, 0);
            writer.Keep();
            Assert.Equal(0, writer.Synced);

            // The failed segment is not asked again, however often the keeper comes by.
            writer.Keep();
            Assert.Equal(1, disk.Calls);

            Append(writer, 1);
            writer.Keep();
            Assert.Equal(2, writer.Synced);
            Assert.False(writer.IsBroken);
        }

        var found = JournalCheck.Run(JournalDirectory.ResolveRun(directory.Path)!);
        Assert.Equal(JournalEnd.Open, found.End);
        Assert.Equal(2, found.Segments);
        Assert.Equal(2, found.Counts["Clock"]);
    }

    [Fact]
    public void Keep_SyncFailsAndSoDoesTheNewFile_IsBrokenForGood()
    {
        using var directory = new TemporaryDirectory();
        var disk = new Disk(DiskStep.Sync, failures: 1) { Also = DiskStep.Rewrite };
        using var writer = Create(directory, disk);
        Append(writer, 0);
        writer.Keep();
        Append(writer, 1);
        writer.Keep();

        Assert.True(writer.IsBroken);
        Assert.Equal(0, writer.Synced);
        Assert.Contains("no space", writer.Problem, StringComparison.Ordinal);
        Assert.Equal(0, writer.Keep());
    }

    [Fact]
    public void Keep_NextSegmentFailsOnce_TriesAnotherFile()
    {
        using var directory = new TemporaryDirectory();
        var disk = new Disk(DiskStep.CreateSegment, failures: 0);
        using var writer = Create(directory, disk);
        Fill(writer);
        writer.Keep();
        disk.Failures = 1;
        Fill(writer);
        writer.Keep();

        Assert.False(writer.IsBroken);
        Append(writer, 0);
    }

    [Fact]
    public void Keep_NoNextSegment_IsBrokenAndTheRestOfThisOneIsStillWritten()
    {
        using var directory = new TemporaryDirectory();
        var disk = new Disk(DiskStep.CreateSegment, failures: 0);
        var number = 0;
        using (var writer = Create(directory, disk))
        {
            var input = Input();
            while (JournalDirectory.Segments(writer.Directory).Length < 3)
            {
                while (writer.TryAppendInput(number, in input))
                {
                    number++;
                }

                writer.Keep();
            }

            disk.Failures = int.MaxValue;
            while (!writer.IsBroken)
            {
                Append(writer, number++);
                writer.Keep();
            }

            Append(writer, number++);
            Assert.Contains("no space", writer.Problem, StringComparison.Ordinal);
            while (writer.TryAppendInput(number, in input))
            {
                number++;
            }

            var text = new byte[1000];
            Assert.Throws<IOException>(() => writer.AppendText(RecordType.RunEnd, text));
        }

        var found = JournalCheck.Run(JournalDirectory.ResolveRun(directory.Path)!);
        Assert.Equal(JournalEnd.Open, found.End);
        Assert.Equal(number, found.Counts["Clock"]);
    }

    [Fact]
    public void Create_DiskFull_StartsNoRun()
    {
        using var directory = new TemporaryDirectory();
        Assert.Throws<IOException>(() => Create(directory, new Disk(DiskStep.CreateSegment, failures: 1)));
    }

    private static JournalWriter Create(TemporaryDirectory directory, Disk disk) =>
        JournalWriter.Create(new JournalOptions { Directory = directory.Path, SegmentBytes = SegmentBytes, BeforeDiskStep = disk.Before });

    private static InputEvent Input() => new() { Kind = InputKind.Clock, ReceivedNanos = 1 };

    private static void Append(JournalWriter writer, long number)
    {
        var input = Input();
        Assert.True(writer.TryAppendInput(number, in input));
    }

    private static void Fill(JournalWriter writer)
    {
        var input = Input();
        for (var number = 0L; writer.TryAppendInput(number, in input); number++)
        {
        }
    }

    /// <summary>Fails one step so many times, and another always.</summary>
    private sealed class Disk(DiskStep step, int failures)
    {
        public int Failures { get; set; } = failures;

        public DiskStep? Also { get; init; }

        public int Calls { get; private set; }

        public void Before(DiskStep next)
        {
            if (next == step)
            {
                Calls++;
            }

            if (next == Also || (next == step && Failures-- > 0))
            {
                throw new IOException("no space left on the device");
            }
        }
    }
}
