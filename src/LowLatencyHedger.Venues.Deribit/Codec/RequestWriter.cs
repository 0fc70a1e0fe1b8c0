using System.Buffers.Text;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Venues.Deribit.Codec;

/// <summary>
/// Writes one JSON-RPC request into the caller's bytes. What does not fit is noticed once, by <see cref="End"/>. Every method returns the
/// writer to go on with.
/// </summary>
[HotPath]
public ref struct RequestWriter
{
    private readonly Span<byte> _buffer;
    private int _length;
    private bool _needsComma;
    private bool _overflowed;

    /// <summary>Begins the request, up to its first parameter.</summary>
    public RequestWriter(Span<byte> buffer, long id, scoped ReadOnlySpan<byte> method)
    {
        _buffer = buffer;
        Raw("{\"jsonrpc\":\"2.0\",\"id\":"u8);
        Digits(id);
        Raw(",\"method\":\""u8);
        Raw(method);
        Raw("\",\"params\":{"u8);
    }

    public RequestWriter Text(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        Name(name);
        Quoted(value, default, default);
        return this;
    }

    public RequestWriter Number(scoped ReadOnlySpan<byte> name, long value)
    {
        Name(name);
        Digits(value);
        return this;
    }

    public RequestWriter Flag(scoped ReadOnlySpan<byte> name, bool value)
    {
        Name(name);
        Raw(value ? "true"u8 : "false"u8);
        return this;
    }

    public RequestWriter Decimal(scoped ReadOnlySpan<byte> name, Price value)
    {
        Name(name);
        Units(value.Raw);
        return this;
    }

    public RequestWriter Decimal(scoped ReadOnlySpan<byte> name, Quantity value)
    {
        Name(name);
        Units(value.Raw);
        return this;
    }

    /// <summary>One of our labels.</summary>
    public RequestWriter Label(OrderRef order)
    {
        Span<byte> label = stackalloc byte[OrderLabel.Length];
        Invariant.That(OrderLabel.TryWrite(order, label), "an order of ours has no number");
        return Text("label"u8, label);
    }

    public RequestWriter BeginArray(scoped ReadOnlySpan<byte> name)
    {
        Name(name);
        Raw("["u8);
        _needsComma = false;
        return this;
    }

    /// <summary>A text in an array, made of up to three parts.</summary>
    public RequestWriter Element(
        scoped ReadOnlySpan<byte> first, scoped ReadOnlySpan<byte> second = default, scoped ReadOnlySpan<byte> third = default)
    {
        Comma();
        Quoted(first, second, third);
        return this;
    }

    public RequestWriter EndArray()
    {
        Raw("]"u8);
        _needsComma = true;
        return this;
    }

    /// <summary>Ends the request. Its length, or 0 if the buffer is too short for it.</summary>
    public int End()
    {
        Raw("}}"u8);
        return _overflowed ? 0 : _length;
    }

    private void Name(scoped ReadOnlySpan<byte> name)
    {
        Comma();
        Raw("\""u8);
        Raw(name);
        Raw("\":"u8);
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
        var needsNone = text.IndexOfAnyInRange((byte)0, (byte)0x1F) < 0 && text.IndexOfAny((byte)'"', (byte)'\\') < 0;
        if (needsNone)
        {
            Raw(text);
            return;
        }

        foreach (var next in text)
        {
            if (next < ' ')
            {
                ReadOnlySpan<byte> digits = "0123456789abcdef"u8;
                Raw("\\u00"u8);
                Raw(digits.Slice(next >> 4, 1));
                Raw(digits.Slice(next & 0xF, 1));
                continue;
            }

            if (next is (byte)'"' or (byte)'\\')
            {
                Raw("\\"u8);
            }

            Raw([next]);
        }
    }

    private void Digits(long value)
    {
        _overflowed |= !Utf8Formatter.TryFormat(value, _buffer[_length..], out var written);
        _length += written;
    }

    /// <summary>Exactly, with as many decimals as it needs.</summary>
    private void Units(long raw)
    {
        Invariant.That(raw != Decimal8.None, "a price or amount that is absent cannot be sent");
        if (raw < 0)
        {
            Raw("-"u8);
        }

        var (whole, units) = Math.DivRem(Math.Abs(raw), Decimal8.Scale);
        Digits(whole);
        if (units == 0)
        {
            return;
        }

        Span<byte> text = stackalloc byte[9];
        text[0] = (byte)'.';
        for (var at = 8; at > 0; at--)
        {
            (units, var digit) = Math.DivRem(units, 10);
            text[at] = (byte)('0' + digit);
        }

        Raw(text.TrimEnd((byte)'0'));
    }

    private void Raw(scoped ReadOnlySpan<byte> text)
    {
        if (!text.TryCopyTo(_buffer[_length..]))
        {
            _overflowed = true;
            return;
        }

        _length += text.Length;
    }
}
