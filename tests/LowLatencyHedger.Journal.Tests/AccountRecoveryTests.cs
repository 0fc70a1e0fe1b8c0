using System.Text.Json;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Recovery;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Simulation.Closed;
using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Journal.Tests;

/// <summary>What a new run takes over, against what the core of the run before knew.</summary>
public sealed class AccountRecoveryTests : IDisposable
{
    private const int SegmentBytes = 1024 * 1024;
    private const int SmallestSegmentBytes = 128 * 1024;

    private static readonly (RecordedRun Run, AccountState Live) s_recorded = Record();

    private readonly TemporaryDirectory _directory = new();
    private readonly List<string> _log = [];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Read_OfAWholeRun_EqualsWhatItsCoreKnew()
    {
        using (Begin())
        {
        }

        var live = s_recorded.Live;
        Assert.True(live.Positions.Count > 5 && live.Fills.Count > 20 && live.IsAdopted && live.TradesReadUtcNanos > 0);
        AssertSame(live, Read());
        Assert.Empty(_log);
    }

    [Theory]
    [InlineData(3, SegmentBytes)]
    [InlineData(40, SegmentBytes)]
    [InlineData(40, SmallestSegmentBytes)]
    public void Read_FromSnapshotsOnTheWay_EqualsReadingAll(int parts, int segmentBytes)
    {
        var written = 0;
        using (var writer = Begin(records: 0, segmentBytes))
        {
            var follower = new AccountFollower(writer.Directory, writer.Epoch, ConfigOf(writer), segmentBytes);
            for (var part = 0; part < parts; part++)
            {
                Append(writer, part * Count / parts, (part + 1) * Count / parts);
                follower.Follow();
                written += follower.TryWrite() ? 1 : 0;
                if (Read() is { } read)
                {
                    Assert.Equal(AccountSnapshot.Hash(read), AccountSnapshot.Hash(follower.State));
                }
            }

            Assert.True(File.Exists(Path.Combine(writer.Directory, AccountSnapshot.FileName)));
            Assert.True(segmentBytes > SmallestSegmentBytes || JournalDirectory.Segments(writer.Directory).Length > 4, "the run should span segments");
        }

        Assert.InRange(written, 2, parts);
        AssertSame(s_recorded.Live, Read());
        Assert.Empty(_log);
    }

    [Fact]
    public void TryWrite_AgainAndAgain_AllocatesLittleAndNothingLarge()
    {
        const int Parts = 20;
        using var writer = Begin(records: 0);
        var follower = new AccountFollower(writer.Directory, writer.Epoch, ConfigOf(writer), SegmentBytes);
        var (written, largest) = (0, 0L);
        for (var part = 0; part < Parts; part++)
        {
            Append(writer, part * Count / Parts, (part + 1) * Count / Parts);
            var before = GC.GetAllocatedBytesForCurrentThread();
            follower.Follow();
            var isWritten = follower.TryWrite();
            written += isWritten ? 1 : 0;
            largest = Math.Max(largest, written > 1 ? GC.GetAllocatedBytesForCurrentThread() - before : 0);
        }

        Assert.InRange(written, 5, Parts);
        Assert.InRange(largest, 1, 128 * 1024);
    }

    [Fact]
    public void Read_SnapshotWithAFlippedBit_ReadsTheWholeRun()
    {
        string snapshot;
        using (var writer = Begin())
        {
            var follower = new AccountFollower(writer.Directory, writer.Epoch, ConfigOf(writer), SegmentBytes);
            follower.Follow();
            Assert.True(follower.TryWrite());
            snapshot = Path.Combine(writer.Directory, AccountSnapshot.FileName);
        }

        var sound = File.ReadAllBytes(snapshot);
        for (var at = 0; at < sound.Length; at += 1 + (sound.Length / 40))
        {
            var damaged = (byte[])sound.Clone();
            damaged[at] ^= 4;
            File.WriteAllBytes(snapshot, damaged);
            AssertSame(s_recorded.Live, Read());
        }

        File.WriteAllBytes(snapshot, sound[..(sound.Length / 2)]);
        AssertSame(s_recorded.Live, Read());
        Assert.NotEmpty(_log);
    }

    [Fact]
    public void Read_RunThatDiedEarly_TakesOverFromTheOneBefore()
    {
        using (Begin())
        {
        }

        using (Begin(records: 0))
        {
        }

        using (Begin(records: 5))
        {
        }

        AssertSame(s_recorded.Live, Read());
    }

    [Fact]
    public void Read_Hole_IsRefused()
    {
        string first;
        using (var writer = Begin())
        {
            first = JournalDirectory.Segments(writer.Directory)[0];
        }

        var bytes = File.ReadAllBytes(first);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(first, bytes);
        Assert.Contains("hedger journal verify", Assert.Throws<IOException>(() => Read()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TornTail_KeepsAllBeforeIt()
    {
        string last;
        using (var writer = Begin())
        {
            last = JournalDirectory.Segments(writer.Directory)[^1];
        }

        using (var file = new FileStream(last, FileMode.Open))
        {
            file.SetLength(file.Length - 3);
        }

        AssertSame(s_recorded.Live, Read());
    }

    [Fact]
    public void Read_OtherAccountOrNone_IsNull()
    {
        Assert.Null(Read());
        using (Begin())
        {
        }

        Assert.Null(AccountRecovery.Read(_directory.Path, 2, "live", _log.Add));
        Assert.Contains("another account", Assert.Single(_log), StringComparison.Ordinal);
    }

    private static int Count => s_recorded.Run.Records.Count;

    private static (RecordedRun Run, AccountState Live) Record()
    {
        AccountState? live = null;
        var run = new RecordedRun(
            new VirtualEngineOptions
            {
                Exchange = new ExchangeOptions { TicksPerSecond = 100, OptionCount = 20, ClientTradesPerSecond = 10 },
                Core = RecordedRun.Config,
            },
            engine =>
            {
                engine.Run(6 * Nanos.PerSecond);
                engine.CutTrading(requestsArrive: true);
                engine.Run(4 * Nanos.PerSecond);
                live = AccountState.Of(engine.Core);
            });
        return (run, live!);
    }

    private static CoreConfig ConfigOf(JournalWriter writer) => RecordedRun.Config with { Epoch = writer.Epoch };

    private static void AssertSame(AccountState live, AccountState? read)
    {
        Assert.NotNull(read);
        Assert.Equal(live.Positions, read.Positions);
        Assert.Equal(live.Fills, read.Fills);
        Assert.Equal(live.Orders, read.Orders);
        Assert.Equal(AccountSnapshot.Hash(live), AccountSnapshot.Hash(read));
    }

    private static void Append(JournalWriter writer, int from, int to)
    {
        var number = s_recorded.Run.Records.Take(from).LongCount(record => record.Input.Kind == InputKind.None);
        for (var i = from; i < to; i++)
        {
            var (sequence, input, output) = s_recorded.Run.Records[i];
            while (!(input.Kind != InputKind.None ? writer.TryAppendInput(sequence, in input) : writer.TryAppendOutput(number, in output)))
            {
                writer.Keep();
            }

            number += input.Kind == InputKind.None ? 1 : 0;
        }
    }

    private JournalWriter Begin(int? records = null, int segmentBytes = SegmentBytes)
    {
        var writer = JournalWriter.Create(new JournalOptions { Directory = _directory.Path, SegmentBytes = segmentBytes });
        using var core = JsonDocument.Parse(CoreConfigJson.Serialize(ConfigOf(writer)));
        writer.AppendText(
            RecordType.RunStart,
            new RunStart { Epoch = writer.Epoch, StartedUtc = "", Program = "test", Machine = "virtual", Core = core.RootElement }.ToUtf8());
        Append(writer, 0, records ?? Count);
        return writer;
    }

    private AccountState? Read() =>
        AccountRecovery.Read(_directory.Path, JournalDirectory.LastEpoch(Directory.CreateDirectory(_directory.Path).FullName) + 1, null, _log.Add);
}
