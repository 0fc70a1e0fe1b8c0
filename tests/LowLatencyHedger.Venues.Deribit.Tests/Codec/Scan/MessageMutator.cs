using System.Text;
using System.Text.Json;

namespace LowLatencyHedger.Venues.Deribit.Tests.Codec.Scan;

/// <summary>Changes one message at its joints: members left out, repeated, renamed, moved, added, given another value, respelled.</summary>
internal sealed class MessageMutator
{
    private static readonly string[] s_values =
    [
        "null", "true", "false", "0", "-0", "0.0", "-0.0", "1", "-1", "10", "0.1", "1e5", "1E5", "1e-5", "5.0e-8", "3.2e4", "1e+2",
        "1e400", "1e-400", "-1e400", "1e22", "1e23", "1e-22", "1e-23", "1e99", "1e100", "9007199254740991", "9007199254740993",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "123456789012345", "1234567890123456",
        "12345678901234567", "0.123456789012345", "0.1234567890123456", "46116860184.27387903", "46116860184.27387904",
        "92233720368.54775807", "0.00000001", "0.000000001", "0.123456785", "99999999999.99999999", "0.30000000000000004",
        "1.7976931348623157e308", "4.9e-324", "2.2250738585072014E-308", "00", "01", "-", "-01", ".5", "1.", "1.e5", "1e", "1e+",
        "1.5.5", "0x10", "+1", "NaN", "Infinity", "1_0", "\"\"", "\"1\"", "\"open\"", "\"closed\"", "\"buy\"", "\"sell\"",
        "\"market_price\"", "\"new\"", "\"snapshot\"", "\"change\"", "\"BTC-PERPETUAL\"", "\"NO-SUCH-THING\"", "\"b\\u0075y\"",
        "\"\\\"\"", "\"\\u00e9\"", "\"\u00e9\"", "\"\\ud834\\udd1e\"", "\"\\ud834\"", "\"a\tb\"", "\"", "\"hx1-00000007-0000002a\"",
        "\"0123456789012345678901234567890\"", "\"01234567890123456789012345678901\"", "[]", "{}", "[1,2]", "[[]]", "[{}]",
        "[\"new\",1,2]", "[[\"new\",1,2]]", "[[\"delete\",1,0],[\"change\",2,3]]", "[[1,2]]", "{\"a\":{\"b\":[1,{\"c\":null}]}}",
        "{\"delta\":1,\"delta\":2}", "{\"delta\":null}", "{\"a\":1,}", "[1,]", "{\"a\" :1}", "tru", "nul", "nulll", "",
    ];

    private static readonly string[] s_spaces = [" ", "\n", "\r\n", "\t", "  ", "\0", "\u00a0"];

    private readonly string _text;
    private readonly List<Member> _members = [];
    private readonly List<(int Start, int End)> _values = [];

    /// <param name="text">A legal message of ASCII.</param>
    public MessageMutator(string text)
    {
        _text = text;
        var reader = new Utf8JsonReader(Encoding.ASCII.GetBytes(text));
        reader.Read();
        Collect(ref reader, 0);
    }

    public string Mutate(Random random)
    {
        var member = _members[random.Next(_members.Count)];
        switch (random.Next(10))
        {
            case 0:
                return Remove(member);
            case 1:
                return Insert(member.Start, Text(member) + ",");
            case 2:
                return Insert(member.Start, Name(member) + ":" + Value(random) + ",");
            case 3:
                return Replace(member.Start, member.NameEnd, "\"" + Renamed(random, Name(member)[1..^1]) + "\"");
            case 4:
                return Swap(random, member);
            case 5:
                return Insert(member.Start, $"\"unheard_of_{random.Next(100)}\":{Value(random)},");
            case 6:
                return Insert(random.Next(2) == 0 ? member.Start : member.ValueStart, s_spaces[random.Next(s_spaces.Length)]);
            case 7:
                return Replace(member.ValueStart, member.ValueEnd, Nested(random, _text[member.ValueStart..member.ValueEnd]));
            case 8:
                var (start, end) = _values[random.Next(_values.Count)];
                return Replace(start, end, Value(random));
            default:
                return Replace(member.ValueStart, member.ValueEnd, Value(random));
        }
    }

    /// <summary>The members of every object in another order, those of the frame excepted when it is to stay as it is.</summary>
    public static string Reorder(Random random, string text, bool keepFrame)
    {
        var built = new StringBuilder();
        Write(JsonDocument.Parse(text).RootElement, keepFrame ? 2 : 0);
        return built.ToString();

        void Write(JsonElement element, int kept)
        {
            if (element.ValueKind == JsonValueKind.Object)
            {
                var members = element.EnumerateObject().ToArray();
                if (kept <= 0)
                {
                    random.Shuffle(members);
                }

                built.Append('{');
                for (var i = 0; i < members.Length; i++)
                {
                    built.Append(i > 0 ? "," : "").Append('"').Append(members[i].Name).Append("\":");
                    Write(members[i].Value, kept - 1);
                }

                built.Append('}');
            }
            else if (element.ValueKind == JsonValueKind.Array)
            {
                var elements = element.EnumerateArray().ToArray();
                built.Append('[');
                for (var i = 0; i < elements.Length; i++)
                {
                    built.Append(i > 0 ? "," : "");
                    Write(elements[i], kept - 1);
                }

                built.Append(']');
            }
            else
            {
                built.Append(element.GetRawText());
            }
        }
    }

    private static string Value(Random random) => s_values[random.Next(s_values.Length)];

    private static string Renamed(Random random, string name)
    {
        var at = random.Next(name.Length);
        return random.Next(6) switch
        {
            0 => name[..at] + $"\\u{(int)name[at]:x4}" + name[(at + 1)..],
            1 => name[..at] + "\u00e9" + name[(at + 1)..],
            2 => name[..at] + name[(at + 1)..],
            3 => name + "_",
            4 => name.ToUpperInvariant(),
            _ => name[..at] + (char)(name[at] ^ 1) + name[(at + 1)..],
        };
    }

    private static string Nested(Random random, string value)
    {
        var depth = random.Next(4) == 0 ? random.Next(50, 80) : random.Next(1, 20);
        return random.Next(2) == 0
            ? new string('[', depth) + value + new string(']', depth)
            : string.Concat(Enumerable.Repeat("{\"a\":", depth)) + value + new string('}', depth);
    }

    private string Text(Member member) => _text[member.Start..member.ValueEnd];

    private string Name(Member member) => _text[member.Start..member.NameEnd];

    private string Insert(int at, string inserted) => _text.Insert(at, inserted);

    private string Replace(int start, int end, string by) => _text[..start] + by + _text[end..];

    private string Remove(Member member)
    {
        var end = _text[member.ValueEnd] == ',' ? member.ValueEnd + 1 : member.ValueEnd;
        var start = end == member.ValueEnd && _text[member.Start - 1] == ',' ? member.Start - 1 : member.Start;
        return _text[..start] + _text[end..];
    }

    /// <summary>Exchanges two members of whatever objects, unless one is inside the other.</summary>
    private string Swap(Random random, Member one)
    {
        var other = _members[random.Next(_members.Count)];
        var (first, second) = one.Start < other.Start ? (one, other) : (other, one);
        return second.Start < first.ValueEnd
            ? _text
            : _text[..first.Start] + Text(second) + _text[first.ValueEnd..second.Start] + Text(first) + _text[second.ValueEnd..];
    }

    private void Collect(ref Utf8JsonReader reader, int depth)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var start = (int)reader.TokenStartIndex;
                var nameEnd = start + reader.ValueSpan.Length + 2;
                reader.Read();
                var valueStart = (int)reader.TokenStartIndex;
                Collect(ref reader, depth + 1);
                _members.Add(new Member(start, nameEnd, valueStart, (int)reader.BytesConsumed));
            }
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                Collect(ref reader, depth + 1);
                _values.Add((start, (int)reader.BytesConsumed));
            }
        }
        else if (depth > 0)
        {
            _values.Add(((int)reader.TokenStartIndex, (int)reader.BytesConsumed));
        }
    }

    private readonly record struct Member(int Start, int NameEnd, int ValueStart, int ValueEnd);
}
