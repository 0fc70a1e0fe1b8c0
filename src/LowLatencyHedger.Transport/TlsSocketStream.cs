using System.Net.Sockets;
using System.Threading.Tasks.Sources;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Transport;

/// <summary>
/// The ciphertext side of an <see cref="System.Net.Security.SslStream"/>: a stream over a non-blocking socket, in two phases.
/// Handshake: a worker thread owns it and the synchronous calls wait for the socket, until <see cref="Cancel"/>.
/// Polled (from <see cref="BeginPolling"/>): the transport's thread owns it. A read that finds nothing stays pending until
/// <see cref="Pump"/> brings bytes, and then completes, with all of SslStream's work behind it, inside that call; a write never waits, what
/// the socket does not take is kept.
/// Allocates nothing after construction.
/// </summary>
internal sealed class TlsSocketStream(PlainChannel socket) : Stream, IValueTaskSource<int>
{
    /// <summary>Two records of the largest size, and what the protocol itself may add to them.</summary>
    private const int UnsentBytesMax = 40 * 1024;

    private readonly byte[] _unsent = new byte[UnsentBytesMax];
    private ManualResetValueTaskSourceCore<int> _pending;
    private Memory<byte> _destination;
    private bool _reading;
    private bool _polling;
    private int _unsentStart;
    private int _unsentEnd;
    private volatile bool _cancelled;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether ciphertext still waits for the socket.</summary>
    public bool HasUnsent => _unsentStart != _unsentEnd;

    /// <summary>Makes the handshake's waiting calls fail soon. Any thread.</summary>
    public void Cancel() => _cancelled = true;

    /// <summary>The handshake is over; the polling thread takes over.</summary>
    public void BeginPolling() => _polling = true;

    /// <summary>Completes a pending read if the socket has bytes or has ended. Whether it did.</summary>
    public bool Pump()
    {
        if (!_reading)
        {
            return false;
        }

        var count = socket.Receive(_destination.Span);
        if (count == 0)
        {
            return false;
        }

        _reading = false;
        _destination = default;
        _pending.SetResult(Math.Max(count, 0));
        return true;
    }

    /// <summary>Sends kept ciphertext as far as the socket takes it. False when the socket is broken.</summary>
    public bool PushUnsent()
    {
        while (_unsentStart != _unsentEnd)
        {
            var sent = socket.Send(_unsent.AsSpan(_unsentStart, _unsentEnd - _unsentStart));
            if (sent <= 0)
            {
                return sent == 0;
            }

            _unsentStart += sent;
        }

        _unsentStart = _unsentEnd = 0;
        return true;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var count = socket.Receive(buffer);
            if (count != 0)
            {
                return Math.Max(count, 0);
            }

            WaitFor(SelectMode.SelectRead);
        }

        return 0;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // SslStream asks for nothing first, to hold no buffer while it waits; the answer "nothing" makes it ask with its buffer.
        if (buffer.IsEmpty)
        {
            return new ValueTask<int>(0);
        }

        var count = socket.Receive(buffer.Span);
        if (count != 0)
        {
            return new ValueTask<int>(Math.Max(count, 0));
        }

        _pending.Reset();
        _destination = buffer;
        _reading = true;
        return new ValueTask<int>(this, _pending.Version);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (PushUnsent() && !HasUnsent)
        {
            while (!buffer.IsEmpty)
            {
                var sent = socket.Send(buffer);
                if (sent < 0)
                {
                    throw new IOException($"send failed: {socket.Error}");
                }

                if (sent == 0 && _polling)
                {
                    break;
                }

                if (sent == 0)
                {
                    WaitFor(SelectMode.SelectWrite);
                }

                buffer = buffer[sent..];
            }
        }

        Keep(buffer);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    int IValueTaskSource<int>.GetResult(short token) => _pending.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _pending.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags) =>
        _pending.OnCompleted(continuation, state, token, flags);

    private void Keep(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty)
        {
            return;
        }

        Invariant.That(rest.Length <= _unsent.Length - _unsentEnd, "more than two TLS records wait for the socket");
        rest.CopyTo(_unsent.AsSpan(_unsentEnd));
        _unsentEnd += rest.Length;
    }

    private void WaitFor(SelectMode mode)
    {
        if (_cancelled)
        {
            throw new IOException("the handshake was cancelled");
        }

        socket.WaitFor(mode);
    }
}
