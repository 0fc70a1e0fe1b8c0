using System.Runtime.InteropServices;
using System.Text;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Journal.Tests;

public sealed class JournalTests
{
    private const int SmallSegment = 2 * JournalFormat.MaxPayload;

    [Fact]
    public void Read_AfterOrderlyRun_ReturnsEveryRecordInOrder()
    {
        using var directory = new TemporaryDirectory();
        var written = WriteRun(directory.Path, records: 5_000, seed: Seeds.For(nameof(Read_AfterOrderlyRun_ReturnsEveryRecordInOrder), 1));

        var reader = new JournalReader(JournalDirectory.ResolveRun(directory.Path)!);
        var read = ReadAll(reader);

        Assert.Equal(JournalEnd.RunEnd, reader.End);
        Assert.Equal(written, read);
        Assert.True(JournalDirectory.Segments(JournalDirectory.ResolveRun(directory.Path)!).Length > 3, "the run should span segments");
    }

    [Fact]
    public void CreateInMemory_MoreThanItHolds_TakesItAll()
    {
        const int Inputs = 10_000;
        using var writer = JournalWriter.CreateInMemory(64 * 1024);
        using var twin = new TemporaryDirectory();
        using var onDisk = JournalWriter.Create(new JournalOptions { Directory = twin.Path });
        for (var i = 0; i < Inputs; i++)
        {
            var input = new InputEvent { Kind = InputKind.Index, ReceivedNanos = i };
            var output = new OutputEvent { Kind = OutputKind.Alert, TriggerSequence = i };
            Assert.True(writer.TryAppendInput(i, in input) && writer.TryAppendOutput(i, in output));
            Assert.True(onDisk.TryAppendOutput(i, in output));
        }

        Assert.Equal(2 * Inputs, writer.Appended);
        Assert.Equal(onDisk.DecisionHash, writer.DecisionHash);
        Assert.Equal(0, writer.Keep());
    }

    [Fact]
    public void Read_TailCutAtEveryByte_ReturnsAllWholeRecordsBeforeTheCut()
    {
        using var directory = new TemporaryDirectory();
        var written = WriteRun(directory.Path, records: 12, seed: 2);
        var path = JournalDirectory.Segments(JournalDirectory.ResolveRun(directory.Path)!).Single();
        var whole = File.ReadAllBytes(path);

        for (var length = JournalFormat.SegmentHeaderSize; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            var reader = new JournalReader(Path.GetDirectoryName(path)!);
            var read = ReadAll(reader);

            Assert.Equal(written.Take(read.Count), read);
            var expected = read.Count == written.Count ? reader.End is JournalEnd.RunEnd or JournalEnd.Torn : reader.End is JournalEnd.Open or JournalEnd.Torn;
            Assert.True(expected, $"cut at {length}: {reader.End}");
        }
    }

    [Fact]
    public void Read_AnyBitFlipped_NeverReturnsAWrongRecord()
    {
        using var directory = new TemporaryDirectory();
        var written = WriteRun(directory.Path, records: 6, seed: 3);
        var path = JournalDirectory.Segments(JournalDirectory.ResolveRun(directory.Path)!).Single();
        var whole = File.ReadAllBytes(path);

        for (var bit = JournalFormat.SegmentHeaderSize * 8; bit < whole.Length * 8; bit++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(path, damaged);
            var reader = new JournalReader(Path.GetDirectoryName(path)!);
            var read = ReadAll(reader);

            Assert.True(reader.Problem is not null, $"bit {bit} went unnoticed");
            Assert.Equal(written.Take(read.Count), read);
        }
    }

    [Fact]
    public void Read_DamageInTheMiddle_IsCorruptNotTorn()
    {
        using var directory = new TemporaryDirectory();
        WriteRun(directory.Path, records: 20, seed: 4);
        var path = JournalDirectory.Segments(JournalDirectory.ResolveRun(directory.Path)!).Single();
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 0x10;
        File.WriteAllBytes(path, bytes);

        var reader = new JournalReader(Path.GetDirectoryName(path)!);
        ReadAll(reader);

        Assert.Equal(JournalEnd.Corrupt, reader.End);
        Assert.Contains("checksum", reader.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SegmentMissing_IsCorrupt()
    {
        using var directory = new TemporaryDirectory();
        WriteRun(directory.Path, records: 5_000, seed: 5);
        var segments = JournalDirectory.Segments(JournalDirectory.ResolveRun(directory.Path)!);
        File.Delete(segments[1]);

        var reader = new JournalReader(Path.GetDirectoryName(segments[0])!);
        ReadAll(reader);

        Assert.Equal(JournalEnd.Corrupt, reader.End);
        Assert.Contains("expected segment 2", reader.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_SecondWriter_IsRefusedUntilTheFirstIsGone()
    {
        using var directory = new TemporaryDirectory();
        var options = new JournalOptions { Directory = directory.Path, SegmentBytes = SmallSegment };
        using (var first = JournalWriter.Create(options))
        {
            Assert.Equal(1u, first.Epoch);
            Assert.Throws<IOException>(() => JournalWriter.Create(options));
        }

        using var second = JournalWriter.Create(options);
        Assert.Equal(2u, second.Epoch);
    }

    [Fact]
    public void TryAppend_NextSegmentNotReady_WritesNothingAndSucceedsAfterKeep()
    {
        using var directory = new TemporaryDirectory();
        using var writer = JournalWriter.Create(new JournalOptions { Directory = directory.Path, SegmentBytes = SmallSegment });
        var input = RandomInput(new Random(6));
        var appended = 0L;
        while (writer.TryAppendInput(appended, in input))
        {
            appended++;
        }

        Assert.Equal(appended, writer.Appended);
        writer.Keep();
        Assert.True(writer.TryAppendInput(appended, in input));
        Assert.Equal(appended + 1, writer.Appended);
    }

    [Fact]
    public void TryAppend_AfterWarmUp_AllocatesNothing()
    {
        using var directory = new TemporaryDirectory();
        using var writer = JournalWriter.Create(new JournalOptions { Directory = directory.Path, SegmentBytes = 8 * 1024 * 1024 });
        var input = RandomInput(new Random(7));
        OutputEvent output = default;
        output.Kind = OutputKind.PlaceOrder;
        Append(writer, in input, in output, 1_000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Append(writer, in input, in output, 10_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>The keeper makes pages writable again, by storing into them, while the appender fills and leaves them.</summary>
    [Fact]
    public void Keep_BesideTheAppender_LeavesEveryRecordWhole()
    {
        const int Records = 60_000;
        using var directory = new TemporaryDirectory();
        using (var writer = JournalWriter.Create(new JournalOptions { Directory = directory.Path, SegmentBytes = 1024 * 1024 }))
        {
            var isDone = false;
            var keeper = new Thread(() =>
            {
                while (!Volatile.Read(ref isDone))
                {
                    writer.Keep();
                    writer.AskToLeavePage();
                }
            });
            keeper.Start();
            for (var i = 0; i < Records; i++)
            {
                var input = RandomInput(new Random(i));
                while (!writer.TryAppendInput(i, in input))
                {
                    Thread.Yield();
                }

                writer.LeavePageIfAsked();
            }

            Volatile.Write(ref isDone, true);
            keeper.Join();
        }

        var reader = new JournalReader(JournalDirectory.ResolveRun(directory.Path)!);
        for (var i = 0; i < Records; i++)
        {
            Assert.True(reader.TryRead(out var record), $"record {i}: {reader.End} {reader.Problem}");
            record.CopyTo(out InputEvent read);
            var written = RandomInput(new Random(i));
            Assert.Equal(i, record.Number);
            Assert.True(MemoryMarshal.AsBytes(new ReadOnlySpan<InputEvent>(in written)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<InputEvent>(in read))));
        }

        Assert.False(reader.TryRead(out _));
    }

    /// <summary>Before, a sync took the whole segment, and each of its pages faulted once more.</summary>
    [Fact]
    public void TryAppend_AfterASync_FaultsOnFewPages()
    {
        const int Pages = 200;
        const int PageBytes = 4096;
        using var directory = new TemporaryDirectory();
        using var writer = JournalWriter.Create(new JournalOptions { Directory = directory.Path, SegmentBytes = 8 * 1024 * 1024 });
        var input = RandomInput(new Random(8));
        OutputEvent output = default;
        output.Kind = OutputKind.PlaceOrder;
        Append(writer, in input, in output, 1_000);
        writer.Keep();
        Append(writer, in input, in output, 1_000);
        writer.Keep();
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("page faults are counted by Linux");
        }

        var before = MinorFaults();
        Append(writer, in input, in output, Pages * PageBytes / (2 * Marshal.SizeOf<InputEvent>()));
        Assert.InRange(MinorFaults() - before, 0, Pages / 4);
    }

    /// <summary>Of this thread, so far.</summary>
    private static long MinorFaults()
    {
        const int FieldBehindName = 7;
        var stat = File.ReadAllText("/proc/thread-self/stat");
        return long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[FieldBehindName], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void Append(JournalWriter writer, in InputEvent input, in OutputEvent output, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.True(writer.TryAppendInput(i, in input));
            Assert.True(writer.TryAppendOutput(i, in output));
        }
    }

    private static List<string> WriteRun(string directory, int records, int seed)
    {
        var random = new Random(seed);
        var written = new List<string>();
        using var writer = JournalWriter.Create(new JournalOptions { Directory = directory, SegmentBytes = SmallSegment });
        Text(writer, RecordType.RunStart, """{"epoch":1}""", written);
        for (var i = 0; i < records; i++)
        {
            // Reads where the record goes, up to a segment's end, and must not matter.
            writer.Touch(turn: 0);
            if (random.Next(4) == 0)
            {
                var output = new OutputEvent { Kind = OutputKind.PlaceOrder, DeltaBefore = random.NextDouble(), DecidedNanos = random.Next(2) };
                while (!writer.TryAppendOutput(i, in output))
                {
                    writer.Keep();
                }

                written.Add(Describe(RecordType.Output, i, MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in output, 1))));
            }
            else
            {
                var input = RandomInput(random);
                while (!writer.TryAppendInput(i, in input))
                {
                    writer.Keep();
                }

                written.Add(Describe(RecordType.Input, i, MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in input, 1))));
            }
        }

        Text(writer, RecordType.RunEnd, "{}", written);
        return written;
    }

    private static void Text(JournalWriter writer, RecordType type, string text, List<string> written)
    {
        writer.AppendText(type, Encoding.UTF8.GetBytes(text));
        written.Add($"{type} {text}");
    }

    private static List<string> ReadAll(JournalReader reader)
    {
        var read = new List<string>();
        while (reader.TryRead(out var record))
        {
            switch (record.Type)
            {
                case RecordType.Input:
                    record.CopyTo(out InputEvent input);
                    read.Add(Describe(record.Type, record.Number, MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in input, 1))));
                    break;
                case RecordType.Output:
                    record.CopyTo(out OutputEvent output);
                    read.Add(Describe(record.Type, record.Number, MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in output, 1))));
                    break;
                default:
                    read.Add($"{record.Type} {record.Text}");
                    break;
            }
        }

        return read;
    }

    private static string Describe(RecordType type, long number, ReadOnlySpan<byte> bytes) => $"{type} {number} {Convert.ToHexString(bytes)}";

    private static InputEvent RandomInput(Random random)
    {
        InputEvent input = default;
        input.Kind = InputKind.Ticker;
        input.ReceivedNanos = random.NextInt64();
        input.Instrument = new InstrumentId(random.Next(100));
        var bytes = MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref input, 1));
        random.NextBytes(bytes.Slice(InputEvent.BodyOffset, random.Next(InputEvent.BodySize)));
        return input;
    }
}
