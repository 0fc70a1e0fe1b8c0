using LowLatencyHedger.App.Configuration;
using LowLatencyHedger.App.Engine;
using LowLatencyHedger.App.Security;
using LowLatencyHedger.Messaging;
using LowLatencyHedger.Primitives;
using LowLatencyHedger.Transport;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.App.Control;

/// <summary>
/// A connection of its own to the venue, made when it is needed, that cancels everything and asks until nothing is open. It has no way to
/// send an order. Cold; used by one thread.
/// </summary>
internal sealed class CancelClient : IConnectionHandler, ISessionOutput, IDisposable
{
    private const byte ConnectionId = 3;
    private const long CloseTimeoutNanos = 200 * Nanos.PerMilli;

    private readonly ReconnectingConnection _connection;
    private readonly CancelSession _session;

    public CancelClient(ConfigValues values, ICredentials credentials)
    {
        var settings = new SessionSettings
        {
            ConnectionId = ConnectionId,
            Login = values.Choice<LoginMethod>("credentials.grant"),
            HeartbeatSeconds = values.Integer("venue.heartbeatSeconds"),
            RequestTimeoutNanos = Nanos.PerSecond,
        };
        _connection = VenueConnections.Create(values, seed: 3, new EngineSeams(), new ReconnectSettings { MaxDelayNanos = Nanos.PerSecond });
        _session = new CancelSession(settings, this, credentials, new RandomNonces());
    }

    /// <summary>Orders that were open when the venue was last asked; -1 when it has not answered yet.</summary>
    public int OpenOrders => _session.OpenOrders;

    /// <summary>Not zero: the venue refuses this key, and trying again does not help.</summary>
    public int RefusalCause => _session.RefusalCause;

    /// <summary>
    /// Cancels until the venue says that nothing is open. False when that did not succeed in time, when the key is refused, or when cancelled.
    /// </summary>
    public bool CancelEverything(TimeSpan timeout, CancellationToken cancelled)
    {
        var endNanos = HotClock.MonotonicNanos() + (long)(timeout.TotalMilliseconds * Nanos.PerMilli);
        _connection.Start();
        var isDone = false;
        while (!isDone && HotClock.MonotonicNanos() < endNanos && !cancelled.IsCancellationRequested && RefusalCause == 0)
        {
            var now = HotClock.Now();
            if (_connection.Poll(this, now.MonotonicNanos) + _session.OnTick(in now) == 0)
            {
                Thread.Sleep(1);
            }

            isDone = _session.IsDone;
        }

        Close();
        return isDone;
    }

    public bool TrySend(ReadOnlySpan<byte> utf8) => _connection.TrySendText(utf8);

    /// <summary>There are no orders here.</summary>
    public bool TrySendOrder(ReadOnlySpan<byte> utf8, bool isRehearsal) => false;

    public void Drop(int cause) => _connection.Drop(DisconnectionType.ByUser);

    public void OnOpen(ReconnectionType type, long receivedNanos) => _session.OnOpen(HotClock.At(receivedNanos));

    public void OnText(ReadOnlySpan<byte> utf8, long receivedNanos) => _session.OnMessage(utf8, HotClock.At(receivedNanos));

    public void OnClosed(in DisconnectionInfo info) => _session.OnClosed((int)info.Type, HotClock.At(info.ClosedNanos));

    public void Dispose() => _connection.Dispose();

    private void Close()
    {
        _connection.Stop(1000, "");
        var endNanos = HotClock.MonotonicNanos() + CloseTimeoutNanos;
        while (_connection.State is not (TransportState.Closed or TransportState.Idle) && HotClock.MonotonicNanos() < endNanos)
        {
            _connection.Poll(this, HotClock.MonotonicNanos());
            Thread.Sleep(1);
        }
    }
}
