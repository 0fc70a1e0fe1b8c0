using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Transport;

/// <summary>
/// Frames on their way out, in order, in one array that never grows. The end of the array is kept free for one close frame, so that a
/// connection can always be closed properly. A pong that finds no room waits, and a newer one replaces it: RFC 6455 section 5.5.3 asks only
/// for the last. Thread: owner only.
/// </summary>
internal sealed class SendBuffer
{
    private readonly byte[] _buffer;
    private readonly byte[] _pong = new byte[FrameWriter.ControlFrameBytesMax];
    private int _pongLength;
    private int _start;
    private int _end;
    private SplitMix64 _masks;

    public SendBuffer(int capacity, ulong maskSeed)
    {
        if (capacity < 2 * FrameWriter.ControlFrameBytesMax)
        {
            Throw.ArgumentOutOfRange(nameof(capacity), capacity, "room for two control frames");
        }

        _buffer = new byte[capacity];
        _masks = new SplitMix64(maskSeed);
    }

    /// <summary>What the channel has not taken yet.</summary>
    [HotPath]
    public ReadOnlySpan<byte> Unsent => _buffer.AsSpan(_start, _end - _start);

    [HotPath]
    public bool IsEmpty => _start == _end && _pongLength == 0;

    public void Reset() => _start = _end = _pongLength = 0;

    /// <summary>64 bits that differ from call to call, for the handshake's nonce.</summary>
    public ulong NextNonce() => _masks.Next();

    /// <summary>Queues a text message, or nothing.</summary>
    [HotPath]
    public bool TryAddText(ReadOnlySpan<byte> utf8) => TryAdd(FrameOpcode.Text, utf8, FrameWriter.ControlFrameBytesMax);

    /// <summary>Forgets what is queued.</summary>
    [HotPath]
    public void TakeAllBack() => _start = _end = 0;

    /// <summary>Queues a close frame; there is always room for the first.</summary>
    public bool TryAddClose(ReadOnlySpan<byte> payload) => TryAdd(FrameOpcode.Close, payload, 0);

    /// <summary>Queues raw bytes into the empty buffer: the handshake's request. False when they do not fit.</summary>
    public bool TryAddRaw(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length)
        {
            return false;
        }

        bytes.CopyTo(_buffer);
        _end = bytes.Length;
        return true;
    }

    /// <summary>Queues a pong, or keeps it until there is room.</summary>
    [HotPath]
    public void AddPong(ReadOnlySpan<byte> payload)
    {
        _pongLength = 0;
        if (!TryAdd(FrameOpcode.Pong, payload, FrameWriter.ControlFrameBytesMax))
        {
            _pongLength = FrameWriter.Write(_pong, FrameOpcode.Pong, payload, (uint)_masks.Next());
        }
    }

    /// <summary>The channel took the first <paramref name="count"/> unsent bytes.</summary>
    [HotPath]
    public void Sent(int count)
    {
        _start += count;
        if (_start == _end)
        {
            _start = _end = 0;
        }

        if (_pongLength != 0 && MakeRoom(_pongLength, FrameWriter.ControlFrameBytesMax))
        {
            _pong.AsSpan(0, _pongLength).CopyTo(_buffer.AsSpan(_end));
            _end += _pongLength;
            _pongLength = 0;
        }
    }

    [HotPath]
    private bool TryAdd(FrameOpcode opcode, ReadOnlySpan<byte> payload, int reserve)
    {
        if (payload.Length > _buffer.Length || !MakeRoom(FrameWriter.Size(payload.Length), reserve))
        {
            return false;
        }

        _end += FrameWriter.Write(_buffer.AsSpan(_end), opcode, payload, (uint)_masks.Next());
        return true;
    }

    [HotPath]
    private bool MakeRoom(int size, int reserve)
    {
        var limit = _buffer.Length - reserve;
        if (_end - _start + size > limit)
        {
            return false;
        }

        if (_end + size > limit)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        return true;
    }
}
