using LowLatencyHedger.Simulation.Rpc;
using LowLatencyHedger.Venues.Deribit.Session;

namespace LowLatencyHedger.Allocation.Tests;

/// <summary>A connection to the simulated venue whose messages arrive a step later; without a venue, only a count of bytes.</summary>
internal sealed class SessionLink(RpcServer? server) : ISessionOutput, IRpcOutput
{
    private readonly Queue<byte[]> _requests = new();
    private readonly Queue<byte[]> _messages = new();
    private RpcConnection? _connection;

    /// <summary>Bytes that the session has sent.</summary>
    public long SentBytes { get; private set; }

    public bool IsDropped { get; private set; }

    public void Connect() => _connection = server!.Connect(this);

    public bool TrySend(ReadOnlySpan<byte> utf8)
    {
        SentBytes += utf8.Length;
        if (server is not null)
        {
            _requests.Enqueue(utf8.ToArray());
        }

        return true;
    }

    public bool TrySendOrder(ReadOnlySpan<byte> utf8, bool isRehearsal) => isRehearsal || TrySend(utf8);

    public void Drop(int cause) => IsDropped = true;

    public void Send(ReadOnlySpan<byte> message) => _messages.Enqueue(message.ToArray());

    public void Close(string reason) => IsDropped = true;

    /// <summary>The venue gets what was sent so far.</summary>
    public void DeliverRequests()
    {
        while (_requests.TryDequeue(out var request))
        {
            _connection!.OnRequest(request);
        }
    }

    public bool TryTake(out byte[] message) => _messages.TryDequeue(out message!);
}
