using System.Text.Unicode;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>
/// Pulls tokens out of one JSON text (RFC 8259) in a single pass over the bytes. Never allocates, never throws: an illegal text makes
/// <see cref="Read"/> false and <see cref="Failed"/> true. A name that occurs twice in an object is reported twice; callers that store
/// what they read keep the last.
/// </summary>
/// <remarks>
/// A text is known to be legal only after <see cref="Read"/> returned false without <see cref="Failed"/>. Deeper nesting than
/// <see cref="MaxDepth"/> counts as illegal.
/// </remarks>
[HotPath]
public ref struct JsonReader
{
    public const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> _text;
    private int _position;
    private int _tokenStart;
    private int _depth;
    private ulong _objectLevels;
    private Expected _expected;
    private bool _escaped;

    public JsonReader(ReadOnlySpan<byte> text)
    {
        _text = text;
        _expected = Expected.Value;
    }

    private enum Expected : byte
    {
        Value,
        ValueOrEndArray,
        NameOrEndObject,
        CommaOrEnd,
        EndOfText,
        Nothing,
    }

    public JsonKind Kind { get; private set; }

    /// <summary>Names and strings: the bytes between the quotes, escapes left as they are. Other tokens: their own bytes.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>The text is not legal JSON.</summary>
    public bool Failed { get; private set; }

    /// <summary>How many decimals <see cref="TryGetDecimal8"/> has rounded so far.</summary>
    public int RoundedCount { get; private set; }

    /// <summary>Offset of the byte that made the text illegal; meaningful once <see cref="Failed"/>.</summary>
    public readonly int ErrorPosition => _position;

    /// <summary>Moves to the next token. False at the end of the text and on an illegal byte.</summary>
    public bool Read()
    {
        if (_expected == Expected.Nothing)
        {
            return false;
        }

        SkipWhiteSpace();
        if (_position == _text.Length)
        {
            return ReadEndOfText();
        }

        var next = _text[_position];
        return _expected switch
        {
            Expected.Value => ReadValue(next),
            Expected.ValueOrEndArray => next == ']' ? EndContainer(JsonKind.EndArray) : ReadValue(next),
            Expected.NameOrEndObject => next == '}' ? EndContainer(JsonKind.EndObject) : ReadName(next),
            Expected.CommaOrEnd => ReadAfterValue(next),
            _ => Fail(),
        };
    }

    /// <summary>Moves to the next token and tells whether it begins an object.</summary>
    public bool ReadStartObject() => Read() && Kind == JsonKind.StartObject;

    /// <summary>Moves to the next token and tells whether it begins an array.</summary>
    public bool ReadStartArray() => Read() && Kind == JsonKind.StartArray;

    /// <summary>Moves to the next name of the object; false at its end (and on an illegal byte).</summary>
    public bool ReadName() => Read() && Kind == JsonKind.PropertyName;

    /// <summary>Moves to the next element of the array; false at its end (and on an illegal byte).</summary>
    public bool ReadElement() => Read() && Kind != JsonKind.EndArray;

    /// <summary>Moves past the value that follows a name.</summary>
    public bool SkipValue() => Read() && Skip();

    /// <summary>Moves to the end of the value that the reader stands on: the matching end of an object or array, else nowhere.</summary>
    public bool Skip()
    {
        if (Kind is not (JsonKind.StartObject or JsonKind.StartArray))
        {
            return !Failed;
        }

        var outer = _depth - 1;
        while (Read())
        {
            if (_depth == outer)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Moves past the value that follows a name and hands out its bytes, quotes and brackets included.</summary>
    public bool CaptureValue(out ReadOnlySpan<byte> raw) => Read() & Capture(out raw);

    /// <summary>Moves to the end of the value that the reader stands on and hands out its bytes, quotes and brackets included.</summary>
    public bool Capture(out ReadOnlySpan<byte> raw)
    {
        raw = default;
        var start = _tokenStart;
        if (Kind is JsonKind.None or JsonKind.PropertyName || !Skip())
        {
            return false;
        }

        raw = _text[start.._position];
        return true;
    }

    /// <summary>Is the name, escapes resolved, this text?</summary>
    public readonly bool NameEquals(ReadOnlySpan<byte> utf8) => Kind == JsonKind.PropertyName && TextEquals(utf8);

    /// <summary>Is the value a string that, escapes resolved, is this text?</summary>
    public readonly bool StringEquals(ReadOnlySpan<byte> utf8) => Kind == JsonKind.String && TextEquals(utf8);

    /// <summary>The text of a string with its escapes resolved: the message's own bytes, or <paramref name="scratch"/>.</summary>
    /// <returns>False if this is no string, if it does not fit, or if it holds half of a surrogate pair.</returns>
    public readonly bool TryGetText(Span<byte> scratch, out ReadOnlySpan<byte> utf8)
    {
        utf8 = Value;
        if (Kind != JsonKind.String || !_escaped)
        {
            return Kind == JsonKind.String;
        }

        var fits = JsonEscapes.TryResolve(Value, scratch, out var length);
        utf8 = scratch[..length];
        return fits;
    }

    /// <summary>A number without a fractional part, however it is written (<c>12</c>, <c>12.0</c>, <c>1.2e1</c>).</summary>
    public readonly bool TryGetInt64(out long value)
    {
        value = 0;
        return Kind == JsonKind.Number && JsonNumber.TryToInt64(Value, out value);
    }

    /// <summary>The nearest double; false for what is no number and for numbers beyond the range of a double.</summary>
    public readonly bool TryGetDouble(out double value)
    {
        value = double.NaN;
        return Kind == JsonKind.Number && JsonNumber.TryToDouble(Value, out value);
    }

    /// <summary>
    /// Units of 1e-8, see <see cref="Decimal8"/>. Digits beyond the eighth decimal are rounded half to even and
    /// <paramref name="rounded"/> tells so. False when out of range.
    /// </summary>
    public bool TryGetDecimal8(out long raw, out bool rounded)
    {
        raw = Decimal8.None;
        rounded = false;
        var fits = Kind == JsonKind.Number && JsonNumber.TryToDecimal8(Value, out raw, out rounded);
        RoundedCount += rounded ? 1 : 0;
        return fits;
    }

    public readonly bool TryGetBoolean(out bool value)
    {
        value = Kind == JsonKind.True;
        return Kind is JsonKind.True or JsonKind.False;
    }

    private readonly bool TextEquals(ReadOnlySpan<byte> utf8) =>
        _escaped ? JsonEscapes.ResolvedEquals(Value, utf8) : Value.SequenceEqual(utf8);

    private bool ReadEndOfText()
    {
        if (_expected != Expected.EndOfText)
        {
            return Fail();
        }

        Kind = JsonKind.None;
        Value = default;
        return false;
    }

    private bool ReadAfterValue(byte next)
    {
        var inObject = (_objectLevels >> (_depth - 1) & 1) != 0;
        if (next == (inObject ? '}' : ']'))
        {
            return EndContainer(inObject ? JsonKind.EndObject : JsonKind.EndArray);
        }

        if (next != ',')
        {
            return Fail();
        }

        _position++;
        SkipWhiteSpace();
        if (_position == _text.Length)
        {
            return Fail();
        }

        return inObject ? ReadName(_text[_position]) : ReadValue(_text[_position]);
    }

    private bool ReadName(byte first)
    {
        if (first != '"' || !ScanString())
        {
            return Fail();
        }

        SkipWhiteSpace();
        if (_position == _text.Length || _text[_position] != ':')
        {
            return Fail();
        }

        _position++;
        Kind = JsonKind.PropertyName;
        _expected = Expected.Value;
        return true;
    }

    private bool ReadValue(byte first)
    {
        _tokenStart = _position;
        return first switch
        {
            (byte)'"' => ScanString() ? Complete(JsonKind.String) : Fail(),
            (byte)'{' => StartContainer(JsonKind.StartObject),
            (byte)'[' => StartContainer(JsonKind.StartArray),
            (byte)'t' => ReadLiteral("true"u8, JsonKind.True),
            (byte)'f' => ReadLiteral("false"u8, JsonKind.False),
            (byte)'n' => ReadLiteral("null"u8, JsonKind.Null),
            _ => ScanNumber() ? Complete(JsonKind.Number) : Fail(),
        };
    }

    private bool ReadLiteral(ReadOnlySpan<byte> literal, JsonKind kind)
    {
        if (!_text[_position..].StartsWith(literal))
        {
            return Fail();
        }

        Value = _text.Slice(_position, literal.Length);
        _position += literal.Length;
        return Complete(kind);
    }

    private bool Complete(JsonKind kind)
    {
        Kind = kind;
        _expected = _depth == 0 ? Expected.EndOfText : Expected.CommaOrEnd;
        return true;
    }

    private bool StartContainer(JsonKind kind)
    {
        if (_depth == MaxDepth)
        {
            return Fail();
        }

        var level = 1UL << _depth++;
        var isObject = kind == JsonKind.StartObject;
        _objectLevels = isObject ? _objectLevels | level : _objectLevels & ~level;
        _expected = isObject ? Expected.NameOrEndObject : Expected.ValueOrEndArray;
        Kind = kind;
        Value = _text.Slice(_position++, 1);
        return true;
    }

    private bool EndContainer(JsonKind kind)
    {
        _depth--;
        _tokenStart = _position;
        Value = _text.Slice(_position++, 1);
        return Complete(kind);
    }

    /// <summary>From the opening quote to behind the closing one.</summary>
    private bool ScanString()
    {
        var start = ++_position;
        var seen = 0;
        _escaped = false;
        while (_position < _text.Length)
        {
            var next = _text[_position];
            if (next == '"')
            {
                Value = _text[start.._position++];
                return seen < 0x80 || Utf8.IsValid(Value);
            }

            if (next == '\\')
            {
                _escaped = true;
                var length = JsonEscapes.LengthAt(_text[_position..]);
                if (length == 0)
                {
                    return false;
                }

                _position += length;
                continue;
            }

            if (next < ' ')
            {
                return false;
            }

            seen |= next;
            _position++;
        }

        return false;
    }

    private bool ScanNumber()
    {
        var end = JsonNumber.EndAt(_text, _position);
        if (end < 0)
        {
            return false;
        }

        _position = end;
        Value = _text[_tokenStart..end];
        return true;
    }

    private void SkipWhiteSpace()
    {
        while (_position < _text.Length && _text[_position] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            _position++;
        }
    }

    private bool Fail()
    {
        Failed = true;
        Kind = JsonKind.None;
        Value = default;
        _expected = Expected.Nothing;
        return false;
    }
}
