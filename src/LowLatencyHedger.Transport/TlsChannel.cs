using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace LowLatencyHedger.Transport;

/// <summary>
/// TLS over a <see cref="PlainChannel"/>, after the handshake. SslStream decrypts into a buffer of this class, from which bytes are handed
/// out: one record (at most 16 KiB) a call, one copy more than SslStream's own. Thread: owner only. Allocates nothing itself; SslStream
/// pools what it needs.
/// </summary>
internal sealed class TlsChannel(PlainChannel socket, TlsSocketStream ciphertext, SslStream ssl) : ByteChannel
{
    private const int RecordBytesMax = 16 * 1024;

    private readonly byte[] _plain = new byte[RecordBytesMax];
    private int _plainStart;
    private int _plainEnd;
    private ValueTask<int> _read;
    private bool _reading;
    private string _detail = "";

    public override long ReceivedNanos => socket.ReceivedNanos;

    public override SocketError Error => socket.Error;

    public override string Detail => _detail;

    public override bool HasUnsent => ciphertext.HasUnsent;

    public override int Receive(Span<byte> destination)
    {
        if (_plainStart == _plainEnd)
        {
            var read = ReadRecord();
            if (read <= 0)
            {
                return read;
            }

            _plainStart = 0;
            _plainEnd = read;
        }

        var count = Math.Min(destination.Length, _plainEnd - _plainStart);
        _plain.AsSpan(_plainStart, count).CopyTo(destination);
        _plainStart += count;
        return count;
    }

    public override int Send(ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (!ciphertext.PushUnsent())
            {
                return Ended;
            }

            if (ciphertext.HasUnsent || bytes.IsEmpty)
            {
                return 0;
            }

            var record = bytes[..Math.Min(bytes.Length, RecordBytesMax)];
            ssl.Write(record);
            return record.Length;
        }
        catch (IOException failure)
        {
            _detail = failure.Message;
            return Ended;
        }
    }

    public override void Acknowledge() => socket.Acknowledge();

    public override void Dispose()
    {
        ssl.Dispose();
        socket.Dispose();
    }

    /// <summary>Starts a read or continues the pending one; the result in the terms of <see cref="Receive"/>.</summary>
    private int ReadRecord()
    {
        if (!_reading)
        {
#pragma warning disable CA2012 // Kept across polls on purpose; its result is taken exactly once, when it is complete.
            _read = ssl.ReadAsync(_plain.AsMemory());
#pragma warning restore CA2012
            _reading = true;
        }
        else
        {
            ciphertext.Pump();
        }

        if (!_read.IsCompleted)
        {
            return 0;
        }

        _reading = false;
        try
        {
            var count = _read.GetAwaiter().GetResult();
            return count > 0 ? count : Ended;
        }
        catch (Exception failure) when (failure is IOException or AuthenticationException)
        {
            _detail = failure.Message;
            return Ended;
        }
    }
}
