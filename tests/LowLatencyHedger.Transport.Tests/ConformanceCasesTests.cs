using System.Text;
using LowLatencyHedger.Testing;

namespace LowLatencyHedger.Transport.Tests;

/// <summary>
/// The case classes 1 to 7 and 10 of the Autobahn testsuite for a client, with their numbers there, built by hand; each in one piece, byte by
/// byte and in random pieces. Where RFC 6455 leaves a choice, ours is in the case: binary messages are refused with 1003, and text is judged
/// as UTF-8 when its message is whole.
/// </summary>
public sealed class ConformanceCasesTests
{
    private const int Cap = 1 << 20;
    private const byte Text = 0x81;
    private const byte TextPart = 0x01;
    private const byte Part = 0x00;
    private const byte LastPart = 0x80;
    private const byte Binary = 0x82;
    private const byte Ping = 0x89;
    private const byte Pong = 0x8A;
    private const byte Close = 0x88;
    private const string ProtocolError = "violation 1002";
    private const string NotUtf8 = "violation 1007";

    private readonly Random _random = new(Seeds.For(nameof(ConformanceCasesTests), 61));

    private static byte[] Hello => "Hello-\u00b5@\u00df\u00f6\u00e4\u00fc\u00e0\u00e1-UTF-8!!"u8.ToArray();

    [Fact]
    public void Cases1_Framing_MessagesOfEveryLengthForm()
    {
        foreach (var length in new[] { 0, 1, 125, 126, 127, 128, 65_535, 65_536, 100_000 })
        {
            var payload = Enumerable.Repeat((byte)'*', length).ToArray();
            Check($"1.1 {length}", Frame(Text, payload), Message(payload));
            Check($"1.2 {length}", Frame(Binary, payload), "violation 1003");
        }
    }

    [Fact]
    public void Cases2_PingsAndPongs_AreHandedOutAsTheyCome()
    {
        Check("2.1", Frame(Ping, []), "ping ");
        Check("2.2", Frame(Ping, Hello), "ping " + Convert.ToHexString(Hello));
        Check("2.3", Frame(Ping, [0x00, 0xFF, 0xFE, 0xFD]), "ping 00FFFEFD");
        Check("2.4", Frame(Ping, new byte[125]), "ping " + new string('0', 250));
        Check("2.5", Frame(Ping, new byte[126]), ProtocolError);
        Check("2.7", Frame(Pong, []), "pong ");
        Check("2.8", Frame(Pong, Hello), "pong " + Convert.ToHexString(Hello));
        Check("2.9", [.. Frame(Pong, [1]), .. Frame(Ping, [2])], "pong 01", "ping 02");
        var pings = Enumerable.Range(0, 10).Select(i => (byte)i).ToArray();
        Check("2.10", [.. pings.SelectMany(i => Frame(Ping, [i]))], [.. pings.Select(i => $"ping {i:X2}")]);
    }

    [Fact]
    public void Cases3_ReservedBits_EndTheConnection()
    {
        for (var reserved = 1; reserved < 8; reserved++)
        {
            foreach (var kind in new[] { Text, Binary, Ping, Pong, Close, TextPart })
            {
                var damaged = Frame((byte)(kind | (reserved << 4)), [1, 2]);
                Check($"3.{reserved}", [.. Frame(Text, Hello), .. damaged, .. Frame(Ping, [])], Message(Hello), ProtocolError);
            }
        }
    }

    [Fact]
    public void Cases4_ReservedOpcodes_EndTheConnection()
    {
        foreach (var opcode in new[] { 3, 4, 5, 6, 7, 11, 12, 13, 14, 15 })
        {
            Check($"4 {opcode}", Frame((byte)(0x80 | opcode), []), ProtocolError);
            Check($"4 {opcode}", [.. Frame(Text, Hello), .. Frame((byte)(0x80 | opcode), Hello), .. Frame(Ping, [])], Message(Hello), ProtocolError);
            Check($"4 {opcode}", [.. Frame(TextPart, Hello), .. Frame((byte)opcode, Hello)], ProtocolError);
        }
    }

    [Fact]
    public void Cases5_Fragments_PutTogetherOrRefused()
    {
        var (one, two, both) = ("fragment1"u8.ToArray(), "fragment2"u8.ToArray(), Message("fragment1fragment2"u8.ToArray()));
        Check("5.1", [.. Frame(0x09, one), .. Frame(LastPart, two)], ProtocolError);
        Check("5.2", [.. Frame(0x0A, one), .. Frame(LastPart, two)], ProtocolError);
        Check("5.3", [.. Frame(TextPart, one), .. Frame(LastPart, two)], both);
        Check("5.6", [.. Frame(TextPart, one), .. Frame(Ping, [7]), .. Frame(LastPart, two)], "ping 07", both);
        Check("5.9", [.. Frame(LastPart, one), .. Frame(Text, Hello)], ProtocolError);
        Check("5.12", [.. Frame(Part, one), .. Frame(Text, Hello)], ProtocolError);
        Check("5.15", [.. Frame(TextPart, one), .. Frame(LastPart, two), .. Frame(Part, one), .. Frame(Text, two)], both, ProtocolError);
        Check("5.16", [.. Frame(Part, one), .. Frame(TextPart, one), .. Frame(LastPart, two)], ProtocolError);
        Check("5.18", [.. Frame(TextPart, one), .. Frame(Text, two)], ProtocolError);
        Check("5.18 binary", [.. Frame(TextPart, one), .. Frame(Binary, two)], "violation 1003");
        Check(
            "5.19",
            [
                .. Frame(TextPart, one), .. Frame(Part, two), .. Frame(Ping, [1]), .. Frame(Part, one), .. Frame(Part, two), .. Frame(Ping, [2]),
                .. Frame(LastPart, one),
            ],
            "ping 01", "ping 02", Message("fragment1fragment2fragment1fragment2fragment1"u8.ToArray()));
        Check("empty parts", [.. Frame(TextPart, []), .. Frame(Part, []), .. Frame(LastPart, [])], Message([]));
    }

    /// <summary>6.5 to 6.23, after Markus Kuhn's stress test: every boundary, and every way to be wrong.</summary>
    [Fact]
    public void Cases6_Text_IsUtf8OrRefused()
    {
        foreach (var good in new[]
        {
            0x00, 0x7F, 0x80, 0x7FF, 0x800, 0xFFFF, 0x10000, 0x10FFFF, 0xD7FF, 0xE000, 0xFFFD, 0xFFFE, 0xFEFF, 0x3BA, 0x1F600, 0x1FFFE, 0xFFFFF,
        })
        {
            CheckText($"6 U+{good:X}", Encoding.UTF8.GetBytes(char.ConvertFromUtf32(good)), isGood: true);
        }

        foreach (var bad in new[]
        {
            "80", "BF", "80BF", "80BF80BF80", "C0", "C1BF", "C0AF", "C080", "DF", "C328", "E0", "E080", "E080AF", "E09FBF", "E28228", "E2", "EFBF",
            "EDA080", "EDADBF", "EDAE80", "EDBFBF", "EDA080EDB080", "EDAFBFEDBFBF", "F0", "F09F", "F09F98", "F08080AF", "F08FBFBF", "F4908080",
            "F5808080", "F7BFBFBF", "F888808080", "FBBFBFBFBF", "FC8480808080", "FDBFBFBFBFBF", "FE", "FF", "FEFEFFFF", "CEBAE1BDB9CF83CEBCCEB5EDA080",
        })
        {
            CheckText($"6 {bad}", Convert.FromHexString(bad), isGood: false);
        }
    }

    [Fact]
    public void Cases7_Close_EndsWithItsCodeAndNothingFollows()
    {
        Check("7.1.1", [.. Frame(Text, Hello), .. ServerFrames.Close(1000)], Message(Hello), "close 1000");
        Check("7.1.2", [.. ServerFrames.Close(1000), .. ServerFrames.Close(1000)], "close 1000");
        Check("7.1.3", [.. ServerFrames.Close(1000), .. Frame(Ping, [])], "close 1000");
        Check("7.1.4", [.. ServerFrames.Close(1000), .. Frame(Text, Hello)], "close 1000");
        Check("7.1.5", [.. Frame(TextPart, Hello), .. ServerFrames.Close(1000), .. Frame(LastPart, Hello)], "close 1000");
        Check("7.3.1", Frame(Close, []), "close 1005");
        Check("7.3.2", Frame(Close, [3]), ProtocolError);
        Check("7.3.4", ServerFrames.Close(1000, "bye"), "close 1000");
        Check("7.3.5", ServerFrames.Close(1000, new string('*', 123)), "close 1000");
        Check("7.3.6", ServerFrames.Close(1000, new string('*', 124)), ProtocolError);
        Check("7.5.1", Frame(Close, [0x03, 0xE8, 0xCE, 0xBA, 0xED, 0xA0, 0x80]), NotUtf8);
        foreach (var code in new[] { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999 })
        {
            Check($"7.7 {code}", ServerFrames.Close((ushort)code), $"close {code}");
        }

        foreach (var code in new[] { 0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535 })
        {
            Check($"7.9, 7.13 {code}", ServerFrames.Close((ushort)code), ProtocolError);
        }
    }

    [Fact]
    public void Cases9And10_LargeMessagesInManyFrames_UpToTheCap()
    {
        foreach (var (size, frame) in new[] { (65_536, 1_300), (262_144, 64), (Cap, 4_096), (Cap, Cap) })
        {
            var payload = Enumerable.Range(0, size).Select(i => (byte)('a' + (i % 26))).ToArray();
            var parts = payload.Chunk(frame).ToArray();
            byte[] stream =
                [.. parts.SelectMany((part, i) => Frame((byte)((i == 0 ? TextPart : Part) | (i == parts.Length - 1 ? 0x80 : 0)), part))];
            Check($"9, 10 {size} in {frame}", stream, Message(payload));
        }

        var over = Frame(Text, new byte[Cap + 1]);
        Check("9 over the cap", over, "violation 1009");
        Check("9 length of 2^63 - 1", [Text, 127, 0x7F, .. Enumerable.Repeat((byte)0xFF, 7)], "violation 1009");
        Check("9 length of 2^63", [Text, 127, 0x80, 0, 0, 0, 0, 0, 0, 0], ProtocolError);
    }

    private static byte[] Frame(byte first, byte[] payload) => ServerFrames.Frame(first, payload);

    private static string Message(byte[] payload) => "text " + Convert.ToHexString(payload);

    /// <summary>Alone, between good text, and cut into two fragments at every byte.</summary>
    private void CheckText(string name, byte[] text, bool isGood)
    {
        byte[] within = [.. "ab"u8, .. text, .. "cd"u8];
        Check(name, Frame(Text, text), isGood ? Message(text) : NotUtf8);
        for (var cut = 0; cut <= within.Length; cut++)
        {
            Check(name, [.. Frame(TextPart, within[..cut]), .. Frame(LastPart, within[cut..])], isGood ? Message(within) : NotUtf8);
        }
    }

    private void Check(string name, byte[] stream, params string[] expected)
    {
        Assert.Equal(expected, NaiveFrameParser.Parse(stream, Cap));
        CheckIn(stream.Length);
        CheckIn(stream.Length > 100_000 ? 997 : 1);
        for (var i = 0; i < 3; i++)
        {
            var largest = 1 + _random.Next(stream.Length);
            Assert.True(expected.SequenceEqual(FrameReading.Read(stream, () => _random.Next(1, largest + 1), 16 + _random.Next(500), Cap)), name);
        }

        void CheckIn(int chunk) => Assert.True(expected.SequenceEqual(FrameReading.Read(stream, () => chunk, 64, Cap)), $"{name} in pieces of {chunk}");
    }
}
