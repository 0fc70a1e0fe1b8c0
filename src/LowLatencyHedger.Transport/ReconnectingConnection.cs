using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Transport;

/// <summary>
/// One connection that comes back by itself: it owns a transport, waits out the back-off, reconnects, and drops a connection that has gone
/// silent.
/// Deterministic given the times it is polled with and the policy's seed. Thread: owner only.
/// </summary>
public sealed class ReconnectingConnection : ITransportHandler, IDisposable
{
    private readonly IWebSocketTransport _transport;
    private readonly ReconnectPolicy _policy;
    private readonly Uri _uri;
    private readonly long _idleNanos;
    private IConnectionHandler? _handler;
    private ReconnectionType _reason = ReconnectionType.Initial;
    private bool _running;
    private long _openedNanos;
    private long _nextAttemptNanos;

    public ReconnectingConnection(IWebSocketTransport transport, Uri uri, ReconnectSettings settings, ulong seed)
    {
        _transport = transport;
        _uri = uri;
        _idleNanos = settings.IdleNanos;
        _policy = new ReconnectPolicy(settings, seed);
    }

    public TransportState State => _transport.State;

    /// <summary>How many connections reached the open state.</summary>
    public int ConnectionCount { get; private set; }

    /// <summary>Connect at the next poll and keep connected.</summary>
    public void Start()
    {
        _running = true;
        _nextAttemptNanos = long.MinValue;
    }

    /// <summary>Close and stay closed. Keep polling until <see cref="State"/> is Closed or Idle.</summary>
    public void Stop(ushort code, string reason)
    {
        _running = false;
        _transport.Close(code, reason);
    }

    /// <summary>Drop the connection at once and make a new one, for example when the session on it is found dead.</summary>
    public void Drop(DisconnectionType type) => _transport.Abort(type);

    /// <inheritdoc cref="IWebSocketTransport.TrySendText"/>
    [HotPath]
    public bool TrySendText(ReadOnlySpan<byte> utf8, bool isRehearsal = false) => _transport.TrySendText(utf8, isRehearsal);

    /// <summary>Moves bytes, reconnects when due, hands out what arrived. Returns the amount of work.</summary>
    public int Poll(IConnectionHandler handler, long nowNanos)
    {
        _handler = handler;
        var state = _transport.State;
        if (state is TransportState.Idle or TransportState.Closed)
        {
            if (!_running || nowNanos < _nextAttemptNanos)
            {
                return 0;
            }

            _transport.Connect(_uri);
        }

        // Polled first: bytes that waited in the socket while this thread was held up are not silence.
        var work = _transport.Poll(this, nowNanos);
        if (work == 0
            && _transport.State == TransportState.Open
            && nowNanos - Math.Max(_openedNanos, _transport.LastReceivedNanos) >= _idleNanos)
        {
            _transport.Abort(DisconnectionType.NoMessageReceived);
        }

        return work;
    }

    public void Dispose() => _transport.Dispose();

    void ITransportHandler.OnOpen(long receivedNanos)
    {
        _openedNanos = receivedNanos;
        ConnectionCount++;
        _handler!.OnOpen(_reason, receivedNanos);
    }

    void ITransportHandler.OnText(ReadOnlySpan<byte> utf8, long receivedNanos) => _handler!.OnText(utf8, receivedNanos);

    void ITransportHandler.OnClosed(in DisconnectionInfo info)
    {
        if (_openedNanos != 0)
        {
            _policy.OnClosed(info.ClosedNanos - _openedNanos);
            _openedNanos = 0;
        }

        _reason = info.Type == DisconnectionType.Exit ? ReconnectionType.ByUser : (ReconnectionType)info.Type;
        _nextAttemptNanos = info.ClosedNanos + _policy.NextDelayNanos();
        _handler!.OnClosed(in info);
    }
}
