using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Transport;

/// <summary>
/// The hot transport: an RFC 6455 client over a non-blocking socket, plain (ws) or TLS (wss). One receive system call a poll; every whole
/// frame in it is handed out from the receive buffer. Allocates nothing per message once open (a message larger than the receive buffer
/// grows it: <see cref="GrowthCount"/>).
/// Thread: owner only.
/// </summary>
public sealed class PolledWebSocket : IWebSocketTransport
{
    private const long Unset = long.MinValue;
    private const int CloseReasonBytesMax = 123;

    private readonly TransportSettings _settings;
    private readonly INanoClock _clock;
    private readonly FrameReader _reader;
    private readonly SendBuffer _sending;
    private Uri? _uri;
    private Dialer? _dialer;
    private Upgrade? _upgrade;
    private ByteChannel? _channel;
    private long _deadlineNanos;
    private long _timeoutNanos;
    private ushort _closeCodeSent;
    private bool _sendBroken;
    private bool _abortRequested;
    private bool _acknowledges;
    private bool _isAcknowledgementDue;
    private DisconnectionType _abortType;

    public PolledWebSocket(TransportSettings settings, INanoClock clock)
    {
        _settings = settings;
        _clock = clock;
        _reader = new FrameReader(settings.ReceiveBufferBytes, settings.MaxMessageBytes);
        _sending = new SendBuffer(settings.SendBufferBytes, settings.MaskSeed);
    }

    public TransportState State { get; private set; }

    public long LastReceivedNanos { get; private set; }

    /// <summary>Which socket options the system took, for the connection made last.</summary>
    public SocketOptionReport SocketOptions { get; private set; }

    /// <summary>How often the receive buffer had to grow for a large message.</summary>
    public int GrowthCount => _reader.GrowthCount;

    public void Connect(Uri uri)
    {
        if (State is not (TransportState.Idle or TransportState.Closed))
        {
            Throw.InvalidOperation("connect while connected");
        }

        if (uri.Scheme is not ("ws" or "wss"))
        {
            Throw.Argument(nameof(uri), "a ws or wss address");
        }

        _uri = uri;
        _reader.Reset();
        _sending.Reset();
        _closeCodeSent = 0;
        _sendBroken = false;
        _abortRequested = false;
        LastReceivedNanos = 0;
        _dialer = new Dialer(uri, _settings, _clock);
        StartTimer(_settings.ConnectTimeoutNanos);
        State = TransportState.Connecting;
    }

    public int Poll(ITransportHandler handler, long nowNanos)
    {
        if (State is TransportState.Idle or TransportState.Closed)
        {
            return 0;
        }

        if (_abortRequested)
        {
            Finish(handler, nowNanos, _abortType, TransportFault.Aborted, "");
            return 1;
        }

        if (_deadlineNanos == Unset)
        {
            _deadlineNanos = nowNanos + _timeoutNanos;
        }

        var work = _channel is null ? Dial(handler, nowNanos) : Move(handler, nowNanos);
        if (_deadlineNanos != Unset && nowNanos >= _deadlineNanos && State is TransportState.Connecting or TransportState.Closing)
        {
            OnDeadline(handler, nowNanos);
        }

        return work;
    }

    /// <remarks>One piece of machine code for both: in a copy of its own a rehearsal would keep warm what no message passes.</remarks>
    [HotPath]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TrySendText(ReadOnlySpan<byte> utf8, bool isRehearsal = false)
    {
        if (isRehearsal && !_sending.IsEmpty)
        {
            return false;
        }

        if (State != TransportState.Open || _sendBroken || _abortRequested || !_sending.TryAddText(utf8))
        {
            return false;
        }

        if (isRehearsal)
        {
            _sending.TakeAllBack();
            return true;
        }

        Push();
        return true;
    }

    public void Close(ushort code, string reason)
    {
        if (!CloseCodes.MayBeSent(code))
        {
            Throw.ArgumentOutOfRange(nameof(code), code, "a code that a close frame may carry");
        }

        if (State == TransportState.Connecting)
        {
            Abort(DisconnectionType.ByUser);
        }
        else if (State == TransportState.Open)
        {
            SendClose(code, reason);
            State = TransportState.Closing;
            StartTimer(_settings.CloseTimeoutNanos);
        }
    }

    public void Abort(DisconnectionType type)
    {
        if (State is TransportState.Connecting or TransportState.Open or TransportState.Closing && !_abortRequested)
        {
            _abortRequested = true;
            _abortType = type;
        }
    }

    public void Dispose()
    {
        Release();
        State = TransportState.Closed;
    }

    private int Dial(ITransportHandler handler, long nowNanos)
    {
        var dialer = _dialer!;
        if (!dialer.Poll())
        {
            return 0;
        }

        if (dialer.Channel is null)
        {
            Finish(handler, nowNanos, DisconnectionType.Error, dialer.Fault, dialer.Detail, dialer.Error);
            return 1;
        }

        _channel = dialer.Channel;
        SocketOptions = dialer.Options;
        _acknowledges = dialer.Options.QuickAck == OptionOutcome.Applied;
        _isAcknowledgementDue = false;
        _upgrade = new Upgrade(_uri!, _sending.NextNonce(), _sending.NextNonce());
        if (!_sending.TryAddRaw(_upgrade.Request))
        {
            Finish(handler, nowNanos, DisconnectionType.Error, TransportFault.UpgradeInvalid, "address longer than the send buffer");
            return 1;
        }

        Push();
        return 1;
    }

    /// <summary>One round of an existing TCP connection: push what waits, receive once, hand out.</summary>
    private int Move(ITransportHandler handler, long nowNanos)
    {
        var channel = _channel!;
        if (!_sending.IsEmpty || channel.HasUnsent)
        {
            Push();
        }

        if (_isAcknowledgementDue)
        {
            // One round behind what was received: an order that it led to has left, and a packet's way through the kernel was not before it.
            _isAcknowledgementDue = false;
            channel.Acknowledge();
        }

        var received = channel.Receive(_reader.GetWritable());
        if (received > 0)
        {
            LastReceivedNanos = channel.ReceivedNanos;
            _isAcknowledgementDue = _acknowledges;
            _reader.Commit(received);
            var work = State == TransportState.Connecting ? ReadUpgrade(handler, nowNanos) : HandOut(handler, nowNanos);
            return work + 1;
        }

        // Messages that arrived before the connection broke are worth more than the news: a failed send is reported only when nothing is
        // left to read.
        if (received == 0 && !_sendBroken)
        {
            return 0;
        }

        Finish(
            handler,
            nowNanos,
            State switch
            {
                TransportState.Connecting => DisconnectionType.Error,
                TransportState.Closing => DisconnectionType.ByUser,
                _ => DisconnectionType.Lost,
            },
            channel.Error == SocketError.Success && channel.Detail.Length == 0 ? TransportFault.EndOfStream : TransportFault.SocketError,
            channel.Detail,
            channel.Error,
            closeCode: _closeCodeSent);
        return 1;
    }

    private int ReadUpgrade(ITransportHandler handler, long nowNanos)
    {
        var upgrade = _upgrade!;
        var result = upgrade.Read(_reader.Unread);
        switch (result)
        {
            case UpgradeResult.Incomplete:
                return 0;
            case UpgradeResult.Accepted:
                _reader.Skip(upgrade.ResponseLength);
                State = TransportState.Open;
                _deadlineNanos = long.MaxValue;
                handler.OnOpen(LastReceivedNanos);
                return 1 + HandOut(handler, nowNanos);
            default:
                var fault = result == UpgradeResult.Refused ? TransportFault.UpgradeRefused : TransportFault.UpgradeInvalid;
                Finish(handler, nowNanos, DisconnectionType.Error, fault, upgrade.Detail, httpStatus: upgrade.HttpStatus);
                return 1;
        }
    }

    /// <summary>Hands out every whole frame of the receive buffer.</summary>
    private int HandOut(ITransportHandler handler, long nowNanos)
    {
        var receivedNanos = LastReceivedNanos;
        for (var work = 0; ; work++)
        {
            if (_abortRequested)
            {
                return work;
            }

            switch (_reader.Next())
            {
                case FrameEvent.NeedMore:
                    return work;
                case FrameEvent.Text:
                    handler.OnText(_reader.Payload, receivedNanos);
                    break;
                case FrameEvent.Ping when State == TransportState.Open:
                    _sending.AddPong(_reader.Payload);
                    Push();
                    break;
                case FrameEvent.Close:
                    OnCloseFrame(handler, nowNanos);
                    return work + 1;
                case FrameEvent.Violation:
                    OnViolation(handler, nowNanos);
                    return work + 1;
            }
        }
    }

    /// <summary>
    /// Answers the peer's close frame and ends the connection; does not wait for the peer to end it first, as the owner has to know at
    /// once.
    /// </summary>
    private void OnCloseFrame(ITransportHandler handler, long nowNanos)
    {
        if (State == TransportState.Closing)
        {
            Finish(handler, nowNanos, DisconnectionType.ByUser, TransportFault.None, "", closeCode: _closeCodeSent);
            return;
        }

        var code = _reader.CloseCode;
        var payload = _reader.Payload;
        var reason = payload.Length > 2 ? Encoding.UTF8.GetString(payload[2..]) : "";
        SendClose(code, "");
        Finish(handler, nowNanos, DisconnectionType.ByServer, TransportFault.None, reason, closeCode: code);
    }

    private void OnViolation(ITransportHandler handler, long nowNanos)
    {
        var code = _reader.CloseCode;
        var text = _reader.ViolationText;
        SendClose(code, text);
        Finish(handler, nowNanos, DisconnectionType.Error, TransportFault.ProtocolError, text, closeCode: code);
    }

    private void OnDeadline(ITransportHandler handler, long nowNanos)
    {
        if (State == TransportState.Closing)
        {
            const string Unanswered = "no answer to the close frame";
            Finish(handler, nowNanos, DisconnectionType.ByUser, TransportFault.CloseTimeout, Unanswered, closeCode: _closeCodeSent);
        }
        else
        {
            Finish(handler, nowNanos, DisconnectionType.Error, TransportFault.ConnectTimeout, "connect deadline passed");
        }
    }

    private void SendClose(ushort code, string reason)
    {
        if (_closeCodeSent != 0)
        {
            return;
        }

        _closeCodeSent = code;
        Span<byte> payload = stackalloc byte[2 + CloseReasonBytesMax];
        var length = 0;
        if (code != CloseCodes.NoneReceived)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload, code);
            Encoding.UTF8.TryGetBytes(reason, payload[2..], out var reasonLength);
            length = 2 + reasonLength;
        }

        var queued = _sending.TryAddClose(payload[..length]);
        Invariant.That(queued, "no room for the one close frame");
        Push();
    }

    /// <summary>Sends what waits as far as the channel takes it.</summary>
    [HotPath]
    private void Push()
    {
        var channel = _channel!;
        while (!_sendBroken)
        {
            var unsent = _sending.Unsent;
            if (unsent.IsEmpty && !channel.HasUnsent)
            {
                return;
            }

            var sent = channel.Send(unsent);
            if (sent > 0)
            {
                _sending.Sent(sent);
                continue;
            }

            _sendBroken = sent < 0;
            return;
        }
    }

    private void StartTimer(long timeoutNanos)
    {
        _timeoutNanos = timeoutNanos;
        _deadlineNanos = Unset;
    }

    private void Finish(
        ITransportHandler handler,
        long nowNanos,
        DisconnectionType type,
        TransportFault fault,
        string detail,
        SocketError error = SocketError.Success,
        ushort closeCode = 0,
        ushort httpStatus = 0)
    {
        Release();
        State = TransportState.Closed;
        handler.OnClosed(new DisconnectionInfo(type, fault, closeCode, httpStatus, error, nowNanos, detail));
    }

    private void Release()
    {
        _dialer?.Dispose();
        _dialer = null;
        _channel?.Dispose();
        _channel = null;
    }
}
