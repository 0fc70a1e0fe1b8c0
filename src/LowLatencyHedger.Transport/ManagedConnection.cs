using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Text;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Transport;

/// <summary>
/// One connection of a <see cref="ManagedWebSocket"/>. Threads: the constructor, <see cref="TryQueue"/>, <see cref="QueueClose"/>,
/// <see cref="TryDeliver"/> and Dispose belong to the owner; the tasks run on the thread pool and meet the owner only in the two pipes and
/// in the published times.
/// A record of the inbound pipe is: 8 bytes received time, 4 bytes length, the message; of the outbound pipe: 4 bytes length, the message.
/// </summary>
internal sealed class ManagedConnection : IDisposable
{
    private const int InboundHeader = 12;
    private const int OutboundHeader = 4;
    private const int ReceiveBytes = 64 * 1024;

    private readonly TransportSettings _settings;
    private readonly INanoClock _clock;
    private readonly ClientWebSocket _socket = new();
    private readonly ManagedDialer _dialer;
    private readonly CancellationTokenSource _cancel = new();
    private readonly Pipe _inbound = new(new PipeOptions(useSynchronizationContext: false));
    private readonly Pipe _outbound = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
    private byte[] _scratch = [];
    private int _queuedBytes;
    private ushort _closeCode;
    private string _closeReason = "";
    private bool _closeQueued;
    private long _openedNanos;
    private long _lastReceivedNanos;

    public ManagedConnection(Uri uri, TransportSettings settings, INanoClock clock)
    {
        _settings = settings;
        _clock = clock;
        _dialer = new ManagedDialer(_socket, settings);
        Completion = Task.Run(() => RunAsync(uri));
    }

    /// <summary>Ends with the connection; its result lacks only the time.</summary>
    public Task<DisconnectionInfo> Completion { get; }

    /// <summary>When the handshake was done; 0 before.</summary>
    public long OpenedNanos => Volatile.Read(ref _openedNanos);

    public long LastReceivedNanos => Volatile.Read(ref _lastReceivedNanos);

    /// <summary>Queues one text message, or nothing when the bytes queued would pass the send buffer's size.</summary>
    public bool TryQueue(ReadOnlySpan<byte> utf8)
    {
        var size = utf8.Length + OutboundHeader;
        if (Volatile.Read(ref _queuedBytes) + (long)size > _settings.SendBufferBytes || Completion.IsCompleted)
        {
            return false;
        }

        Interlocked.Add(ref _queuedBytes, size);
        var record = _outbound.Writer.GetSpan(size);
        BinaryPrimitives.WriteInt32LittleEndian(record, utf8.Length);
        utf8.CopyTo(record[OutboundHeader..]);
        _outbound.Writer.Advance(size);
        var flushed = _outbound.Writer.FlushAsync();
        Invariant.That(flushed.IsCompleted, "a pipe without a threshold made its writer wait");
        return true;
    }

    /// <summary>Queues the close frame behind everything else. A reason over 123 bytes is left out.</summary>
    public void QueueClose(ushort code, string reason)
    {
        _closeCode = code;
        _closeReason = Encoding.UTF8.GetByteCount(reason) <= 123 ? reason : "";
        _closeQueued = true;
        _outbound.Writer.Complete();
    }

    /// <summary>Hands out one message, if a whole one is here.</summary>
    public bool TryDeliver(ITransportHandler handler)
    {
        if (!_inbound.Reader.TryRead(out var result))
        {
            return false;
        }

        Span<byte> header = stackalloc byte[InboundHeader];
        var buffer = result.Buffer;
        if (buffer.Length < InboundHeader)
        {
            _inbound.Reader.AdvanceTo(buffer.Start, buffer.End);
            return false;
        }

        buffer.Slice(0, InboundHeader).CopyTo(header);
        var receivedNanos = BinaryPrimitives.ReadInt64LittleEndian(header);
        var message = buffer.Slice(InboundHeader, BinaryPrimitives.ReadInt32LittleEndian(header[8..]));
        handler.OnText(Contiguous(message), receivedNanos);
        _inbound.Reader.AdvanceTo(message.End);
        return true;
    }

    /// <summary>Ends the tasks; they release what they hold.</summary>
    public void Dispose()
    {
        if (!Completion.IsCompleted)
        {
            _cancel.Cancel();
        }
    }

    private ReadOnlySpan<byte> Contiguous(in ReadOnlySequence<byte> message)
    {
        if (message.IsSingleSegment)
        {
            return message.FirstSpan;
        }

        var length = (int)message.Length;
        if (_scratch.Length < length)
        {
            _scratch = new byte[Math.Max(length, 2 * _scratch.Length)];
        }

        message.CopyTo(_scratch);
        return _scratch.AsSpan(0, length);
    }

    private async Task<DisconnectionInfo> RunAsync(Uri uri)
    {
        using (_socket)
        using (_dialer)
        {
            try
            {
                await _dialer.ConnectAsync(uri, _cancel.Token);
            }
            catch (Exception failure) when (failure is WebSocketException or OperationCanceledException)
            {
                return _dialer.Explain(failure);
            }

            Volatile.Write(ref _openedNanos, _clock.NowNanos());
            var sending = SendAsync();
            var info = await ReceiveAsync();
            await _cancel.CancelAsync();
            await sending;
            return info;
        }
    }

    private async Task<DisconnectionInfo> ReceiveAsync()
    {
        var message = new ArrayBufferWriter<byte>(ReceiveBytes);
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(message.GetMemory(ReceiveBytes), _cancel.Token);
                var receivedNanos = _clock.NowNanos();
                Volatile.Write(ref _lastReceivedNanos, receivedNanos);
                message.Advance(part.Count);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return await AnswerCloseAsync();
                }

                if (part.MessageType == WebSocketMessageType.Binary)
                {
                    return await RefuseAsync(CloseCodes.UnsupportedData, "binary message");
                }

                if (message.WrittenCount > _settings.MaxMessageBytes)
                {
                    return await RefuseAsync(CloseCodes.MessageTooBig, "message over the size cap");
                }

                if (part.EndOfMessage)
                {
                    WriteRecord(message.WrittenSpan, receivedNanos);
                    message.ResetWrittenCount();
                    await _inbound.Writer.FlushAsync(_cancel.Token);
                }
            }
        }
        catch (Exception failure) when (failure is WebSocketException or OperationCanceledException)
        {
            return ManagedDialer.ExplainOpen(failure);
        }
    }

    private void WriteRecord(ReadOnlySpan<byte> message, long receivedNanos)
    {
        var header = _inbound.Writer.GetSpan(InboundHeader);
        BinaryPrimitives.WriteInt64LittleEndian(header, receivedNanos);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], message.Length);
        _inbound.Writer.Advance(InboundHeader);
        _inbound.Writer.Write(message);
    }

    private async Task<DisconnectionInfo> AnswerCloseAsync()
    {
        var code = (ushort)(_socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure);
        var detail = _socket.CloseStatusDescription ?? "";
        if (_socket.State == WebSocketState.CloseReceived)
        {
            await TryCloseOutputAsync(code, "");
        }

        return new DisconnectionInfo(DisconnectionType.ByServer, TransportFault.None, code, 0, default, 0, detail);
    }

    private async Task<DisconnectionInfo> RefuseAsync(ushort code, string detail)
    {
        await TryCloseOutputAsync(code, detail);
        return new DisconnectionInfo(DisconnectionType.Error, TransportFault.ProtocolError, code, 0, default, 0, detail);
    }

    private async Task SendAsync()
    {
        try
        {
            while (true)
            {
                var result = await _outbound.Reader.ReadAsync(_cancel.Token);
                var rest = await SendRecordsAsync(result.Buffer);
                _outbound.Reader.AdvanceTo(rest.Start, rest.End);
                if (result.IsCompleted)
                {
                    break;
                }
            }

            if (_closeQueued)
            {
                await _socket.CloseOutputAsync((WebSocketCloseStatus)_closeCode, _closeReason, _cancel.Token);
            }
        }
        catch (Exception failure) when (failure is WebSocketException or OperationCanceledException)
        {
            // The receiving side meets the same broken connection and reports it.
            _socket.Abort();
        }
    }

    private async Task<ReadOnlySequence<byte>> SendRecordsAsync(ReadOnlySequence<byte> records)
    {
        while (records.Length >= OutboundHeader)
        {
            var message = records.Slice(OutboundHeader, ReadLength(records));
            Invariant.That(message.IsSingleSegment, "a record that was written in one piece is in two");
            await _socket.SendAsync(message.First, WebSocketMessageType.Text, true, _cancel.Token);
            Interlocked.Add(ref _queuedBytes, -(int)message.Length - OutboundHeader);
            records = records.Slice(message.End);
        }

        return records;
    }

    private static int ReadLength(in ReadOnlySequence<byte> records)
    {
        Span<byte> header = stackalloc byte[OutboundHeader];
        records.Slice(0, OutboundHeader).CopyTo(header);
        return BinaryPrimitives.ReadInt32LittleEndian(header);
    }

    private async Task TryCloseOutputAsync(ushort code, string reason)
    {
        try
        {
            await _socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, _cancel.Token);
        }
        catch (Exception failure) when (failure is WebSocketException or OperationCanceledException or ArgumentException)
        {
            // The connection is ending for a reason that is already known; the peer just does not hear it.
            _socket.Abort();
        }
    }
}
