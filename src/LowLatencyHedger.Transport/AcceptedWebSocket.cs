using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Transport;

/// <summary>
/// The server's end of a websocket on loopback, polled: for rehearsals and benches, whose peer is this project's own client. It takes one
/// frame a message, as that client sends them, and answers close frames; it checks no more than it needs. Allocates nothing per message once
/// open, as long as the messages fit its buffers. Thread: owner only.
/// </summary>
public sealed class AcceptedWebSocket : IDisposable
{
    private const int MaskBytes = 4;
    private const string AcceptGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private readonly Socket _socket;
    private readonly PlainChannel _plain;
    private readonly TlsSocketStream? _ciphertext;
    private readonly SslStream? _ssl;
    private readonly Task? _handshake;
    private readonly byte[] _received = new byte[1 << 17];
    private ByteChannel? _channel;
    private byte[] _sending = new byte[1 << 18];
    private int _start;
    private int _end;
    private int _sendStart;
    private int _sendEnd;

    /// <param name="accepted">Connected; owned from here on.</param>
    /// <param name="certificate">With its key: TLS. Null: plain.</param>
    /// <param name="clock">Stamps what is received.</param>
    public AcceptedWebSocket(Socket accepted, X509Certificate2? certificate, INanoClock clock)
    {
        _socket = accepted;
        accepted.Blocking = false;
        SocketTuning.Apply(accepted, new TransportSettings());
        _plain = new PlainChannel(accepted, clock);
        if (certificate is null)
        {
            _channel = _plain;
            return;
        }

        _ciphertext = new TlsSocketStream(_plain);
        _ssl = new SslStream(_ciphertext);
        _handshake = Task.Factory.StartNew(
            () => _ssl.AuthenticateAsServer(certificate), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The upgrade is done: messages pass.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Over, by whichever side.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>When the socket gave the bytes that were received last, by the clock.</summary>
    public long ReceivedNanos => _plain.ReceivedNanos;

    /// <summary>The next message, if a whole one has arrived; its bytes are good until the next call.</summary>
    public bool TryReceive(out ReadOnlySpan<byte> utf8)
    {
        utf8 = default;
        if (IsEnded || !HasChannel())
        {
            return false;
        }

        Flush();
        if (IsOpen && TryTake(out utf8))
        {
            return true;
        }

        if (!Receive())
        {
            return false;
        }

        return (IsOpen || TryUpgrade()) && TryTake(out utf8);
    }

    /// <summary>Takes bytes that have arrived, and looks at none of them; once open. How many.</summary>
    [HotPath]
    public int Discard() => Math.Max(_channel!.Receive(_received), 0);

    /// <summary>Bytes that the socket has not taken yet.</summary>
    public int UnsentBytes => _sendEnd - _sendStart;

    /// <summary>Sends one text message; what the socket does not take waits here.</summary>
    public void Send(ReadOnlySpan<byte> utf8)
    {
        Queue(utf8);
        Flush();
    }

    /// <summary>The same, but it waits for the next <see cref="Flush"/>, so that several messages go in one call.</summary>
    public void Queue(ReadOnlySpan<byte> utf8)
    {
        const int HeaderBytesMax = 10;
        Reserve(utf8.Length + HeaderBytesMax);
        _sending[_sendEnd++] = 0x81;
        if (utf8.Length < 126)
        {
            _sending[_sendEnd++] = (byte)utf8.Length;
        }
        else if (utf8.Length <= ushort.MaxValue)
        {
            _sending[_sendEnd++] = 126;
            BinaryPrimitives.WriteUInt16BigEndian(_sending.AsSpan(_sendEnd), (ushort)utf8.Length);
            _sendEnd += 2;
        }
        else
        {
            _sending[_sendEnd++] = 127;
            BinaryPrimitives.WriteUInt64BigEndian(_sending.AsSpan(_sendEnd), (ulong)utf8.Length);
            _sendEnd += 8;
        }

        utf8.CopyTo(_sending.AsSpan(_sendEnd));
        _sendEnd += utf8.Length;
    }

    /// <summary>Sends what waits, as far as the socket takes it.</summary>
    public void Flush()
    {
        while (!IsEnded && (_sendStart < _sendEnd || _channel!.HasUnsent))
        {
            var sent = _channel!.Send(_sending.AsSpan(_sendStart, _sendEnd - _sendStart));
            if (sent <= 0)
            {
                IsEnded |= sent < 0;
                return;
            }

            _sendStart += sent;
        }

        _sendStart = _sendEnd = 0;
    }

    /// <summary>Drops it, as a broken line would be.</summary>
    public void Dispose()
    {
        IsEnded = true;
        if (_handshake is { IsCompleted: false } handshake)
        {
            _ciphertext!.Cancel();
            handshake.ContinueWith(_ => _socket.Dispose(), TaskScheduler.Default);
            return;
        }

        _channel?.Dispose();
        _socket.Dispose();
    }

    private bool HasChannel()
    {
        if (_channel is not null || !_handshake!.IsCompleted)
        {
            return _channel is not null;
        }

        if (!_handshake.IsCompletedSuccessfully)
        {
            IsEnded = true;
            return false;
        }

        _ciphertext!.BeginPolling();
        _channel = new TlsChannel(_plain, _ciphertext, _ssl!);
        return true;
    }

    private bool Receive()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_end == _received.Length)
        {
            _received.AsSpan(_start, _end - _start).CopyTo(_received);
            _end -= _start;
            _start = 0;
        }

        var count = _end == _received.Length ? ByteChannel.Ended : _channel!.Receive(_received.AsSpan(_end));
        IsEnded |= count < 0;
        _end += Math.Max(count, 0);
        return count > 0;
    }

    private bool TryUpgrade()
    {
        var request = _received.AsSpan(_start, _end - _start);
        var length = request.IndexOf("\r\n\r\n"u8);
        if (length < 0)
        {
            return false;
        }

        const string KeyName = "Sec-WebSocket-Key:";
        var key = Array.Find(
            Encoding.ASCII.GetString(request[..length]).Split("\r\n"), line => line.StartsWith(KeyName, StringComparison.OrdinalIgnoreCase));
        if (key is null)
        {
            IsEnded = true;
            return false;
        }

        _start += length + 4;
#pragma warning disable CA5350 // RFC 6455 section 4.2.2 asks for SHA-1; it protects nothing.
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key[KeyName.Length..].Trim() + AcceptGuid)));
#pragma warning restore CA5350
        var answer = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n");
        Reserve(answer.Length);
        answer.CopyTo(_sending, _sendEnd);
        _sendEnd += answer.Length;
        Flush();
        IsOpen = true;
        return true;
    }

    private bool TryTake(out ReadOnlySpan<byte> utf8)
    {
        const byte CloseOpcode = 8;
        const byte TextOpcode = 1;
        utf8 = default;
        while (_end - _start >= 2 + MaskBytes)
        {
            var opcode = _received[_start] & 0x0F;
            var length = _received[_start + 1] & 0x7F;
            var headerLength = length == 126 ? 4 : 2;
            length = length == 126 ? BinaryPrimitives.ReadUInt16BigEndian(_received.AsSpan(_start + 2)) : length;
            if (_end - _start < headerLength + MaskBytes + length)
            {
                return false;
            }

            var mask = _received.AsSpan(_start + headerLength, MaskBytes);
            var payload = _received.AsSpan(_start + headerLength + MaskBytes, length);
            Unmask(payload, MemoryMarshal.Read<uint>(mask));
            _start += headerLength + MaskBytes + length;
            if (opcode == TextOpcode)
            {
                utf8 = payload;
                return true;
            }

            if (opcode == CloseOpcode)
            {
                Reserve(2);
                _sending[_sendEnd++] = 0x88;
                _sending[_sendEnd++] = 0;
                Flush();
                IsEnded = true;
                return false;
            }
        }

        return false;
    }

    private static void Unmask(Span<byte> payload, uint mask)
    {
        var words = MemoryMarshal.Cast<byte, uint>(payload);
        foreach (ref var word in words)
        {
            word ^= mask;
        }

        for (var i = words.Length * sizeof(uint); i < payload.Length; i++)
        {
            payload[i] ^= (byte)(mask >> (8 * (i & 3)));
        }
    }

    private void Reserve(int length)
    {
        if (_sendStart > 0 && _sendEnd + length > _sending.Length)
        {
            _sending.AsSpan(_sendStart, _sendEnd - _sendStart).CopyTo(_sending);
            _sendEnd -= _sendStart;
            _sendStart = 0;
        }

        if (_sendEnd + length > _sending.Length)
        {
            Array.Resize(ref _sending, 2 * (_sendEnd + length));
        }
    }
}
