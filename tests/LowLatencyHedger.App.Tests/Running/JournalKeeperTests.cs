using System.Diagnostics;
using System.Runtime.InteropServices;
using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Logging;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Journal;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Telemetry;

namespace LowLatencyHedger.App.Tests.Running;

public sealed class JournalKeeperTests : IDisposable
{
    private const int PageBytes = 4_096;

    private readonly string _directory = Directory.CreateTempSubdirectory("hedger-keeper-").FullName;
    private readonly KillLatch _kill = new();
    private readonly StringWriter _log = new();
    private readonly JournalWriter _journal;
    private readonly EngineTelemetry _telemetry;
    private readonly JournalKeeperAgent _keeper;
    private DiskStep? _failing;

    public JournalKeeperTests()
    {
        _journal = JournalWriter.Create(new JournalOptions
        {
            Directory = Path.Combine(_directory, "journal"),
            SegmentBytes = 128 * 1024,
            BeforeDiskStep = step => _ = step == _failing || _failing == DiskStep.Rewrite ? throw new IOException("no space left on the device") : 0,
        });
        _telemetry = new EngineTelemetry(TelemetryPath, underlyings: 1);
        _keeper = new JournalKeeperAgent(_journal, _kill, _telemetry, new RunLog(_log));
        _keeper.DoWork();
    }

    private string TelemetryPath => Path.Combine(_directory, "telemetry.bin");

    public void Dispose()
    {
        _failing = null;
        _journal.Dispose();
        _telemetry.Dispose();
        _log.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void DoWork_GroupIsFull_SyncsItsWholePagesWithoutWaiting()
    {
        var input = new InputEvent { Kind = InputKind.Clock };
        var bytes = MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in input, 1));
        var size = JournalFormat.RecordSize(sizeof(long) + JournalFormat.TrimmedLength(bytes));
        var end = JournalFormat.SegmentHeaderSize + (256 * size);
        var inWholePages = ((end / PageBytes * PageBytes) - JournalFormat.SegmentHeaderSize) / size;

        Append(256);
        _keeper.DoWork();

        // One that ends exactly with a page may be counted with the next.
        Assert.InRange(_journal.Synced, inWholePages - 1, inWholePages);
        Assert.InRange(inWholePages, 2, 255);
    }

    /// <summary>In whole pages if the appender leaves its page when it is asked to, else with the page.</summary>
    [Theory]
    [InlineData(true, PageBytes)]
    [InlineData(false, 0)]
    public void DoWork_RecordOfAPageBeingWritten_IsSyncedWhenItIsOld(bool leavesPage, int leastEnd)
    {
        Append(1);
        _keeper.DoWork();
        Assert.Equal(0, _journal.Synced);

        var watch = Stopwatch.StartNew();
        while (_journal.Synced == 0 && watch.Elapsed < TimeSpan.FromSeconds(10))
        {
            Thread.Sleep(5);
            _keeper.DoWork();
            if (leavesPage)
            {
                _journal.LeavePageIfAsked();
            }
        }

        Assert.Equal(1, _journal.Synced);
        Append(1);
        Assert.InRange(EndOfRecords(), leastEnd, leastEnd + PageBytes - 1);
    }

    [Fact]
    public void DoWork_Hurried_SyncsASingleRecordAtOnce()
    {
        Append(1);
        _journal.Hurry();
        _keeper.DoWork();
        Assert.Equal(1, _journal.Synced);
    }

    [Fact]
    public void DoWork_RecordsNotOnTheDisk_AreCountedInTheTelemetry()
    {
        _failing = DiskStep.Sync;
        Append(300);
        _keeper.DoWork();
        _keeper.DoWork();

        Assert.Equal(TelemetryOpenError.None, TelemetryReader.TryOpen(TelemetryPath, out var reader));
        using (reader)
        {
            Assert.Equal(300, reader!.Counter(EngineTelemetry.JournalLagRecords));
        }
    }

    [Fact]
    public void DoWork_JournalBroken_StopsOrdersAgainAndAgainAndTellsOnce()
    {
        _failing = DiskStep.Rewrite;
        Append(300);
        _keeper.DoWork();
        Append(1);
        _keeper.DoWork();
        _keeper.DoWork();

        Assert.True(_journal.IsBroken);
        Assert.True(_kill.IsSet);
        _kill.Clear();
        _keeper.DoWork();
        Assert.True(_kill.IsSet);
        Assert.Single(_log.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("no space", _log.ToString(), StringComparison.Ordinal);
    }

    private int EndOfRecords()
    {
        var reader = new JournalReader(_journal.Directory);
        while (reader.TryRead(out _))
        {
        }

        return reader.Offset;
    }

    private void Append(int count)
    {
        var input = new InputEvent { Kind = InputKind.Clock };
        for (var i = 0; i < count; i++)
        {
            Assert.True(_journal.TryAppendInput(i, in input));
        }
    }
}
