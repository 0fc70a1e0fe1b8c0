using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Transport;

/// <summary>
/// The same transport over the framework's ClientWebSocket: the fallback, and the oracle of <see cref="PolledWebSocket"/>. It allocates,
/// and its bytes cross threads: tasks move them through two pipes, the owner only polls. What the framework hides differs:
/// <see cref="LastReceivedNanos"/> does not see pings and pongs, the close code is 0 after a protocol error that the framework found, and
/// 1000 where the peer's close frame had none.
/// Thread: every member belongs to one owner thread.
/// </summary>
public sealed class ManagedWebSocket(TransportSettings settings, INanoClock clock) : IWebSocketTransport
{
    private const long Unset = long.MinValue;

    private ManagedConnection? _connection;
    private long _deadlineNanos;
    private long _timeoutNanos;
    private ushort _closeCodeSent;
    private bool _abortRequested;
    private DisconnectionType _abortType;

    public TransportState State { get; private set; }

    public long LastReceivedNanos => _connection?.LastReceivedNanos ?? 0;

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

        _closeCodeSent = 0;
        _abortRequested = false;
        _connection = new ManagedConnection(uri, settings, clock);
        StartTimer(settings.ConnectTimeoutNanos);
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
            return Finish(handler, Ended(_abortType, TransportFault.Aborted, nowNanos));
        }

        if (_deadlineNanos == Unset)
        {
            _deadlineNanos = nowNanos + _timeoutNanos;
        }

        var work = Move(handler, nowNanos);
        if (_deadlineNanos == Unset || nowNanos < _deadlineNanos)
        {
            return work;
        }

        return State switch
        {
            TransportState.Connecting => Finish(handler, Ended(DisconnectionType.Error, TransportFault.ConnectTimeout, nowNanos)),
            TransportState.Closing => Finish(handler, Ended(DisconnectionType.ByUser, TransportFault.CloseTimeout, nowNanos)),
            _ => work,
        };
    }

    /// <summary>Knows no rehearsals.</summary>
    public bool TrySendText(ReadOnlySpan<byte> utf8, bool isRehearsal = false) =>
        State == TransportState.Open && !_abortRequested && !isRehearsal && _connection!.TryQueue(utf8);

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
            _closeCodeSent = code;
            _connection!.QueueClose(code, reason);
            State = TransportState.Closing;
            StartTimer(settings.CloseTimeoutNanos);
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
        _connection?.Dispose();
        State = TransportState.Closed;
    }

    private int Move(ITransportHandler handler, long nowNanos)
    {
        var connection = _connection!;

        // Read before the pipe: what the connection queued before it ended is delivered before its end is reported.
        var ended = connection.Completion.IsCompleted;
        var work = 0;
        if (State == TransportState.Connecting && connection.OpenedNanos != 0)
        {
            State = TransportState.Open;
            _deadlineNanos = long.MaxValue;
            handler.OnOpen(connection.OpenedNanos);
            work++;
        }

        while (!_abortRequested && connection.TryDeliver(handler))
        {
            work++;
        }

        if (!ended || _abortRequested)
        {
            return work;
        }

        var info = connection.Completion.Result;
        if (State == TransportState.Closing && info.Type is (DisconnectionType.ByServer or DisconnectionType.Lost))
        {
            info = info with { Type = DisconnectionType.ByUser, CloseCode = _closeCodeSent };
        }

        return work + Finish(handler, info with { ClosedNanos = nowNanos });
    }

    private DisconnectionInfo Ended(DisconnectionType type, TransportFault fault, long nowNanos) =>
        new(type, fault, fault == TransportFault.CloseTimeout ? _closeCodeSent : (ushort)0, 0, default, nowNanos, fault.ToString());

    private int Finish(ITransportHandler handler, in DisconnectionInfo info)
    {
        _connection?.Dispose();
        State = TransportState.Closed;
        handler.OnClosed(in info);
        return 1;
    }

    private void StartTimer(long timeoutNanos)
    {
        _timeoutNanos = timeoutNanos;
        _deadlineNanos = Unset;
    }
}
