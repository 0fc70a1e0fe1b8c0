using System.Text;

namespace LowLatencyHedger.Venues.Deribit.Tests.Codec;

/// <summary>Writes random legal JSON: every kind of value, white space, escapes and number form that RFC 8259 allows.</summary>
internal sealed class RandomJson(Random random)
{
    private static readonly string[] s_characters =
        ["a", "Z", "0", " ", "/", "é", "€", "𝄞", "\\n", "\\t", "\\\"", "\\\\", "\\/", "\\b", "\\f", "\\r", "\\u0041", "\\u00e9",
            "\\ud834\\udd1e", "\\uD83D\\uDE00", "\\u0000", "\u007f"];

    private static readonly string[] s_whiteSpace = ["", "", "", "", " ", "\n", "\t", "\r\n", "  "];

    public string Value(int depth = 0)
    {
        var text = new StringBuilder();
        Append(text, depth);
        return text.ToString();
    }

    public string Number()
    {
        var text = new StringBuilder(random.Next(3) == 0 ? "-" : "");
        text.Append(random.Next(4) == 0 ? "0" : Digits(1, random.Next(2) == 0 ? 6 : 22).TrimStart('0') is { Length: > 0 } digits ? digits
            : "7");
        if (random.Next(2) == 0)
        {
            text.Append('.').Append(Digits(1, random.Next(2) == 0 ? 8 : 25));
        }

        if (random.Next(3) == 0)
        {
            text.Append(random.Next(2) == 0 ? 'e' : 'E').Append(new[] { "", "+", "-" }[random.Next(3)]).Append(Digits(1,
                random.Next(2) + 1));
        }

        return text.ToString();
    }

    private string Digits(int least, int most)
    {
        var digits = new char[random.Next(least, most + 1)];
        foreach (ref var digit in digits.AsSpan())
        {
            digit = random.Next(3) == 0 ? '0' : random.Next(5) == 0 ? '5' : (char)('0' + random.Next(10));
        }

        return new string(digits);
    }

    private void Append(StringBuilder text, int depth)
    {
        text.Append(Space());
        switch (random.Next(depth < 5 ? 8 : 6))
        {
            case 0:
                text.Append("null");
                break;
            case 1:
                text.Append(random.Next(2) == 0 ? "true" : "false");
                break;
            case 2:
            case 3:
                text.Append(Number());
                break;
            case 4:
            case 5:
                AppendString(text);
                break;
            case 6:
                AppendContainer(text, '[', ']', () => Append(text, depth + 1));
                break;
            default:
                AppendContainer(text, '{', '}', () =>
                {
                    text.Append(Space());
                    AppendString(text);
                    text.Append(Space()).Append(':');
                    Append(text, depth + 1);
                });
                break;
        }

        text.Append(Space());
    }

    private void AppendContainer(StringBuilder text, char start, char end, Action element)
    {
        text.Append(start);
        var count = random.Next(5);
        for (var i = 0; i < count; i++)
        {
            element();
            text.Append(i < count - 1 ? "," : "");
        }

        text.Append(count == 0 ? Space() : "").Append(end);
    }

    private void AppendString(StringBuilder text)
    {
        text.Append('"');
        for (var length = random.Next(12); length > 0; length--)
        {
            text.Append(s_characters[random.Next(s_characters.Length)]);
        }

        text.Append('"');
    }

    private string Space() => s_whiteSpace[random.Next(s_whiteSpace.Length)];
}
