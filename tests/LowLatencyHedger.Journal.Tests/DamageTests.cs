using System.Buffers.Binary;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Journal.Tests;

public sealed class DamageTests
{
    private const int TailBytes = 4 * 1024;
    private const int Flips = 10_000;

    [Fact]
    public void Read_TailCutAtEveryByteOfTheLast4KiB_GivesThePrefixAndNamesTheByte()
    {
        using var directory = new TemporaryDirectory();
        var (path, whole, records) = Recorded(directory.Path, seed: 21);
        for (var length = whole.Length; length >= whole.Length - TailBytes; length--)
        {
            using (var file = File.OpenWrite(path))
            {
                file.SetLength(length);
            }

            var reader = new JournalReader(Path.GetDirectoryName(path)!);
            var count = CountPrefix(reader, records);

            var isBoundary = records.Exists(record => record.End == length) || length == whole.Length;
            Assert.Equal(records.Count(record => record.End <= length), count);
            Assert.True(isBoundary ? reader.End is JournalEnd.Open or JournalEnd.RunEnd : reader.End == JournalEnd.Torn, $"cut at {length}: {reader.End}");
            Assert.Equal(isBoundary, reader.Problem is null);
            Assert.True(isBoundary || reader.Problem!.Contains($"at byte {reader.Offset}", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Read_AnyBitFlippedAnywhere_GivesThePrefixAndSaysWhatIsWrong()
    {
        using var directory = new TemporaryDirectory();
        var (path, whole, records) = Recorded(directory.Path, seed: 22);
        var random = new Random(Seeds.For(nameof(Read_AnyBitFlippedAnywhere_GivesThePrefixAndSaysWhatIsWrong), 23));
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        for (var i = 0; i < Flips; i++)
        {
            var (at, bit) = (random.Next(whole.Length), random.Next(8));
            RandomAccess.Write(file, [(byte)(whole[at] ^ (1 << bit))], at);
            var reader = new JournalReader(Path.GetDirectoryName(path)!);
            var count = CountPrefix(reader, records);
            RandomAccess.Write(file, [whole[at]], at);

            Assert.Equal(records.Count(record => record.End <= at), count);
            Assert.True(reader.End is JournalEnd.Torn or JournalEnd.Corrupt, $"bit {bit} of byte {at}: {reader.End}");
            Assert.NotNull(reader.Problem);
        }
    }

    [Fact]
    public void Read_BitFlippedInThePreparedRest_SaysSo()
    {
        using var directory = new TemporaryDirectory();
        var (path, whole, _) = Recorded(directory.Path, seed: 24);
        var longer = new byte[whole.Length + 8192];
        whole.CopyTo(longer, 0);
        longer[whole.Length + 5000] = 4;
        File.WriteAllBytes(path, longer);

        Assert.Equal(JournalEnd.Torn, JournalCheck.Run(Path.GetDirectoryName(path)!).End);
    }

    [Fact]
    public void Read_SegmentOfTheSameNumberFromASimilarRun_BreaksTheChain()
    {
        using var directory = new TemporaryDirectory();
        using var other = new TemporaryDirectory();
        var run = Path.GetDirectoryName(Recorded(directory.Path, seed: 25, inputs: 3000).Path)!;
        var similar = Path.GetDirectoryName(Recorded(other.Path, seed: 26, inputs: 3000).Path)!;
        var segments = JournalDirectory.Segments(run);
        Assert.True(segments.Length >= 3);
        File.Copy(JournalDirectory.Segments(similar)[1], segments[1], overwrite: true);

        var found = JournalCheck.Run(run);

        Assert.False(found.IsSound);
        Assert.NotNull(found.Problem);
    }

    [Fact]
    public void Check_OutputsLeftOut_IsNoSoundRun()
    {
        using var directory = new TemporaryDirectory();
        using (var writer = JournalWriter.Create(new JournalOptions { Directory = directory.Path, SegmentBytes = 256 * 1024 }))
        {
            writer.TryAppendInput(0, Input(1));
            writer.TryAppendInput(2, Input(2));
        }

        var found = JournalCheck.Run(JournalDirectory.ResolveRun(directory.Path)!);

        Assert.False(found.IsSound);
        Assert.Contains("input 2 follows input 0", found.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OtherVersion_SaysWhichOneItIs()
    {
        using var directory = new TemporaryDirectory();
        var (path, whole, _) = Recorded(directory.Path, seed: 27);
        whole[4] = 1;
        File.WriteAllBytes(path, whole);

        Assert.Contains("version 1 of the format", JournalCheck.Run(Path.GetDirectoryName(path)!).Problem, StringComparison.Ordinal);
        using var next = JournalWriter.Create(new JournalOptions { Directory = directory.Path, SegmentBytes = 256 * 1024 });
        Assert.Equal(2u, next.Epoch);
    }

    [Fact]
    public void Read_VersionBeforeFillers_ReadsIt()
    {
        using var directory = new TemporaryDirectory();
        var (path, whole, records) = Recorded(directory.Path, seed: 27);
        BinaryPrimitives.WriteUInt32LittleEndian(whole.AsSpan(4), JournalFormat.OldestVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(whole.AsSpan(24), JournalFormat.Checksum(whole.AsSpan(..24)));
        File.WriteAllBytes(path, whole);

        Assert.Equal(records.Count, CountPrefix(new JournalReader(Path.GetDirectoryName(path)!), records));
        Assert.True(JournalCheck.Run(Path.GetDirectoryName(path)!).IsSound);
    }

    [Fact]
    public void Create_AfterATornRun_CutsItsTailAndRemovesWhatItHadPrepared()
    {
        using var directory = new TemporaryDirectory();
        var (path, whole, records) = Recorded(directory.Path, seed: 28);
        File.WriteAllBytes(path, [.. whole[..(records[^1].End - 3)], .. new byte[5000]]);
        var prepared = Path.Combine(Path.GetDirectoryName(path)!, "00000002.hlj");
        File.WriteAllBytes(prepared, new byte[10_000]);
        Assert.Equal(JournalEnd.Torn, JournalCheck.Run(Path.GetDirectoryName(path)!).End);

        JournalWriter.Create(new JournalOptions { Directory = directory.Path, SegmentBytes = 256 * 1024 }).Dispose();

        Assert.False(File.Exists(prepared));
        Assert.Equal(records[^2].End, new FileInfo(path).Length);
        Assert.Equal(JournalEnd.Open, JournalCheck.Run(Path.GetDirectoryName(path)!).End);
    }

    /// <summary>A process dies at any byte of its first segment's header, in a file of any length: it has recorded nothing, and may begin anew.</summary>
    [Fact]
    public void Create_AfterARunThatDiedBeforeItsFirstRecord_BeginsTheNext()
    {
        using var directory = new TemporaryDirectory();
        var (path, whole, _) = Recorded(directory.Path, seed: 30);
        var epoch = 1u;
        for (var written = 0; written < JournalFormat.SegmentHeaderSize; written++)
        {
            foreach (var length in new[] { written, JournalFormat.SegmentHeaderSize, 4096 })
            {
                var unfinished = new byte[Math.Max(length, written)];
                whole.AsSpan(0, written).CopyTo(unfinished);
                File.WriteAllBytes(path, unfinished);
                var found = JournalCheck.Run(Path.GetDirectoryName(path)!);
                Assert.True(found.End == JournalEnd.Torn && found.Counts.Count == 0, $"{written} bytes of {length}: {found.End}");

                using var next = JournalWriter.Create(new JournalOptions { Directory = directory.Path, SegmentBytes = 128 * 1024 });

                Assert.Equal(++epoch, next.Epoch);
                path = JournalDirectory.Segments(next.Directory)[0];
            }
        }
    }

    [Fact]
    public void Read_HeaderDamagedWithRecordsBehindIt_IsCorrupt()
    {
        using var directory = new TemporaryDirectory();
        var (path, whole, _) = Recorded(directory.Path, seed: 31);
        for (var at = 0; at < JournalFormat.SegmentHeaderSize; at++)
        {
            whole[at] ^= 1;
            File.WriteAllBytes(path, whole);
            whole[at] ^= 1;

            Assert.Equal(JournalEnd.Corrupt, JournalCheck.Run(Path.GetDirectoryName(path)!).End);
        }
    }

    /// <summary>What a power loss may leave of pages that were never synced: zeros, a page or a sector at a time.</summary>
    [Theory]
    [InlineData(512)]
    [InlineData(4096)]
    public void Read_SectorOfZerosAnywhere_GivesThePrefixAndSaysWhatIsWrong(int sector)
    {
        using var directory = new TemporaryDirectory();
        var (path, whole, records) = Recorded(directory.Path, seed: 32);
        for (var at = 0; at < whole.Length; at += sector)
        {
            var damaged = whole.ToArray();
            damaged.AsSpan(at, Math.Min(sector, damaged.Length - at)).Clear();
            File.WriteAllBytes(path, damaged);
            var reader = new JournalReader(Path.GetDirectoryName(path)!);
            var count = CountPrefix(reader, records);

            Assert.True(count <= records.Count(record => record.End <= at + sector), $"zeros at {at}");
            Assert.True(count >= records.Count(record => record.End <= at), $"zeros at {at}");
            Assert.Equal(count == records.Count || at + sector >= whole.Length, reader.End is JournalEnd.Open or JournalEnd.Torn);
        }
    }

    /// <summary>In every segment but the last there is no torn end: a flipped bit is a hole, wherever it is.</summary>
    [Fact]
    public void Read_AnyBitFlippedInAnEarlierSegment_IsCorrupt()
    {
        using var directory = new TemporaryDirectory();
        var run = Path.GetDirectoryName(Recorded(directory.Path, seed: 33, inputs: 3000).Path)!;
        var segments = JournalDirectory.Segments(run);
        Assert.True(segments.Length >= 3);
        var random = new Random(Seeds.For(nameof(Read_AnyBitFlippedInAnEarlierSegment_IsCorrupt), 34));
        for (var i = 0; i < 100; i++)
        {
            var path = segments[random.Next(segments.Length - 1)];
            var whole = File.ReadAllBytes(path);
            var damaged = whole.ToArray();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, damaged);
            var found = JournalCheck.Run(run);
            File.WriteAllBytes(path, whole);

            Assert.Equal(JournalEnd.Corrupt, found.End);
        }

        Assert.Equal(JournalEnd.Open, JournalCheck.Run(run).End);
    }

    [Fact]
    public void Create_AfterARunWithAHole_IsRefused()
    {
        using var directory = new TemporaryDirectory();
        var (path, whole, _) = Recorded(directory.Path, seed: 29);
        whole[whole.Length / 2] ^= 1;
        File.WriteAllBytes(path, whole);

        var refused = Assert.Throws<IOException>(() => JournalWriter.Create(new JournalOptions { Directory = directory.Path, SegmentBytes = 256 * 1024 }));
        Assert.Contains("at byte", refused.Message, StringComparison.Ordinal);
    }

    private static InputEvent Input(long receivedNanos) => new() { Kind = InputKind.Clock, ReceivedNanos = receivedNanos };

    /// <summary>A run of one kind of record, with fillers between some, and where each of them ends in the first segment.</summary>
    private static (string Path, byte[] Whole, List<(long Number, long Stamp, int End)> Records) Recorded(string directory, int seed, int inputs = 150)
    {
        var random = new Random(seed);
        using (var writer = JournalWriter.Create(new JournalOptions { Directory = directory, SegmentBytes = 128 * 1024 }))
        {
            for (var i = 0; i < inputs; i++)
            {
                var input = Input(random.NextInt64());
                input.Ticker.MarkIv = random.NextDouble();
                input.Ticker.Rho = random.Next(2);
                while (!writer.TryAppendInput(i, in input))
                {
                    writer.Keep();
                }

                if (i % 50 == 20)
                {
                    writer.AskToLeavePage();
                    writer.LeavePageIfAsked();
                }
            }
        }

        var path = JournalDirectory.Segments(JournalDirectory.ResolveRun(directory)!)[0];
        var records = new List<(long, long, int)>();
        var reader = new JournalReader(Path.GetDirectoryName(path)!);
        while (reader.TryRead(out var record))
        {
            record.CopyTo(out InputEvent input);
            records.Add((record.Number, input.ReceivedNanos, reader.Offset));
        }

        Assert.Equal(inputs, records.Count);
        return (path, File.ReadAllBytes(path), records);
    }

    private static int CountPrefix(JournalReader reader, List<(long Number, long Stamp, int End)> records)
    {
        var count = 0;
        while (reader.TryRead(out var record))
        {
            record.CopyTo(out InputEvent input);
            Assert.Equal((records[count].Number, records[count].Stamp), (record.Number, input.ReceivedNanos));
            count++;
        }

        return count;
    }
}
