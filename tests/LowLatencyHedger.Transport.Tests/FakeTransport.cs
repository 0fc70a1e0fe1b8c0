using System.Text;

namespace LowLatencyHedger.Transport.Tests;

/// <summary>A transport without a network: the test says what happens at the next poll.</summary>
internal sealed class FakeTransport : IWebSocketTransport
{
    private readonly Queue<Action<ITransportHandler, long>> _script = new();

    public TransportState State { get; private set; }

    public long LastReceivedNanos { get; private set; }

    public List<string> Log { get; } = [];

    public void Connect(Uri uri)
    {
        Assert.True(State is TransportState.Idle or TransportState.Closed);
        State = TransportState.Connecting;
        Log.Add("connect");
    }

    public int Poll(ITransportHandler handler, long nowNanos)
    {
        if (_script.Count == 0 || State is TransportState.Idle or TransportState.Closed)
        {
            return 0;
        }

        _script.Dequeue()(handler, nowNanos);
        return 1;
    }

    public bool TrySendText(ReadOnlySpan<byte> utf8, bool isRehearsal)
    {
        Log.Add("send " + Encoding.UTF8.GetString(utf8));
        return State == TransportState.Open;
    }

    public void Close(ushort code, string reason)
    {
        Log.Add($"close {code}");
        if (State is not (TransportState.Idle or TransportState.Closed))
        {
            End(DisconnectionType.ByUser);
        }
    }

    public void Abort(DisconnectionType type)
    {
        Log.Add($"abort {type}");
        End(type);
    }

    public void Dispose() => Log.Add("dispose");

    public void Open() => _script.Enqueue((handler, now) =>
    {
        State = TransportState.Open;
        LastReceivedNanos = now;
        handler.OnOpen(now);
    });

    public void Text(string text) => _script.Enqueue((handler, now) =>
    {
        LastReceivedNanos = now;
        handler.OnText(Encoding.UTF8.GetBytes(text), now);
    });

    public void End(DisconnectionType type) => _script.Enqueue((handler, now) =>
    {
        State = TransportState.Closed;
        handler.OnClosed(new DisconnectionInfo(type, TransportFault.None, 0, 0, default, now, ""));
    });
}
