using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LowLatencyHedger.Messaging;

namespace LowLatencyHedger.Telemetry.Tests;

public sealed class TelemetryFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("telemetry").FullName;
    private readonly TelemetryLayout _layout = new TelemetryLayout
    {
        Counters = [new("events", "events", "Events seen.", Label: "kind=book"), new("bytes_received", "bytes", "Level of bytes.", TelemetryKind.Gauge)],
        Histograms = [new("other", "ns"), .. StageHistograms.Items],
        Tables = [TelemetryTable.Of<Snapshot>("places", 4, 3), TelemetryTable.Ring<long>("tape", 8, 1)],
    }.WithSnapshot<Snapshot>(7);

    private string FilePath => Path.Combine(_folder, "engine.telemetry");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Reader_WhileWriterRuns_SeesWhatIsWritten()
    {
        using var file = TelemetryFile.Create(FilePath, _layout);
        using var reader = Open();
        var stages = new StageHistograms(file, 1);
        Assert.False(reader.TryReadSnapshot<Snapshot>(out _));

        file.Counter("events").Increment();
        file.Counter("events").Add(41);
        file.Counter(1).Set(-9);
        stages.Record(LatencyStage.TickToTrade, 1234);
        var written = new Snapshot();
        written.Fill(5);
        file.WriteSnapshot(in written);

        Assert.Equal(_layout.Counters, reader.Layout.Counters);
        Assert.Equal(_layout.Histograms, reader.Layout.Histograms);
        Assert.Equal((_layout.SnapshotBytes, 7), (reader.Layout.SnapshotBytes, reader.Layout.SnapshotVersion));
        Assert.Equal(Environment.ProcessId, reader.ProcessId);
        Assert.InRange(reader.StartUtcNanos, 1, HotClock.Now().UtcNanos);
        Assert.Equal((42, -9), (reader.Counter(0), reader.Counter("bytes_received")));
        Assert.Equal(1234, Copy(reader, "tick_to_trade").MaxNanos);
        Assert.Equal(0, Copy(reader, "other").Count);
        Assert.True(reader.TryReadSnapshot<Snapshot>(out var read));
        Assert.Equal(5, read.Number);
        Assert.True(read.IsWhole());
    }

    [Fact]
    public void Table_PlacesAndRing_AreReadWholeByPlace()
    {
        using var file = TelemetryFile.Create(FilePath, _layout);
        using var reader = Open();
        var (places, tape) = (reader.Layout.TableIndex("places"), reader.Layout.TableIndex("tape"));
        Assert.Equal(_layout.Tables, reader.Layout.Tables);
        Assert.Equal((0, 0), (reader.RecordCount(places), reader.RecordCount(tape)));

        var written = new Snapshot();
        written.Fill(77);
        file.Table("places").Write(2, in written);
        for (var i = 0L; i < 11; i++)
        {
            file.Table("tape").Append(100 + i);
        }

        Assert.Equal((3, 11), (reader.RecordCount(places), reader.RecordCount(tape)));
        Assert.False(reader.TryReadRecord<Snapshot>(places, 1, out _));
        Assert.True(reader.TryReadRecord<Snapshot>(places, 2, out var read));
        Assert.True(read.IsWhole());
        Assert.Equal(77, read.Number);
        for (var n = 3; n < 11; n++)
        {
            Assert.True(reader.TryReadRecord<long>(tape, n % 8, out var value));
            Assert.Equal(100 + n, value);
        }

        file.Table("places").SetCount(1);
        Assert.Equal(1, reader.RecordCount(places));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.TryReadRecord<long>(tape, 8, out _));
    }

    [Theory]
    [InlineData("", 8, 1)]
    [InlineData("t", 0, 1)]
    [InlineData("t", 8, 0)]
    [InlineData("t", 8, TelemetryTable.CapacityMax + 1)]
    public void Create_UnsoundTable_Throws(string name, int bytes, int capacity)
    {
        var layout = new TelemetryLayout { Tables = [new(name, bytes, capacity, 1, false)] };

        Assert.Throws<ArgumentException>(() => TelemetryFile.Create(FilePath, layout));
    }

    [Fact]
    public void Reader_AfterWriterClosed_StillReadsAndKnows()
    {
        TelemetryReader reader;
        using (var file = TelemetryFile.Create(FilePath, _layout))
        {
            file.Counter(0).Set(3);
            reader = Open();
            Assert.False(reader.IsClosed);
        }

        Assert.True(reader.IsClosed);
        reader.Dispose();
        using var later = Open();
        Assert.True(later.IsClosed);
        Assert.Equal(3, later.Counter(0));
    }

    [Fact]
    public void Reader_OfAFileWhoseWriterDied_ReadsItsLastState()
    {
        var died = Path.Combine(_folder, "died.telemetry");
        using (var file = TelemetryFile.Create(FilePath, _layout))
        {
            file.Counter(0).Set(11);
            file.Histogram(0).Record(99);
            File.Copy(FilePath, died);
        }

        using var reader = Open(died);
        Assert.False(reader.IsClosed);
        Assert.Equal(11, reader.Counter(0));
        Assert.Equal(99, Copy(reader, "other").MaxNanos);
    }

    [Fact]
    public void TryReadSnapshot_WriterDiedWhileItWrote_IsRefused()
    {
        using (var file = TelemetryFile.Create(FilePath, _layout))
        {
            var written = new Snapshot();
            file.WriteSnapshot(in written);
        }

        Patch(_layout.SnapshotOffset, BitConverter.GetBytes(3L));
        using var reader = Open();
        Assert.False(reader.TryReadSnapshot<Snapshot>(out _));
    }

    [Fact]
    public void Create_OverAnEarlierRun_LeavesItsReadersAlone()
    {
        using var first = TelemetryFile.Create(FilePath, _layout);
        first.Counter(0).Set(1);
        using var old = Open();
        using var second = TelemetryFile.Create(FilePath, _layout);
        second.Counter(0).Set(2);

        using var current = Open();
        Assert.Equal((1, 2), (old.Counter(0), current.Counter(0)));
        Assert.Equal([FilePath], Directory.GetFiles(_folder));
    }

    [Fact]
    public void TryOpen_FilesThatAreNone_SaysWhatIsWrong()
    {
        Assert.Equal(TelemetryOpenError.NotFound, Error(Path.Combine(_folder, "absent")));
        Assert.Equal(TelemetryOpenError.NotFound, Error(Path.Combine(_folder, "no", "folder")));
        Assert.Equal(TelemetryOpenError.NotReadable, Error(_folder));
        File.WriteAllBytes(FilePath, []);
        Assert.Equal(TelemetryOpenError.Truncated, Error(FilePath));
        File.WriteAllBytes(FilePath, new byte[4096]);
        Assert.Equal(TelemetryOpenError.WrongMagic, Error(FilePath));
    }

    [Theory]
    [InlineData(0, 1, TelemetryOpenError.WrongMagic)]
    [InlineData(8, 1, TelemetryOpenError.WrongVersion)]
    [InlineData(16, 1, TelemetryOpenError.Corrupt)]
    [InlineData(23, 0x7F, TelemetryOpenError.Truncated)]
    [InlineData(32, 3, TelemetryOpenError.Corrupt)]
    [InlineData(35, 0xFF, TelemetryOpenError.Corrupt)]
    [InlineData(39, 0xFF, TelemetryOpenError.Corrupt)]
    [InlineData(40, 1, TelemetryOpenError.Corrupt)]
    [InlineData(52, 1, TelemetryOpenError.Corrupt)]
    [InlineData(55, 0xFF, TelemetryOpenError.Corrupt)]
    public void TryOpen_HeaderByteIsWrong_IsRefused(int offset, byte value, TelemetryOpenError expected)
    {
        TelemetryFile.Create(FilePath, _layout).Dispose();
        Patch(offset, [value]);

        Assert.Equal(expected, Error(FilePath));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300_000)]
    [InlineData(2_433_000)]
    public void TryOpen_FileCutShort_IsRefused(int bytesMissing)
    {
        TelemetryFile.Create(FilePath, _layout).Dispose();
        using (var stream = File.OpenWrite(FilePath))
        {
            stream.SetLength(stream.Length - bytesMissing);
        }

        Assert.Equal(TelemetryOpenError.Truncated, Error(FilePath));
    }

    [Fact]
    public void Create_NameTooLong_Throws()
    {
        var layout = new TelemetryLayout { Counters = [new(new string('x', 49), "")] };

        Assert.Throws<ArgumentException>(() => TelemetryFile.Create(FilePath, layout));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Writer_SteadyState_AllocatesNothing()
    {
        using var file = TelemetryFile.Create(FilePath, _layout);
        var snapshot = new Snapshot();
        var (places, tape) = (file.Table("places"), file.Table("tape"));
        Write(file, places, tape, ref snapshot, 100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Write(file, places, tape, ref snapshot, 10_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Write(TelemetryFile file, TelemetryRecords places, TelemetryRecords tape, ref Snapshot snapshot, int times)
    {
        var counter = file.Counter(0);
        var histogram = file.Histogram(0);
        for (var i = 0; i < times; i++)
        {
            counter.Increment();
            histogram.Record(i);
            file.WriteSnapshot(in snapshot);
            places.Write(i % 4, in snapshot);
            tape.Append((long)i);
        }
    }

    private static LatencyHistogram Copy(TelemetryReader reader, string name)
    {
        var copy = new LatencyHistogram();
        reader.ReadHistogram(reader.Layout.HistogramIndex(name), copy);
        return copy;
    }

    private static TelemetryOpenError Error(string path)
    {
        var error = TelemetryReader.TryOpen(path, out var reader);
        Assert.Null(reader);
        return error;
    }

    private TelemetryReader Open(string? path = null)
    {
        Assert.Equal(TelemetryOpenError.None, TelemetryReader.TryOpen(path ?? FilePath, out var reader));
        return reader!;
    }

    private void Patch(long offset, byte[] bytes)
    {
        using var stream = File.OpenWrite(FilePath);
        stream.Position = offset;
        stream.Write(bytes);
    }

    /// <summary>Every word depends on the number, so that a torn copy shows.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Snapshot
    {
        public long Number;
        private Words _words;

        public void Fill(long number)
        {
            Number = number;
            for (var i = 0; i < Words.Length; i++)
            {
                _words[i] = (number * 31) + i;
            }
        }

        public readonly bool IsWhole()
        {
            for (var i = 0; i < Words.Length; i++)
            {
                if (_words[i] != (Number * 31) + i)
                {
                    return false;
                }
            }

            return true;
        }

        [InlineArray(Length)]
        private struct Words
        {
            public const int Length = 60;

            private long _first;
        }
    }
}
