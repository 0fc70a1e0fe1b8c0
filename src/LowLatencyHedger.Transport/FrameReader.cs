using System.Buffers.Binary;
using System.Text.Unicode;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Transport;

/// <summary>
/// RFC 6455 receiving side of a client, without a socket: bytes are received into <see cref="GetWritable"/>, announced with
/// <see cref="Commit"/>, and taken out as events with <see cref="Next"/>. Any chunking of the bytes gives the same events.
/// One buffer holds, in this order, the fragments of an unfinished message and the bytes not parsed yet. A message in one frame is handed
/// out where it was received; later fragments are moved down behind the first. Text is checked as UTF-8 once, when the message is whole.
/// Thread: owner only. Allocates only in <see cref="GetWritable"/>, when a message does not fit the buffer; <see cref="GrowthCount"/>
/// counts that.
/// </summary>
public sealed class FrameReader
{
    /// <summary>
    /// What one unmasked frame may add to its payload, plus the largest control frame that may stand between two fragments.
    /// </summary>
    private const int Overhead = 10 + 127;

    private const int ControlPayloadMax = 125;

    private readonly int _maxMessageBytes;
    private byte[] _buffer;
    private int _start;
    private int _end;
    private int _needed;
    private int _messageStart;
    private int _messageEnd;
    private int _payloadStart;
    private int _payloadEnd;
    private bool _inMessage;
    private FrameEvent _final;

    public FrameReader(int bufferBytes, int maxMessageBytes)
    {
        if (maxMessageBytes is < ControlPayloadMax or > int.MaxValue / 4)
        {
            Throw.ArgumentOutOfRange(nameof(maxMessageBytes), maxMessageBytes, "125 bytes to 512 MiB");
        }

        _maxMessageBytes = maxMessageBytes;
        _buffer = new byte[Math.Max(bufferBytes, Overhead)];
        Reset();
    }

    /// <summary>
    /// The message or the control frame's data of the last event. Valid until the next call of <see cref="Next"/> or
    /// <see cref="GetWritable"/>.
    /// </summary>
    [HotPath]
    public ReadOnlySpan<byte> Payload => _buffer.AsSpan(_payloadStart, _payloadEnd - _payloadStart);

    /// <summary>After Close: the peer's code, 1005 when it gave none. After Violation: the code to close with.</summary>
    public ushort CloseCode { get; private set; }

    /// <summary>After Violation: which rule was broken.</summary>
    public string ViolationText { get; private set; } = "";

    /// <summary>How often the buffer had to grow since construction.</summary>
    public int GrowthCount { get; private set; }

    /// <summary>Bytes received and not parsed yet.</summary>
    public ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Forgets everything, for a new connection.</summary>
    public void Reset()
    {
        _start = _end = _messageStart = _messageEnd = _payloadStart = _payloadEnd = 0;
        _needed = 2;
        _inMessage = false;
        _final = FrameEvent.NeedMore;
        CloseCode = 0;
        ViolationText = "";
    }

    /// <summary>
    /// Where to receive the next bytes: never empty. Makes room by moving what is left, and grows only for a message that cannot fit.
    /// </summary>
    public ArraySegment<byte> GetWritable()
    {
        if (_start == _end && !_inMessage)
        {
            _start = _end = 0;
        }

        if (_start + _needed > _buffer.Length || _end == _buffer.Length)
        {
            MakeRoom();
        }

        return new ArraySegment<byte>(_buffer, _end, _buffer.Length - _end);
    }

    /// <summary><paramref name="count"/> bytes were received into <see cref="GetWritable"/>.</summary>
    [HotPath]
    public void Commit(int count)
    {
        Invariant.That((uint)count <= (uint)(_buffer.Length - _end), "more bytes committed than the buffer holds");
        _end += count;
    }

    /// <summary>Drops the first unread bytes: the HTTP answer that comes before the first frame.</summary>
    public void Skip(int count)
    {
        Invariant.That((uint)count <= (uint)(_end - _start), "more bytes skipped than there are");
        _start += count;
    }

    /// <summary>Takes out the next event. After Close or Violation it stays there.</summary>
    [HotPath]
    public FrameEvent Next()
    {
        if (_final != FrameEvent.NeedMore)
        {
            return _final;
        }

        while (true)
        {
            var available = _end - _start;
            if (available < 2)
            {
                _needed = 2;
                return FrameEvent.NeedMore;
            }

            var first = _buffer[_start];
            var second = _buffer[_start + 1];
            if (!CheckHeader(first, second))
            {
                return _final;
            }

            var headerLength = (second & 0x7F) switch { 126 => 4, 127 => 10, _ => 2 };
            if (available < headerLength)
            {
                _needed = headerLength;
                return FrameEvent.NeedMore;
            }

            var payloadLength = ReadPayloadLength(second);
            if (payloadLength < 0)
            {
                return _final;
            }

            if (available - headerLength < payloadLength)
            {
                _needed = headerLength + payloadLength;
                return FrameEvent.NeedMore;
            }

            _payloadStart = _start + headerLength;
            _payloadEnd = _payloadStart + payloadLength;
            _start = _payloadEnd;
            var found = Accept(first);
            if (found != FrameEvent.NeedMore)
            {
                return found;
            }
        }
    }

    /// <summary>The rules that the first two bytes must keep, whatever follows.</summary>
    [HotPath]
    private bool CheckHeader(byte first, byte second)
    {
        var opcode = (FrameOpcode)(first & 0x0F);
        if ((first & 0x70) != 0)
        {
            return Fail(CloseCodes.ProtocolError, "reserved bit set without an extension");
        }

        if ((second & 0x80) != 0)
        {
            return Fail(CloseCodes.ProtocolError, "masked frame from a server");
        }

        switch (opcode)
        {
            case FrameOpcode.Text:
                return !_inMessage || Fail(CloseCodes.ProtocolError, "new message inside a fragmented one");
            case FrameOpcode.Continuation:
                return _inMessage || Fail(CloseCodes.ProtocolError, "continuation of nothing");
            case FrameOpcode.Binary:
                return Fail(CloseCodes.UnsupportedData, "binary message");
            case FrameOpcode.Close:
            case FrameOpcode.Ping:
            case FrameOpcode.Pong:
                if ((first & 0x80) == 0)
                {
                    return Fail(CloseCodes.ProtocolError, "fragmented control frame");
                }

                return second <= ControlPayloadMax || Fail(CloseCodes.ProtocolError, "control frame over 125 bytes");
            default:
                return Fail(CloseCodes.ProtocolError, "reserved opcode");
        }
    }

    /// <summary>The payload length, or -1 when it breaks a rule. The header is wholly buffered.</summary>
    [HotPath]
    private int ReadPayloadLength(byte second)
    {
        ulong length = second;
        if (second == 126)
        {
            length = BinaryPrimitives.ReadUInt16BigEndian(_buffer.AsSpan(_start + 2));
            if (length < 126)
            {
                Fail(CloseCodes.ProtocolError, "length not in its shortest form");
                return -1;
            }
        }
        else if (second == 127)
        {
            length = BinaryPrimitives.ReadUInt64BigEndian(_buffer.AsSpan(_start + 2));
            if (length <= ushort.MaxValue || length > long.MaxValue)
            {
                Fail(CloseCodes.ProtocolError, "length not in its shortest form");
                return -1;
            }
        }

        var held = _inMessage && (_buffer[_start] & 0x08) == 0 ? _messageEnd - _messageStart : 0;
        if (length > (ulong)(_maxMessageBytes - held))
        {
            Fail(CloseCodes.MessageTooBig, "message over the size cap");
            return -1;
        }

        return (int)length;
    }

    /// <summary>Acts on one whole frame. NeedMore = a fragment that was put aside.</summary>
    [HotPath]
    private FrameEvent Accept(byte first)
    {
        switch ((FrameOpcode)(first & 0x0F))
        {
            case FrameOpcode.Ping:
                return FrameEvent.Ping;
            case FrameOpcode.Pong:
                return FrameEvent.Pong;
            case FrameOpcode.Close:
                return AcceptClose();
        }

        if (_inMessage)
        {
            var fragment = _payloadEnd - _payloadStart;
            _buffer.AsSpan(_payloadStart, fragment).CopyTo(_buffer.AsSpan(_messageEnd));
            _payloadStart = _messageStart;
            _payloadEnd = _messageEnd + fragment;
        }

        if ((first & 0x80) == 0)
        {
            _messageStart = _payloadStart;
            _messageEnd = _payloadEnd;
            _inMessage = true;
            return FrameEvent.NeedMore;
        }

        _inMessage = false;
        _messageStart = _messageEnd = 0;
        if (!Utf8.IsValid(Payload))
        {
            Fail(CloseCodes.InvalidPayload, "text is not UTF-8");
            return _final;
        }

        return FrameEvent.Text;
    }

    [HotPath]
    private FrameEvent AcceptClose()
    {
        var payload = Payload;
        _final = FrameEvent.Close;
        if (payload.Length == 0)
        {
            CloseCode = CloseCodes.NoneReceived;
            return _final;
        }

        if (payload.Length == 1)
        {
            Fail(CloseCodes.ProtocolError, "close frame with half a code");
            return _final;
        }

        CloseCode = BinaryPrimitives.ReadUInt16BigEndian(payload);
        if (!CloseCodes.MayBeSent(CloseCode))
        {
            Fail(CloseCodes.ProtocolError, "close code that may not be sent");
        }
        else if (!Utf8.IsValid(payload[2..]))
        {
            Fail(CloseCodes.InvalidPayload, "close reason is not UTF-8");
        }

        return _final;
    }

    [HotPath]
    private bool Fail(ushort closeCode, string text)
    {
        CloseCode = closeCode;
        ViolationText = text;
        _final = FrameEvent.Violation;
        return false;
    }

    /// <summary>
    /// Moves the fragments held to the front and the unread bytes behind them; grows when even then the awaited frame does not fit.
    /// </summary>
    private void MakeRoom()
    {
        var message = _buffer.AsSpan(_messageStart, _messageEnd - _messageStart);
        var unread = _buffer.AsSpan(_start, _end - _start);
        var required = message.Length + Math.Max(_needed, unread.Length + 1);
        if (required > _buffer.Length)
        {
            var doubled = Math.Min(2L * _buffer.Length, (long)_maxMessageBytes + Overhead);
            _buffer = new byte[Math.Max(required, (int)doubled)];
            GrowthCount++;
        }

        message.CopyTo(_buffer);
        unread.CopyTo(_buffer.AsSpan(message.Length));
        _messageStart = 0;
        _messageEnd = message.Length;
        _start = message.Length;
        _end = message.Length + unread.Length;
    }
}
