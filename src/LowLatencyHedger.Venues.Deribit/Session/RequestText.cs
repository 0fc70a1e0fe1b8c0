using System.Buffers.Text;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Session;

/// <summary>Writes one JSON-RPC request into a buffer that is known to be large enough; running out of it is a defect.</summary>
internal ref struct RequestText
{
    private readonly Span<byte> _buffer;
    private int _length;
    private bool _needsComma;

    /// <summary>Begins the request, up to its first parameter.</summary>
    public RequestText(Span<byte> buffer, long id, scoped ReadOnlySpan<byte> method)
    {
        _buffer = buffer;
        Raw("{\"jsonrpc\":\"2.0\",\"id\":"u8);
        Digits(id);
        Raw(",\"method\":\""u8);
        Raw(method);
        Raw("\",\"params\":{"u8);
    }

    public RequestText Text(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        Name(name);
        Quoted(value, default, default);
        return this;
    }

    public RequestText Number(scoped ReadOnlySpan<byte> name, long value)
    {
        Name(name);
        Digits(value);
        return this;
    }

    public RequestText Flag(scoped ReadOnlySpan<byte> name, bool value)
    {
        Name(name);
        Raw(value ? "true"u8 : "false"u8);
        return this;
    }

    public RequestText BeginArray(scoped ReadOnlySpan<byte> name)
    {
        Name(name);
        Raw("["u8);
        _needsComma = false;
        return this;
    }

    /// <summary>An element made of up to three parts.</summary>
    public void Element(scoped ReadOnlySpan<byte> first, scoped ReadOnlySpan<byte> second = default, scoped ReadOnlySpan<byte> third = default)
    {
        Comma();
        Quoted(first, second, third);
    }

    public RequestText EndArray()
    {
        Raw("]"u8);
        _needsComma = true;
        return this;
    }

    /// <summary>Ends the request; returns its length.</summary>
    public int End()
    {
        Raw("}}"u8);
        return _length;
    }

    private void Name(scoped ReadOnlySpan<byte> name)
    {
        Comma();
        Quoted(name, default, default);
        Raw(":"u8);
    }

    private void Comma()
    {
        if (_needsComma)
        {
            Raw(","u8);
        }

        _needsComma = true;
    }

    private void Quoted(scoped ReadOnlySpan<byte> first, scoped ReadOnlySpan<byte> second, scoped ReadOnlySpan<byte> third)
    {
        Raw("\""u8);
        Escaped(first);
        Escaped(second);
        Escaped(third);
        Raw("\""u8);
    }

    private void Escaped(scoped ReadOnlySpan<byte> text)
    {
        foreach (var next in text)
        {
            // Ids, names and secrets have no control characters; one that does could not be meant.
            if (next < ' ')
            {
                Throw.Argument(nameof(text), "text without control characters");
            }

            if (next is (byte)'"' or (byte)'\\')
            {
                _buffer[_length++] = (byte)'\\';
            }

            _buffer[_length++] = next;
        }
    }

    private void Digits(long value)
    {
        if (!Utf8Formatter.TryFormat(value, _buffer[_length..], out var written))
        {
            Throw.InvalidOperation("a request is longer than its buffer");
        }

        _length += written;
    }

    private void Raw(scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(_buffer[_length..]);
        _length += text.Length;
    }
}
