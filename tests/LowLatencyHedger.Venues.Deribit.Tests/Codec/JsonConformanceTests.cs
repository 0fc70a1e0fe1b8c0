using System.Text;
using System.Text.Json;
using LowLatencyHedger.Venues.Deribit.Codec;

namespace LowLatencyHedger.Venues.Deribit.Tests.Codec;

/// <summary>
/// Texts by the clauses of RFC 8259: what a reader must take, what it must refuse, and what it may do either with, where the choice that
/// was made here is written down. A character below 256 is a byte.
/// </summary>
public sealed class JsonConformanceTests
{
    /// <summary>Section 2 structure and white space, 3 literals, 4 objects, 5 arrays, 6 numbers, 7 strings.</summary>
    public static TheoryData<string> MustTake() =>
    [
        "[]", "[ ]", "[\n]", "[[],[[]]]", "[1,2]", "[1 ,\t2\r\n]", "\t{}\n", "{\"\":0}", "{\"a\":{\"b\":{\"c\":[]}}}",
        "{\"a\":1,\"b\":2}", "{\"a\":1,\"a\":1}", "{\"a\":1,\"a\":{}}", "{\"a b\":1}", "{\"\\u0000\":1}", "{\"\\\"\":1}", "true",
        "false", "null", "[true,false,null]", "\"top\"", "-1", "0", "-0", "0.0", "-0.0", "[-0]", "1e1", "1E1", "1e+1", "1E-1", "0e0",
        "0e+1", "0.1e1", "123.456e-78", "[1e0]", "9007199254740993", "1234567890123456789012345678901234567890",
        "0.00000000000000000000000000000000000000000000001", "\"\"", "\"\\b\\f\\n\\r\\t\\/\\\\\\\"\"", "\"\\u0060\\u012a\\u12AB\"",
        "\"\\uD801\\udc37\"", "\"\\ud83d\\ude39\\ud83d\\udc8d\"", "\"\\u0012\"", "\"\\uFFFF\"", "\"\\u2028\\u2029\"", "\"\\\\u0000\"",
        "\"\\\\n\"", "\"a/*b*/c//d#e\"", "\" \"", "\"\u007f\"", "\"\u00c2\u0080\"", "\"\u00c3\u00a9\"", "\"\u00e2\u0082\u00ac\"",
        "\"\u00e2\u0080\u00a8\"", "\"\u00ef\u00bf\u00bf\"", "\"\u00f0\u009f\u0098\u0080\"", "\"\u00f4\u008f\u00bf\u00bf\"",
        "\"\u00ed\u009f\u00bf\"", "\"\u00ee\u0080\u0080\"",
    ];

    public static TheoryData<string> MustRefuse() =>
    [
        // Nothing, too much, cut off.
        "", " ", "[", "]", "{", "}", "[1", "[1,", "[\"a\"", "[\"a", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "[][]",
        "{}{}", "1 2", "[]]", "{}}", "[1]x", "tru", "nul", "fals", "\"", "\"\\", "\"\\u", "\"\\u00", "\"\\u000",

        // Arrays and objects.
        "[,]", "[1,]", "[,1]", "[1,,2]", "[1 2]", "[1:2]", "[1;2]", "[1}", "{]", "{,}", "{\"a\":1,}", "{\"a\":1,,\"b\":2}", "{\"a\" 1}",
        "{\"a\":}", "{:1}", "{\"a\",1}", "{\"a\":1 \"b\":2}", "{a:1}", "{'a':1}", "{1:1}", "{null:1}", "{[]:1}", "{\"a\":1:2}",
        "{\"a\":[}", "[{]}", "{\"a\"::1}", "[\"a\":1]",

        // Literals.
        "True", "TRUE", "Null", "nUll", "none", "undefined", "nan", "NaN", "inf", "Infinity", "-Infinity", "-inf", "[truefalse]",
        "[true1]", "tr ue", "'a'", "a",

        // Numbers.
        "+1", "++1", "--1", "-", "- 1", "-a", "01", "-01", "00", "0x1", "0x", "1x", "1.", ".1", "-.1", "1..2", "1.2.3", "1.e1", "1e",
        "1E", "1e+", "1e-", "1e1.5", "1ee1", "1e+-1", "1 000", "1,000", "1_000", "1a", "0e", "0.e1", "2.e3", "9.e+", "-2.", "0.1.2",
        "1eE2", "1.0e", "\u00bc", "\u00ef\u00bc\u0091", "1\u00c2\u00a0",

        // Strings.
        "\"\n\"", "\"\t\"", "\"\r\"", "\"\0\"", "\"\u001f\"", "\"\\a\"", "\"\\v\"", "\"\\x00\"", "\"\\'\"", "\"\\ \"", "\"\\\u0000\"",
        "\"\\u\"", "\"\\u00A\"", "\"\\u00G0\"", "\"\\U0000\"", "\"\\u-000\"", "\"\\u 000\"", "\"a", "\"a\\\"", "\"a\"b\"",
        "\"\\\u00c3\u00a9\"",

        // Bytes that are not UTF-8: lone, cut, overlong, surrogates, beyond the last character.
        "\"\u0080\"", "\"\u00ff\"", "\"\u00c0\u00af\"", "\"\u00c1\u00bf\"", "\"\u00c3\"", "\"\u00c3\u0028\"", "\"\u00e0\u0080\u0080\"",
        "\"\u00e2\u0082\"", "\"\u00e2\u0028\u00a1\"", "\"\u00ed\u00a0\u0080\"", "\"\u00ed\u00bf\u00bf\"",
        "\"\u00f0\u0080\u0080\u0080\"", "\"\u00f0\u009f\u0098\"", "\"\u00f4\u0090\u0080\u0080\"", "\"\u00f8\u0088\u0080\u0080\u0080\"",
        "\"\u00fc\u0080\u0080\u0080\u0080\u0080\"", "\u00e9", "[\u00ff]", "{\"\u00e9\":1}",

        // White space is four characters; there are no comments.
        "\u000b1", "\u000c1", "\u00a01", "\u00c2\u00a01", "\u00e2\u0080\u00af1", "[1\u00e2\u0081\u00a0]", "/**/1", "1//", "#1",
        "[1/**/]",
    ];

    /// <summary>Text, is it taken, and why it may be either.</summary>
    public static TheoryData<string, bool, string> EitherWay() => new()
    {
        { "\u00ef\u00bb\u00bf[]", false, "section 8.1: a byte order mark may be passed over" },
        { "\"\\ud800\"", true, "section 8.2: half of a surrogate pair; the text has no value, see TryGetText" },
        { "\"\\udc00\\ud800\"", true, "section 8.2" },
        { "\"\\ud800\\u0041\"", true, "section 8.2" },
        { "1e400", true, "section 9: the range of numbers; it has no value, see TryGetDouble" },
        { "-1e400", true, "section 9" },
        { "1e-400", true, "section 9: it is 0" },
        { "1e99999999999999999999", true, "section 9" },
        { new string('[', 64) + new string(']', 64), true, "section 9: depth" },
        { new string('[', 65) + new string(']', 65), false, "section 9: depth" },
        { string.Concat(Enumerable.Repeat("{\"a\":", 100_000)), false, "section 9: depth, and not the program's stack" },
        { "{\"a\":1,\"a\":2}", true, "section 4: names that are not unique; both are handed out" },
    };

    [Theory]
    [MemberData(nameof(MustTake))]
    public void Read_TextThatIsJson_Taken(string text)
    {
        Assert.True(IsTaken(text));
        Assert.True(IsTakenByTheRuntime(text));
    }

    [Theory]
    [MemberData(nameof(MustRefuse))]
    public void Read_TextThatIsNone_Refused(string text)
    {
        Assert.False(IsTaken(text));
        Assert.False(IsTakenByTheRuntime(text));
    }

    [Theory]
    [MemberData(nameof(EitherWay))]
    public void Read_TextThatMayBeEither_AsChosen(string text, bool isTaken, string reason) => Assert.True(IsTaken(text) == isTaken, reason);

    private static bool IsTaken(string text)
    {
        var reader = new JsonReader(Encoding.Latin1.GetBytes(text));
        while (reader.Read())
        {
        }

        return !reader.Failed;
    }

    private static bool IsTakenByTheRuntime(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        try
        {
            var reader = new Utf8JsonReader(bytes);
            while (reader.Read())
            {
                // Bytes that are not UTF-8 show only when a string is looked at.
                _ = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? reader.GetString() : null;
            }

            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
