using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using LowLatencyHedger.Testing;
using LowLatencyHedger.Venues.Deribit.Codec;

namespace LowLatencyHedger.Venues.Deribit.Tests.Codec;

public sealed class JsonReaderTests
{
    /// <summary>Latin-1: a character is a byte.</summary>
    public static TheoryData<string> Legal() =>
    [
        "0", "-0", "1", "-1", "10", "1.5", "0.5", "-0.5", "1e5", "1E5", "1e+5", "1e-5", "0e0", "1.0E-10", "123456789012345678901234567890",
        "5.0e-8", "3.2e4", "-4.0e-7", "1.0e-5", " 1 ", "\t\r\n 1", "true", "false", "null", "\"\"", "\"a\"", "\"\\\"\"", "\"\\\\\"",
        "\"\\/\\b\\f\\n\\r\\t\"", "\"\\u0041\"", "\"\\uABCD\\uabcd\"", "\"\\ud834\\udd1e\"", "\"\\ud834\"", "\"\u007f\"",
            "\"\u00c3\u00a9\"",
        "\"\u00e2\u0082\u00ac\"", "\"\u00f0\u009d\u0084\u009e\"", "[]", "{}", "[ ]", "{ }", "[1]", "[1,2]", "[ 1 , 2 ]", "[[]]", "[{}]",
        "{\"a\":1}", "{ \"a\" : 1 , \"b\" : [ ] }", "{\"a\":{\"a\":{}}}", "{\"\":0}", "{\"a\":1,\"a\":2}", "{\"\\u0061\":1}",
            "[null,true,false]",
    ];

    public static TheoryData<string> Illegal() =>
    [
        "", " ", "+1", "01", "-01", "00", "-", "1.", ".5", "1.e5", "1e", "1e+", "1e-", "0x1", "1_0", "NaN", "Infinity", "-Infinity", "1 2",
        "1,", "tru", "truee", "True", "nul", "nulll", "fals", "'a'", "\"", "\"a", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"",
            "\"\\U0041\"",
        "\"\\", "\"\\u", "\"\n\"", "\"\t\"", "\"\0\"", "\"\u001f\"", "\"\u0080\"", "\"\u00c0\u0080\"", "\"\u00c3\"",
            "\"\u00ed\u00a0\u0080\"",
        "\"\u00f4\u0090\u0080\u0080\"", "\"\u00ff\"", "\"\u00e2\u0082\"", "[", "]", "{", "}", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1 2]",
            "[1;2]",
        "[1}", "{1}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{\"a\":1]", "{\"a\" 1}", "{a:1}", "{\"a\":1 \"b\":2}", "{\"a\"::1}",
            "{\"a\":1}}",
        "[]]", "[][]", "{}x", "1x", "\u00ef\u00bb\u00bf1", "//1", "1/**/", "\u00a01", "[\u00e9]", "\u000b1", "{\"a\":1,\"b\"}", "{null:1}",
    ];

    [Theory]
    [MemberData(nameof(Legal))]
    public void Read_LegalText_ToItsEnd(string text) => Assert.True(IsAccepted(Encoding.Latin1.GetBytes(text)));

    [Theory]
    [MemberData(nameof(Illegal))]
    public void Read_IllegalText_Fails(string text) => Assert.False(IsAccepted(Encoding.Latin1.GetBytes(text)));

    [Fact]
    public void Read_Depth_CappedAt64()
    {
        Assert.True(IsAccepted(Encoding.UTF8.GetBytes(new string('[', 64) + new string(']', 64))));
        Assert.False(IsAccepted(Encoding.UTF8.GetBytes(new string('[', 65) + new string(']', 65))));
        var objects = string.Concat(Enumerable.Repeat("{\"a\":[", 32)) + string.Concat(Enumerable.Repeat("]}", 32));
        Assert.True(IsAccepted(Encoding.UTF8.GetBytes(objects)));
        Assert.False(IsAccepted(Encoding.UTF8.GetBytes("[" + objects + "]")));
    }

    [Fact]
    public void Read_AfterFailure_StaysFailedAndTellsWhere()
    {
        var reader = new JsonReader("[1,x]"u8);
        while (reader.Read())
        {
        }

        Assert.True(reader.Failed);
        Assert.Equal(3, reader.ErrorPosition);
        Assert.False(reader.Read());
        Assert.False(reader.Skip());
        Assert.Equal(JsonKind.None, reader.Kind);
        Assert.True(reader.Value.IsEmpty);
    }

    [Fact]
    public void Read_RandomText_SameTokensAsTheRuntimesReader()
    {
        var random = new Random(Seeds.For(nameof(Read_RandomText_SameTokensAsTheRuntimesReader), 11));
        var generator = new RandomJson(random);
        for (var i = 0; i < 4_000; i++)
        {
            var text = Encoding.UTF8.GetBytes(generator.Value());
            Assert.Equal(OracleTokens(text), Tokens(text));
        }
    }

    [Fact]
    public void Read_MutatedText_SameVerdictAndTokensAsTheRuntimesReader()
    {
        var random = new Random(Seeds.For(nameof(Read_MutatedText_SameVerdictAndTokensAsTheRuntimesReader), 12));
        var generator = new RandomJson(random);
        var accepted = 0;
        const int Count = 20_000;
        for (var i = 0; i < Count; i++)
        {
            var text = Mutations.Mutate(random, Encoding.UTF8.GetBytes(generator.Value(2)));
            var tokens = Tokens(text);
            Assert.Equal(OracleTokens(text), tokens);
            accepted += tokens is null ? 0 : 1;
        }

        Assert.InRange(accepted, Count / 50, Count);
    }

    [Fact]
    public void Capture_AnyValue_IsItsBytes()
    {
        var text = """{"a": [1, {"b":"}]"}] ,"c":"x\"y", "d":-1.5e3,"e":null , "f":{} }"""u8;
        var expected = new Dictionary<string, string>();
        using (var document = JsonDocument.Parse(text.ToArray()))
        {
            foreach (var member in document.RootElement.EnumerateObject())
            {
                expected[member.Name] = member.Value.GetRawText();
            }
        }

        var reader = new JsonReader(text);
        Assert.True(reader.ReadStartObject());
        var count = 0;
        while (reader.ReadName())
        {
            var name = Encoding.UTF8.GetString(reader.Value);
            Assert.True(reader.CaptureValue(out var raw));
            Assert.Equal(expected[name], Encoding.UTF8.GetString(raw));
            count++;
        }

        Assert.Equal(5, count);
        Assert.Equal(JsonKind.EndObject, reader.Kind);
        Assert.False(reader.Read());
        Assert.False(reader.Failed);
    }

    [Theory]
    [InlineData("price", "price", true)]
    [InlineData("\\u0070ric\\u0065", "price", true)]
    [InlineData("price\\u0000", "price", false)]
    [InlineData("pric", "price", false)]
    [InlineData("\\ud834\\udd1e", "𝄞", true)]
    [InlineData("\\ud834", "𝄞", false)]
    [InlineData("a\\/b", "a/b", true)]
    [InlineData("", "", true)]
    public void NameEquals_ResolvesEscapes(string raw, string expected, bool equal)
    {
        var utf8 = Encoding.UTF8.GetBytes(expected);
        var reader = new JsonReader(Encoding.UTF8.GetBytes($"{{\"{raw}\":\"{raw}\"}}"));
        Assert.True(reader.ReadStartObject());
        Assert.True(reader.ReadName());
        Assert.Equal(equal, reader.NameEquals(utf8));
        Assert.False(reader.StringEquals(utf8));
        Assert.True(reader.Read());
        Assert.Equal(equal, reader.StringEquals(utf8));
        Assert.False(reader.NameEquals(utf8));
    }

    [Fact]
    public void TryGetText_RandomStrings_SameAsTheRuntimes()
    {
        var random = new Random(Seeds.For(nameof(TryGetText_RandomStrings_SameAsTheRuntimes), 13));
        var generator = new RandomJson(random);
        Span<byte> scratch = stackalloc byte[256];
        var strings = 0;
        for (var i = 0; i < 4_000; i++)
        {
            var text = Encoding.UTF8.GetBytes(generator.Value(6));
            var reader = new JsonReader(text);
            Assert.True(reader.Read());
            var isString = reader.TryGetText(scratch, out var resolved);
            Assert.Equal(reader.Kind == JsonKind.String, isString);
            if (isString)
            {
                Assert.Equal(JsonSerializer.Deserialize<string>(text), Encoding.UTF8.GetString(resolved));
                strings++;
            }
        }

        Assert.True(strings > 500);
    }

    [Fact]
    public void TryGetText_DoesNotFitOrHalfOfAPair_IsFalse()
    {
        var reader = new JsonReader("""["\u0041BC","\ud834x","plain"]"""u8);
        reader.ReadStartArray();
        reader.Read();
        Assert.False(reader.TryGetText(stackalloc byte[2], out _));
        Assert.True(reader.TryGetText(stackalloc byte[3], out _));
        reader.Read();
        Assert.False(reader.TryGetText(stackalloc byte[64], out _));
        reader.Read();
        Assert.True(reader.TryGetText([], out var plain));
        Assert.True(plain.SequenceEqual("plain"u8));
    }

    private static bool IsAccepted(ReadOnlySpan<byte> text)
    {
        var reader = new JsonReader(text);
        while (reader.Read())
        {
        }

        return !reader.Failed;
    }

    /// <summary>Null when the text is refused.</summary>
    private static List<string>? Tokens(ReadOnlySpan<byte> text)
    {
        var tokens = new List<string>();
        var reader = new JsonReader(text);
        while (reader.Read())
        {
            tokens.Add($"{reader.Kind} {Encoding.UTF8.GetString(reader.Value)}");
        }

        return reader.Failed ? null : tokens;
    }

    private static List<string>? OracleTokens(ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
        {
            return null;
        }

        var tokens = new List<string>();
        var reader = new Utf8JsonReader(text);
        try
        {
            while (reader.Read())
            {
                tokens.Add($"{reader.TokenType} {Encoding.UTF8.GetString(reader.ValueSpan)}");
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return tokens;
    }
}
