using System.Text;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Transport.Tests;

/// <summary>HEDGER_FUZZ_FRAMES sets how many damaged streams are tried, HEDGER_TEST_SEED which ones.</summary>
public sealed class FrameReaderTests
{
    private const int Cap = 4096;

    [Fact]
    public void Next_RandomStreamsInRandomChunks_AgreesWithNaiveParser()
    {
        var random = new Random(Seeds.For(nameof(Next_RandomStreamsInRandomChunks_AgreesWithNaiveParser), 20260101));
        var kinds = new HashSet<string>();
        var damaged = Environment.GetEnvironmentVariable("HEDGER_FUZZ_FRAMES") is { } given ? int.Parse(given) : 2000;
        for (var round = 0; round < 2 * damaged; round++)
        {
            var stream = RandomStream(random, damage: round % 2 == 0);
            var expected = NaiveFrameParser.Parse(stream, Cap);
            Assert.Equal(expected, Read(stream, () => random.Next(1, 1 + random.Next(1, 400)), bufferBytes: random.Next(16, 600)));
            kinds.UnionWith(expected.Select(e => e.StartsWith("violation", StringComparison.Ordinal) ? e : e.Split(' ')[0]));
        }

        Assert.Superset(
            new HashSet<string> { "text", "ping", "pong", "close", "violation 1002", "violation 1003", "violation 1007", "violation 1009" },
            kinds);
    }

    [Fact]
    public void Next_EveryFragmentBoundaryWithControlFramesBetween_GivesTheWholeMessage()
    {
        var message = Encoding.UTF8.GetBytes("aé€😀z");
        for (var cut = 0; cut <= message.Length; cut++)
        {
            for (var second = cut; second <= message.Length; second++)
            {
                byte[] stream =
                [
                    .. ServerFrames.Frame(0x01, message[..cut]), .. ServerFrames.Frame(0x89, [1, 2]),
                    .. ServerFrames.Frame(0x00, message[cut..second]), .. ServerFrames.Frame(0x8A, [3]),
                    .. ServerFrames.Frame(0x80, message[second..]),
                ];
                foreach (var chunk in new[] { 1, 2, 3, stream.Length })
                {
                    Assert.Equal(["ping 0102", "pong 03", "text " + Convert.ToHexString(message)], Read(stream, () => chunk));
                }
            }
        }
    }

    [Fact]
    public void Next_EveryFirstByte_AgreesWithNaiveParser()
    {
        for (var first = 0; first < 256; first++)
        {
            for (var second = 0; second < 256; second++)
            {
                byte[] stream = [(byte)first, (byte)second, .. new byte[140]];
                Assert.Equal(NaiveFrameParser.Parse(stream, Cap), Read(stream, () => stream.Length));
            }
        }
    }

    [Fact]
    public void Next_EveryCloseCode_AgreesWithNaiveParser()
    {
        for (var code = 0; code <= ushort.MaxValue; code++)
        {
            var stream = ServerFrames.Close((ushort)code);
            Assert.Equal(NaiveFrameParser.Parse(stream, Cap), Read(stream, () => stream.Length));
        }
    }

    [Fact]
    public void Next_TextOfRandomBytesOneByteWrong_AgreesWithSystemTextOnUtf8()
    {
        var random = new Random(Seeds.For(nameof(Next_TextOfRandomBytesOneByteWrong_AgreesWithSystemTextOnUtf8), 7));
        var valid = Encoding.UTF8.GetBytes("price 12.5 é ß € ‰ 漢字 😀🚀 done, and some plain text to cross a vector");
        for (var position = 0; position < valid.Length; position++)
        {
            for (var trial = 0; trial < 40; trial++)
            {
                var bytes = valid.ToArray();
                bytes[position] = (byte)random.Next(256);
                var cut = random.Next(bytes.Length);
                byte[] stream = [.. ServerFrames.Frame(0x01, bytes[..cut]), .. ServerFrames.Frame(0x80, bytes[cut..])];
                var expected = NaiveFrameParser.IsUtf8(bytes) ? "text " + Convert.ToHexString(bytes) : "violation 1007";
                Assert.Equal([expected], Read(stream, () => random.Next(1, 20)));
            }
        }
    }

    [Theory]
    [InlineData(new byte[] { 0x81, 126, 0, 125 }, "violation 1002")]
    [InlineData(new byte[] { 0x81, 127, 0, 0, 0, 0, 0, 0, 255, 255 }, "violation 1002")]
    [InlineData(new byte[] { 0x81, 127, 0x80, 0, 0, 0, 0, 0, 0, 0 }, "violation 1002")]
    [InlineData(new byte[] { 0x81, 127, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, "violation 1009")]
    [InlineData(new byte[] { 0x81, 126, 0x10, 0x01 }, "violation 1009")]
    [InlineData(new byte[] { 0x88, 1, 3 }, "violation 1002")]
    [InlineData(new byte[] { 0x88, 3, 0x03, 0xE8, 0xFF }, "violation 1007")]
    [InlineData(new byte[] { 0x88, 0 }, "close 1005")]
    [InlineData(new byte[] { 0x80, 0 }, "violation 1002")]
    [InlineData(new byte[] { 0x01, 1, 0x61, 0x81, 1, 0x62 }, "violation 1002")]
    [InlineData(new byte[] { 0xC1, 0 }, "violation 1002")]
    [InlineData(new byte[] { 0x81, 0x80, 0, 0, 0, 0 }, "violation 1002")]
    [InlineData(new byte[] { 0x83, 0 }, "violation 1002")]
    [InlineData(new byte[] { 0x09, 0 }, "violation 1002")]
    [InlineData(new byte[] { 0x89, 126, 0, 126 }, "violation 1002")]
    public void Next_BytesAtTheEdgeOfTheRules_GivesTheRfcsVerdict(byte[] stream, string expected)
    {
        Assert.Equal([expected], Read(stream, () => 1));
        Assert.Equal([expected], NaiveFrameParser.Parse(stream, Cap));
    }

    [Fact]
    public void Next_MessageAtTheCapInManyFragments_IsAcceptedAndOneByteMoreIsNot()
    {
        var full = Enumerable.Repeat((byte)'x', Cap).ToArray();
        byte[] fragments = [.. full.Chunk(100).SelectMany((part, i) => ServerFrames.Frame((byte)(i == 0 ? 0x01 : 0x00), part))];
        Assert.Equal(["text " + Convert.ToHexString(full)], Read([.. fragments, .. ServerFrames.Frame(0x80, [])], () => 333));
        Assert.Equal(["violation 1009"], Read([.. fragments, .. ServerFrames.Frame(0x80, [1])], () => 333));
    }

    [Fact]
    public void GetWritable_MessagesLargerThanTheBuffer_GrowsOnceAndNotPastTheCap()
    {
        var reader = new FrameReader(256, Cap);
        var stream = ServerFrames.Frame(0x81, new byte[Cap]);
        for (var round = 0; round < 5; round++)
        {
            Assert.Single(FrameReading.Feed(reader, stream, () => 100));
        }

        Assert.InRange(reader.GrowthCount, 1, 5);
        Assert.InRange(reader.GetWritable().Array!.Length, Cap, Cap + 137);
    }

    [Fact]
    public void Reset_AfterViolationInsideMessage_StartsClean()
    {
        var reader = new FrameReader(256, Cap);
        FrameReading.Feed(reader, [.. ServerFrames.Frame(0x01, [65, 66]), 0xFF, 0xFF], () => 100);
        Assert.Equal(FrameEvent.Violation, reader.Next());
        reader.Reset();
        Assert.Equal(["text 4F4B"], FrameReading.Feed(reader, ServerFrames.Text("OK"), () => 100));
    }

    [Fact]
    public void Next_WarmedUp_AllocatesNothing()
    {
        var reader = new FrameReader(1024, Cap);
        byte[] stream = [.. ServerFrames.Text("{\"a\":1}"), 0x01, 1, 65, 0x89, 0, 0x80, 1, 66];
        var texts = 0;
        var least = Allocation.Least(8, () =>
        {
            for (var round = 0; round < 500; round++)
            {
                stream.CopyTo(reader.GetWritable().AsSpan());
                reader.Commit(stream.Length);
                for (var found = reader.Next(); found != FrameEvent.NeedMore; found = reader.Next())
                {
                    texts += found == FrameEvent.Text ? 1 : 0;
                }
            }
        });

        Assert.Equal(0, least);
        Assert.Equal(8000, texts);
    }

    private static List<string> Read(byte[] stream, Func<int> chunk, int bufferBytes = 64) => FrameReading.Read(stream, chunk, bufferBytes, Cap);

    private static byte[] RandomStream(Random random, bool damage)
    {
        var stream = new List<byte>();
        var open = false;
        for (var frame = random.Next(1, 12); frame > 0; frame--)
        {
            if (random.Next(4) == 0)
            {
                stream.AddRange(ServerFrames.Frame((byte)(random.Next(2) == 0 ? 0x89 : 0x8A), new byte[random.Next(126)]));
                continue;
            }

            var final = random.Next(2) == 0;
            var length = random.Next(random.Next(8) == 0 ? 1500 : 60);
            var text = string.Concat(Enumerable.Range(0, length).Select(_ => (char)random.Next(32, 0x900)));
            stream.AddRange(ServerFrames.Frame((byte)((final ? 0x80 : 0) | (open ? 0 : 1)), Encoding.UTF8.GetBytes(text)));
            open = !final;
        }

        if (random.Next(3) == 0)
        {
            stream.AddRange(ServerFrames.Close((ushort)random.Next(990, 5100), "bye"));
        }

        stream.AddRange(random.Next(20) switch
        {
            0 => ServerFrames.Frame(0x82, [1]),
            1 => ServerFrames.Frame((byte)(open ? 0x80 : 0x81), new byte[Cap + 1]),
            _ => [],
        });
        var bytes = stream.ToArray();
        for (var hits = damage ? random.Next(1, 4) : 0; hits > 0; hits--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return random.Next(3) == 0 ? bytes[..random.Next(bytes.Length + 1)] : bytes;
    }
}
