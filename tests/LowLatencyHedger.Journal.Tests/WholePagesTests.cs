using System.Text;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Journal.Tests;

public sealed class WholePagesTests
{
    private const int SegmentBytes = 128 * 1024;
    private const int PageBytes = 4096;
    private static readonly int s_chainSize = JournalFormat.RecordSize(JournalFormat.ChainPayload);

    [Fact]
    public void KeepWholePages_RecordsOfOnePage_AreLeftToKeep()
    {
        using var directory = new TemporaryDirectory();
        using var writer = Create(directory);
        writer.AppendText(RecordType.Snapshot, "a"u8);

        Assert.Equal(0, writer.KeepWholePages());
        Assert.Equal(0, writer.Synced);

        writer.Keep();
        Assert.Equal(1, writer.Synced);
    }

    [Fact]
    public void KeepWholePages_RandomRecordsOverManySegments_CountsWhatEndsInPagesThatAreDone()
    {
        var random = new Random(Seeds.For(nameof(KeepWholePages_RandomRecordsOverManySegments_CountsWhatEndsInPagesThatAreDone), 61));
        using var directory = new TemporaryDirectory();
        using var writer = Create(directory);
        var position = JournalFormat.SegmentHeaderSize;
        List<int> ends = [];
        var (complete, crossed, segments) = (0L, false, 1);
        for (var appended = 1; appended <= 20_000; appended++)
        {
            var text = new string('x', random.Next(1, random.Next(10) == 0 ? 9_000 : 300));
            var size = JournalFormat.RecordSize(text.Length);
            if (position + size > SegmentBytes - (2 * s_chainSize))
            {
                complete += ends.Count;
                ends.Clear();
                (position, crossed) = (JournalFormat.SegmentHeaderSize, false);
                segments++;
            }

            crossed |= position / PageBytes != (position + size) / PageBytes;
            position += size;
            ends.Add(position);
            position += appended % JournalFormat.RecordsPerChain == 0 ? s_chainSize : 0;
            writer.AppendText(RecordType.Snapshot, Encoding.ASCII.GetBytes(text));
            Assert.Equal(appended, writer.Appended);
            if (random.Next(20) != 0)
            {
                continue;
            }

            if (random.Next(4) == 0)
            {
                writer.Keep();
                Assert.Equal(appended, writer.Synced);
            }
            else
            {
                var before = writer.Synced;
                writer.KeepWholePages();
                var done = complete + ends.Count(end => end <= position / PageBytes * PageBytes);
                Assert.InRange(writer.Synced, crossed ? Math.Max(before, done - 1) : before, Math.Max(before, done));
            }
        }

        Assert.True(segments > 20, $"{segments} segments");
    }

    /// <summary>From every place in a page, and from its start: all is on the disk without the page that comes next, and nobody reads a filler.</summary>
    [Fact]
    public void LeavePage_FromEveryPlace_AllIsSyncedAndReadBack()
    {
        using var directory = new TemporaryDirectory();
        List<string> written = [];
        using (var writer = JournalWriter.Create(new JournalOptions { Directory = directory.Path, SegmentBytes = 16 * 1024 * 1024 }))
        {
            for (var length = 1; length <= PageBytes; length += 4)
            {
                written.Add(new string('x', length));
                writer.AppendText(RecordType.Snapshot, Encoding.ASCII.GetBytes(written[^1]));
                writer.AskToLeavePage();
                writer.LeavePageIfAsked();
                writer.KeepWholePages();
                Assert.Equal(writer.Appended, writer.Synced);
            }
        }

        Assert.Equal(written, ReadBack(directory));
    }

    [Fact]
    public void LeavePage_NowAndThenOverManySegments_AllIsReadBack()
    {
        var random = new Random(Seeds.For(nameof(LeavePage_NowAndThenOverManySegments_AllIsReadBack), 67));
        using var directory = new TemporaryDirectory();
        List<string> written = [];
        using (var writer = Create(directory))
        {
            for (var i = 0; i < 20_000; i++)
            {
                written.Add(new string((char)('a' + (i % 26)), random.Next(1, 300)));
                writer.AppendText(RecordType.Snapshot, Encoding.ASCII.GetBytes(written[^1]));
                if (random.Next(20) == 0)
                {
                    writer.AskToLeavePage();
                    writer.LeavePageIfAsked();
                    writer.KeepWholePages();
                }
            }
        }

        Assert.Equal(written, ReadBack(directory));
    }

    /// <summary>Power fails while a filler is on its way: it crosses into a page that never reached the disk, or only its head was written.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(12)]
    public void LeavePage_FillerIsTorn_NothingIsLostAndTheNextRunBegins(int bytesOfFiller)
    {
        using var directory = new TemporaryDirectory();
        using (var writer = Create(directory))
        {
            writer.AppendText(RecordType.Snapshot, "a"u8);
            writer.AskToLeavePage();
            writer.LeavePageIfAsked();
        }

        var run = JournalDirectory.ResolveRun(directory.Path)!;
        var path = JournalDirectory.Segments(run)[0];
        var filler = JournalFormat.SegmentHeaderSize + JournalFormat.RecordSize(1);
        File.WriteAllBytes(path, [.. File.ReadAllBytes(path)[..(filler + bytesOfFiller)], .. new byte[2 * PageBytes]]);

        Assert.Equal(JournalEnd.Torn, JournalCheck.Run(run).End);
        Create(directory).Dispose();
        Assert.Equal(filler, new FileInfo(path).Length);
        var reader = new JournalReader(run);
        Assert.True(reader.TryRead(out var record));
        Assert.Equal("a", record.Text);
        Assert.False(reader.TryRead(out _));
        Assert.Equal(JournalEnd.Open, reader.End);
    }

    [Fact]
    public void LeavePage_NotAsked_ChangesNothing()
    {
        using var directory = new TemporaryDirectory();
        using var writer = Create(directory);
        writer.AppendText(RecordType.Snapshot, "a"u8);

        writer.LeavePageIfAsked();

        Assert.Equal(0, writer.KeepWholePages());
    }

    private static List<string> ReadBack(TemporaryDirectory directory)
    {
        var run = JournalDirectory.ResolveRun(directory.Path)!;
        Assert.True(JournalCheck.Run(run).IsSound);
        var reader = new JournalReader(run);
        List<string> read = [];
        while (reader.TryRead(out var record))
        {
            read.Add(record.Text);
        }

        Assert.Equal(JournalEnd.Open, reader.End);
        return read;
    }

    private static JournalWriter Create(TemporaryDirectory directory) =>
        JournalWriter.Create(new JournalOptions { Directory = directory.Path, SegmentBytes = SegmentBytes });
}
